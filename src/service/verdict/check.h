/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check.h - may these addresses be written to? Asked before there is a mail
 *
 * A check without a message does not ask whether one carries a notice, and none
 * asks whether it answers one of the person's own or is a retry. It records
 * nothing, not even that somebody asked.
 *
 * Shape:   a batch is decided in the order of the keys, because that is how
 *          the store lies on the disk; a small one in one read transaction, a
 *          large one in two halves, each by a thread of its own
 *          An address with %, ! or @ in its local part is decided as the
 *          daemon does: also what it may route to, and the strictest counts
 * Errors:  an address that cannot be parsed is an answer (bad-address with
 *          its cause), never skipped; ERR_UNAVAILABLE: the store, or a
 *          do-not-mail list, and then no item of the batch has an answer
 * Owns:    texts are borrowed; causes are static
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 6(1), 21(3)
 */
#ifndef ROBINSON_VERDICT_CHECK_H
#define ROBINSON_VERDICT_CHECK_H

#include "service/office/desk.h"

struct check_query {
	const struct policy_purpose *purpose;
	int64_t at_utc;
	bool is_live; /* at_utc is now: see struct question */
	bool has_message; /* there is one, and has_notice is known of it */
	bool has_notice; /* it carries the notice that the purpose asks for */
};

/* "at_utc" INSTANT_NONE asks for now. */
void check_query_init(const struct desk *desk,
	const struct policy_purpose *purpose, int64_t at_utc,
	struct check_query *query_r);

struct check_item {
	const char *text;
	size_t text_len;
	struct verdict verdict;
	const char *cause; /* for a bad address; else NULL */
};

enum err check_batch(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len) MUST_CHECK;

/* What a verdict means for a list: it goes out, perhaps with a mark. */
static inline bool check_may_go(const struct check_item *item)
{
	return item->verdict.action <= ACTION_FLAG;
}

#endif
