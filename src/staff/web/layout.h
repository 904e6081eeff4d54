/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * layout.h - the frame of each page: head, menu, messages, languages
 *
 * Errors:  those of the buffer, kept in it
 * Threads: pure
 * Source:  WCAG 2.1 AA: 2.4.1, 2.4.2, 3.1.1, 4.1.3
 */
#ifndef ROBINSON_STAFF_WEB_LAYOUT_H
#define ROBINSON_STAFF_WEB_LAYOUT_H

#include "staff/web/pages.h"

struct layout_language {
	const char *code; /* "pl" */
	const char *name; /* in itself: "Polski" */
};

#define LAYOUT_LANGUAGES 2
extern const struct layout_language layout_languages[LAYOUT_LANGUAGES];

struct layout {
	const char *title; /* translated */
	const struct buf *body; /* HTML that a renderer has made */
	enum out_tone tone;
	const char *message; /* translated, above the body; NULL: none */
	const char *style; /* path of the style sheet */
	const char *here; /* path and query, for what returns to it */
	bool has_menu; /* for whom the page is about */
};

/* Into p->out. */
void layout_write(struct page_out *p, const struct layout *layout);

#endif
