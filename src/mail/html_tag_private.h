/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * html_tag_private.h - one tag of HTML, as far as it tells whether words can be
 * read, and where a link leads
 *
 * Shape:   spans of the page; attribute values as they are written, character
 *          references in them included
 * Errors:  none: whatever is written is some tag
 * Owns:    nothing
 * Threads: pure
 * Source:  HTML Living Standard 13.2.5 (tokenization)
 */
#ifndef ROBINSON_MAIL_HTML_TAG_PRIVATE_H
#define ROBINSON_MAIL_HTML_TAG_PRIVATE_H

#include "mail/css_private.h"

struct html_tag {
	struct css_text name;
	bool closes; /* </name> */
	bool is_hidden; /* hidden, or aria-hidden="true" */
	bool is_open; /* open */
	struct css_text id, classes, style, media;
	struct css_text color; /* of <font color>, <body text> */
	struct css_text back; /* bgcolor */
	struct css_text href; /* at NULL: none */
};

/* "at" is behind the "<", on a letter or on "/" and a letter; returns what
 * is behind the tag. */
const char *html_tag_read(
	const char *at, const char *end, struct html_tag *tag_r);

#endif
