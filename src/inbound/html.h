/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html.h - the words of a page, as lines of text
 *
 * Good enough to find the first line that somebody wrote: blocks become
 * lines, what a browser does not show is left out, a quotation is one line
 * ">" so that it is known for one.
 *
 * Shape:   UTF-8 in, UTF-8 out
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_HTML_H
#define ROBINSON_INBOUND_HTML_H

#include "base/buf.h"

enum err html_to_text(const char *html, struct buf *out) MUST_CHECK;

#endif
