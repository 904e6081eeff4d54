/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * comparable.h - text of strangers in the one form in which it is compared
 *
 * What looks alike to a reader shall compare alike: characters that take no
 * room (soft hyphen, zero-width space, variation selectors ...) go first,
 * then the rest is composed, so that none of them stands between a letter
 * and its mark. Letter case stays, and so do look-alikes of other scripts.
 *
 * Shape:   valid UTF-8 to NFC without default-ignorable code points
 * Errors:  ERR_INVALID: it is no UTF-8; ERR_NOMEM
 * Owns:    the caller free()s *out_r, which is ended by a NUL
 * Threads: pure
 * Source:  Unicode UAX 15 (NFC); UAX 44, Default_Ignorable_Code_Point
 */
#ifndef ROBINSON_CORE_COMPARABLE_H
#define ROBINSON_CORE_COMPARABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum err comparable_make(const char *text, size_t len, char **out_r) MUST_CHECK;

/*
 * For searching and for lists of words: case folded and without diacritics,
 * so "Gęślą" and "GESLA" are the same. Of what does not fit into "size" (> 0)
 * the begin, cut between characters. Text that is no UTF-8: ERR_INVALID, and
 * folded_r is "".
 */
enum err comparable_fold(
	const char *text, size_t len, char *folded_r, size_t size) MUST_CHECK;
/* A mark, or what is drawn as nothing: comparable_fold() leaves it out. */
bool comparable_takes_no_room(uint32_t c);

#endif
