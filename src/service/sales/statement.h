/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * statement.h - a salesperson says what a person did
 *
 * A call, a meeting, an order, a letter is a contact of the person. It counts at
 * once, or when somebody has confirmed it, as "answers-confirmed" of the
 * configuration has it. "Told me to stop" is an objection, at once and always:
 * it may not wait for anybody. The journal has the salesperson as the one who
 * said it, and the one who confirmed it with the confirmation, whose entry is
 * "meeting, said by ania", with the reason of a refusal behind it.
 *
 * Shape:   a contact of a person of whom nothing is on record needs relation
 *          and source, as everywhere; of others the source is what is on record
 * Errors:  ERR_INVALID what was given is not accepted; ERR_NOT_FOUND no such
 *          statement waits; ERR_UNAVAILABLE the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(d), 5(2), 21(2)-(3)
 */
#ifndef ROBINSON_SALES_STATEMENT_H
#define ROBINSON_SALES_STATEMENT_H

#include "service/office/desk.h"
#include "store/sales.h"

struct statement_new {
	int64_t account; /* of who says it; their name is the desk's operator */
	const char *who; /* an address */
	enum statement_kind kind;
	int64_t at_utc; /* a day's first second, or an instant */
	const char *note; /* NULL: none */
	const char *source, *relation; /* NULL: not said */
};

/* *waits_r: somebody has to confirm it. What was done is added to "said". */
enum err statement_make(struct desk *desk, const struct statement_new *new,
	bool *waits_r, struct buf *said) MUST_CHECK;

/* "Told me to stop". "purpose" NULL: all direct marketing; "channel": "call" and
 * so on, NULL: not said. */
enum err statement_stop(struct desk *desk, const char *who, const char *purpose,
	const char *channel, struct buf *said) MUST_CHECK;

/* Those that wait, oldest first, behind the id "after". */
enum err statement_each(struct desk *desk, int64_t after, size_t limit,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg) MUST_CHECK;
/* How many of each account, of all that are kept. */
enum err statement_count(struct desk *desk,
	bool (*each)(void *arg, const struct statement_count *count),
	void *arg) MUST_CHECK;
/* It counts from now on, or it is none. "reason" of a refusal goes into the
 * journal. */
enum err statement_confirm(
	struct desk *desk, int64_t id, struct buf *said) MUST_CHECK;
enum err statement_refuse(
	struct desk *desk, int64_t id, const char *reason) MUST_CHECK;

#endif
