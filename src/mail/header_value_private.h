/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * header_value_private.h - a header's value as conditions compare it
 *
 * Unfolded, without blanks at its ends, encoded words undone as readers'
 * programs undo them (also within a word, without the padding of base64, a
 * character divided between two words), then as comparable.h says.
 *
 * *is_read_r is false where not all of the value can be decoded: where octets
 * are no UTF-8 and no character set is named, where an encoded word has no end,
 * an unknown encoding or character set, broken base64 or octets that its set
 * does not have, and where a control character is in it. What could be read is
 * in the text all the same; U+FFFD stands for the rest.
 *
 * Shape:   a NUL-terminated value to valid UTF-8
 * Errors:  ERR_NOMEM
 * Owns:    the caller free()s *text_r
 * Threads: all functions may be called from any thread
 * Source:  RFC 5322 2.2.3, RFC 2047, RFC 2231 5 (language), RFC 6532
 */
#ifndef ROBINSON_MAIL_HEADER_VALUE_PRIVATE_H
#define ROBINSON_MAIL_HEADER_VALUE_PRIVATE_H

#include <stdbool.h>

#include "base/err.h"

enum err header_value_make(
	const char *raw, char **text_r, bool *is_read_r) MUST_CHECK;

/* In place: a line's end before a blank goes, the blank stays; a line's end
 * elsewhere is none of a header's and becomes a blank. */
void header_value_unfold(char *text);
/* In place: without blanks at its ends. */
void header_value_trim(char *text);

#endif
