/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_reference_private.h - character references of HTML
 *
 * Numbers, and the names that languages of the Union need.
 *
 * Errors:  as the buffer
 * Threads: pure
 * Source:  HTML 4.01 section 24
 */
#ifndef ROBINSON_MAIL_HTML_REFERENCE_PRIVATE_H
#define ROBINSON_MAIL_HTML_REFERENCE_PRIVATE_H

#include "base/buf.h"

/* "at" is behind the "&"; returns what follows it. What is no reference is
 * the "&" itself. */
const char *html_reference_add(
	struct buf *out, const char *at, const char *end);

#endif
