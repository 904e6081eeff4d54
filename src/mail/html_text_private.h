/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_text_private.h - what a reader of an HTML text sees of its words
 *
 * Tags, remarks, scripts and styles go, character references are undone. A
 * tag that begins a new line or a cell separates words, one within a line
 * does not. Words that cannot be read are left out: of <title>, <noscript>,
 * <template> and the like; below "hidden" or aria-hidden="true"; and what a
 * style attribute or a style sheet hides (css_private.h, css_sheet_private.h
 * say how far that is looked at). A page whose styles are too many or nested
 * too deeply to be worked out has no words at all in the views that they count
 * in.
 *
 * Errors:  as the buffer
 * Threads: pure
 * Source:  HTML 4.01 sections 7 to 11, 24; HTML Living Standard 13.2
 */
#ifndef ROBINSON_MAIL_HTML_TEXT_PRIVATE_H
#define ROBINSON_MAIL_HTML_TEXT_PRIVATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "mail/css_sheet_private.h"

/* Both are UTF-8. */
enum err html_text_add(
	struct buf *out, const char *html, size_t len, enum css_view view);
/* The same as lines: what separates words, but for a cell, begins one. They
 * are as long as they come, some are blank. */
enum err html_text_add_lines(
	struct buf *out, const char *html, size_t len, enum css_view view);

/* False: the page cannot look different from the view before. */
bool html_text_has_view(const char *html, size_t len, enum css_view view);

#endif
