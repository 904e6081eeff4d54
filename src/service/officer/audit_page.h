/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit_page.h - an uploaded export beside ours, as a page and a work list
 *
 * Shape:   "html": what is within <main> of the audit's page, in the language;
 *          "list": the rows that are to be dealt with, as CSV
 * Errors:  as audit.h; desk->cause
 * Owns:    the caller frees what was appended to the buffers
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(b)-(e), 24(1)
 */
#ifndef ROBINSON_OFFICER_AUDIT_PAGE_H
#define ROBINSON_OFFICER_AUDIT_PAGE_H

#include "service/office/desk.h"

struct audit_page_query {
	const char *path; /* of its rows, in the form of csvform.h */
	const char *source; /* of the configuration */
	const char *language; /* "pl" */
};

enum err audit_page(struct desk *desk, const struct audit_page_query *query,
	struct buf *html, struct buf *list) MUST_CHECK;

#endif
