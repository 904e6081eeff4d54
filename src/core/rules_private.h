/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules_private.h - the rules, in the order of decision
 *
 * The room's own header. To add a rule: its reason in policy.h, its names
 * and default in reason.c, a function and a line of the table in rules.c.
 *
 * Threads: all functions are pure
 * Source:  beside each rule
 */
#ifndef ROBINSON_CORE_RULES_PRIVATE_H
#define ROBINSON_CORE_RULES_PRIVATE_H

#include "core/facts_private.h"

/* One question about one subject, with all that the rules look at. */
struct inquiry {
	const struct question *q;
	const struct policy_purpose *purpose;
	const struct subject *subject;
	struct facts facts;
	struct consent consent;
	unsigned standing;
	struct retention retention;
	bool is_answer; /* solicited: only what binds answers is asked */
};

struct rule {
	/* Whether it holds; it fills the verdict only if it does. */
	bool (*holds)(const struct inquiry *in, struct verdict *v);
	bool binds_answers; /* asked of a solicited answer too */
};

/* By reason; the last one always holds. */
/* Whether an objection of the person's own stands, for whatever purpose. */
bool rules_objects(const struct inquiry *in);

extern const struct rule policy_rules[REASON_RULES + 1];

#endif
