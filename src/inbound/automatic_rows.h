/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * automatic_rows.h - words that automatic replies begin with, by language
 *
 * For subjects, and for texts where automatic_in_text() is asked.
 *
 * Shape:   words as comparable_fold() leaves them (lower case, no diacritics), with
 *          one blank between them; other marks part words ("out-of-office"
 *          is three)
 * Threads: constant
 * Source:  what mail systems write by themselves (Exchange, Notes, GroupWise,
 *          Gmail, Zimbra), and what their users commonly enter
 */
#ifndef ROBINSON_INBOUND_AUTOMATIC_ROWS_H
#define ROBINSON_INBOUND_AUTOMATIC_ROWS_H

#include <stddef.h>

/* What must follow the words, for persons write some of them too. */
enum automatic_kind {
	AUTOMATIC_FREE, /* anything but one of automatic_not_before */
	AUTOMATIC_LEAD, /* nothing, a mark, a date, "until" and the like */
	AUTOMATIC_DATED, /* nothing but a date, or "Re:" */
	AUTOMATIC_NAMED /* as LEAD; behind a name: "Jan Nowak is away" */
};

struct automatic_row {
	const char *words;
	enum automatic_kind kind;
};

extern const struct automatic_row automatic_rows[];
extern const size_t automatic_rows_len;

/* Single words, each list ended by NULL. */
extern const char *const automatic_reply_prefixes[]; /* before a colon */
extern const char *const automatic_not_before[]; /* after FREE */
extern const char *const automatic_places[]; /* after FREE, but of dates */
extern const char *const automatic_no_names[]; /* before NAMED */
extern const char *const automatic_of_dates[];
extern const char *const automatic_following[]; /* after LEAD */

#endif
