/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words.h - names of the program and of the firm, as people read them
 *
 * The desk answers with names: "retention-expired", "newsletter",
 * "2018-06-28T23:59:59+02:00". A name that is not known is shown as it is.
 *
 * Threads: pure
 * Source:  GDPR Art. 12(1)
 */
#ifndef ROBINSON_STAFF_WEB_WORDS_H
#define ROBINSON_STAFF_WEB_WORDS_H

#include "staff/web/pages.h"

const char *words_of_reason(const struct page_out *p, const char *name);
const char *words_of_action(const struct page_out *p, const char *name);
const char *words_of_basis(const struct page_out *p, const char *name);
/* The tone that goes with an action. */
enum out_tone words_tone(const char *action);
/* What the firm calls it ("shown-as"); NULL: all direct marketing. */
const char *words_of_purpose(const struct page_out *p, const char *name);
const char *words_of_relation(const struct page_out *p, const char *name);
const char *words_of_source(const struct page_out *p, const char *name);
/* Of an entry of the journal. */
const char *words_of_kind(const struct page_out *p, const char *name);

/* "2018-06-28 23:59" of an ISO date with an offset, "2018-06-28" of a day, and
 * that it is not known of nothing. */
void out_iso(struct page_out *p, const char *iso);
/* The same without markup; the text is kept in "text_r". */
#define WORDS_DATE_SIZE 40
const char *words_date(const struct page_out *p, const char *iso,
	char text_r[WORDS_DATE_SIZE]);

#endif
