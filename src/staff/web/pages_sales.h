/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages_sales.h - what the pages of salespersons share
 *
 * Files:   pages_sales.c (questions and lists), pages_sales_mail.c (what
 *          happened, what is to be confirmed, one's own mail)
 * Errors, Owns, Threads: as pages.h
 */
#ifndef ROBINSON_STAFF_WEB_PAGES_SALES_H
#define ROBINSON_STAFF_WEB_PAGES_SALES_H

#include "staff/web/pages.h"

/* As the firm calls it, in the language of the page. */
const char *purpose_name(const struct page_out *p, const char *name);
/* "words" of an item, in the language of the page. */
const char *words_of(const struct page_out *p, const json_t *item);
/* A number without thousands' marks. */
void out_count(struct page_out *p, int64_t n);
/* A paragraph; "%1" is the number. */
void out_sentence(struct page_out *p, const char *text, int64_t n);
/* A pair with the day in the member "of", where there is one. */
void out_day_pair(struct page_out *p, const char *name, const json_t *answer,
	const char *of);

/* The button to the form of what happened, with this address in it: by POST, so
 * that it is in no URL. */
void out_something_happened(struct page_out *p, const char *address);

void render_happened(struct page_out *p, const json_t *result);
void render_statements(struct page_out *p, const json_t *result);
void render_mail(struct page_out *p, const json_t *result);

#endif
