/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * simulate_decide_private.h - one verdict of the journal, decided under other
 * rules
 *
 * The state at that instant is asked of the store as any question about
 * another instant is. The journal does not hold all that was decided from: no
 * headers, no domain, not what lists said. Each of these is tried both ways.
 * What does not give the journaled verdict under the present rules was not so;
 * where the rest gives different verdicts under the new rules, the new verdict
 * cannot be known, and it is said for what reason.
 *
 * Owns:    everything is borrowed
 * Threads: pure, but for the subject, which is as before afterwards
 * Source:  GDPR Art. 24(1), 25(1)
 */
#ifndef ROBINSON_VERDICT_SIMULATE_DECIDE_PRIVATE_H
#define ROBINSON_VERDICT_SIMULATE_DECIDE_PRIVATE_H

#include "config/settings.h"
#include "service/verdict/simulate.h"

#define SIMULATE_LISTS_MAX 8

struct simulate_rules {
	const struct settings *present, *other;
	const char *lists[SIMULATE_LISTS_MAX]; /* of either */
	size_t lists_len;
};

/* ERR_LIMIT: there are more lists than can be tried. */
enum err simulate_rules_init(struct simulate_rules *rules,
	const struct settings *present,
	const struct settings *other) MUST_CHECK;

/* A verdict of the journal. */
struct simulate_past {
	int64_t at_utc;
	enum reason reason;
	const char *purpose;
	const char *list; /* NULL: none, or it is not said which */
	bool is_solicited;
	int64_t asked_utc; /* of what it answers; INSTANT_NONE: forgotten */
	bool asked_objection; /* that was an objection by itself */
};

/* "subject" with its sends in the order of their dates. */
enum err simulate_decide(const struct simulate_rules *rules,
	const struct simulate_past *past, struct subject *subject,
	enum simulate_doubt *doubt_r, struct verdict *verdict_r) MUST_CHECK;

#endif
