/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * may.h - "may I write to these?", asked by a salesperson on the staff pages
 *
 * Yes or no, why, since when and until when, in the words of a refusal: nothing
 * that a mail to the address would not have told. Of what is confidential
 * (reason_is_confidential()) neither the reason nor any date is told. How many
 * addresses an account asks about in a day is limited; the number is kept in
 * the store, and counts lists too, each once.
 *
 * Errors:  ERR_INVALID the purpose, or how many; ERR_LIMIT the day's number is
 *          used up; ERR_UNAVAILABLE; desk->cause tells
 * Owns:    an answer is valid during the call of "each"
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(c), 5(1)(f), 32(4)
 */
#ifndef ROBINSON_SALES_MAY_H
#define ROBINSON_SALES_MAY_H

#include "mail/notice_text.h"
#include "service/office/desk.h"
#include "service/verdict/check.h"

#define MAY_ADDRESSES_MAX 100 /* in one question; a cause says it, too */

struct may_question {
	int64_t account;
	const char *purpose;
	const char *language; /* "pl"; NULL: reply-language */
	const char *const *addresses;
	size_t len;
};

struct may_answer {
	const char *address; /* as asked */
	bool is_yes;
	const char *reason; /* refusal_name() */
	const char *why; /* one line */
	int64_t since_utc; /* INSTANT_NONE: none, or not to be told */
	bool since_is_day;
	int64_t last_contact_utc;
	int64_t next_utc; /* from when it may go; INSTANT_NONE */
	int64_t until_utc; /* how long it may go; INSTANT_NONE */
	bool is_unlimited; /* no end is in sight */
	bool is_known;
};

/* In the order of the question; *left_r: how many addresses the account may
 * still ask about today. */
enum err may_ask(struct desk *desk, const struct may_question *question,
	void (*each)(void *arg, const struct may_answer *answer), void *arg,
	int64_t *left_r) MUST_CHECK;

/* Takes so many addresses from the day's number of the account; none, and
 * ERR_LIMIT, where not so many are left. */
enum err may_take(struct desk *desk, int64_t account, size_t addresses,
	int64_t *left_r) MUST_CHECK;
/* The same inside a write transaction. */
enum err may_take_within(struct desk *desk, int64_t account, size_t addresses,
	int64_t *left_r) MUST_CHECK;
/* ERR_LIMIT where not so many are left; none is taken. */
enum err may_have(
	struct desk *desk, int64_t account, size_t addresses) MUST_CHECK;

/* Of "language", or reply-language. */
enum notice_language may_language(
	const struct desk *desk, const char *language);
/* What may be told of a verdict, one line added to "out". */
enum err may_words(const struct desk *desk, enum notice_language language,
	const struct verdict *verdict, const char *cause,
	struct buf *out) MUST_CHECK;

#endif
