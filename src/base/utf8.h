/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * utf8.h - well-formed UTF-8, and characters that nobody may be shown
 *
 * Threads: pure
 * Source:  RFC 3629; Unicode TR 36 3.1 (direction), Unicode 15 5.8 (lines)
 */
#ifndef ROBINSON_BASE_UTF8_H
#define ROBINSON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of the well-formed sequence at "text"; 0: there is none, or "len" is
 * 0. A NUL is a sequence of one octet. */
size_t utf8_next(const char *text, size_t len, uint32_t *character_r);

/* Controls (C0, DEL, C1), ends of line and paragraph, and what turns the
 * reading direction: such a character would act on a terminal, forge a line, or
 * let one text look like another. */
bool utf8_is_harmful(uint32_t character);

#endif
