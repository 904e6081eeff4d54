/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html.h - text into a page
 *
 * Every text that is not part of the page itself passes html_add(): it is the
 * only way from a value to a page, be it content or an attribute in double
 * quotes.
 *
 * Shape:   the five characters that have a meaning in HTML become references;
 *          control characters but tab and line feed, and octets that are no
 *          UTF-8, become U+FFFD
 * Errors:  those of the buffer, kept in it
 * Threads: pure
 * Source:  HTML Living Standard 13.1.2, XML 1.0 2.2
 */
#ifndef ROBINSON_BASE_HTML_H
#define ROBINSON_BASE_HTML_H

#include "base/buf.h"

enum err html_add(struct buf *out, const char *text);
enum err html_add_len(struct buf *out, const char *text, size_t len);

#endif
