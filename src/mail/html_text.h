/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_text.h - what a reader of an HTML text sees of its words
 *
 * Tags, remarks, scripts and styles go, character references are undone. A
 * tag that begins a new line or a cell separates words, one within a line
 * does not. No picture of the page: what a style hides is taken for seen.
 *
 * Errors:  as the buffer
 * Threads: pure
 * Source:  HTML 4.01 sections 7 to 11, 24
 */
#ifndef ROBINSON_MAIL_HTML_TEXT_H
#define ROBINSON_MAIL_HTML_TEXT_H

#include "base/buf.h"

/* Both are UTF-8. */
enum err html_text_add(struct buf *out, const char *html, size_t len);

#endif
