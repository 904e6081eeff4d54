/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * visible.h - text of strangers made harmless for terminals and logs
 *
 * Addresses, headers, file names, cells, reasons, what an MTA said: whatever
 * comes from outside passes here on its way to a terminal, a log or a line of
 * text. JSON, pages and files of the firm do not: they have their own quoting,
 * or pass as they are.
 *
 * Shape:   one line of UTF-8. Controls (the line feed and the tab too) and
 *          octets that are no UTF-8 become \xNN, other harmful characters
 *          (utf8_is_harmful()) \uNNNN: "a" ESC "b" is a\x1bb, U+202E is
 *          \u202e. Nothing else changes, a backslash neither: it is for eyes
 *          and cannot be read back.
 * Errors:  those of the buffer, kept in it
 * Threads: pure; lines printed by several threads may mix
 */
#ifndef ROBINSON_BASE_VISIBLE_H
#define ROBINSON_BASE_VISIBLE_H

#include <stdio.h>

#include "base/buf.h"

/* No text grows by more: an octet becomes four. */
#define VISIBLE_FACTOR 4

enum err visible_add(struct buf *out, const char *text, size_t len);
enum err visible_adds(struct buf *out, const char *text);
/* Cut before the first character that has no room; always NUL-terminated. */
void visible_copy(char *to, size_t size, const char *text);

/* One line, or a part of one: all of it passes visible_add(), but for a line
 * feed at the end of "fmt", which ends the line. */
enum err visible_addf(struct buf *out, const char *fmt, ...) PRINTF_LIKE(2, 3);
void visible_printf(FILE *to, const char *fmt, ...) PRINTF_LIKE(2, 3);
void visible_vprintf(FILE *to, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
/* Lines that were put together before, a text each: the line feeds stay. */
void visible_print_lines(FILE *to, const char *text);

#endif
