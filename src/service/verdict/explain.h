/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain.h - why a person may or may not be written to
 *
 * Everything known of one address, and every rule by itself: held or not.
 *
 * Errors:  ERR_INVALID the address; ERR_UNAVAILABLE the store; desk->cause
 * Owns:    "who" outlives the explanation; explain_get() .. explanation_free()
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 12(1), 15
 */
#ifndef ROBINSON_VERDICT_EXPLAIN_H
#define ROBINSON_VERDICT_EXPLAIN_H

#include "service/verdict/check.h"

struct explanation {
	struct subject subject; /* with its history */
	int64_t *wrote; /* when letters came that may be answered */
	size_t wrote_len, wrote_cap;
	enum err wrote_e; /* of reading them */
	struct retention retention;
	const char *who; /* as asked, borrowed */
};

enum err explain_get(struct desk *desk, const char *who, int64_t at_utc,
	bool is_live, struct explanation *explanation_r) MUST_CHECK;
void explanation_free(struct explanation *explanation);

/* Each rule for one purpose; held_r as policy_explain() has it.
 * ERR_UNAVAILABLE: rule 2 is not known, because a do-not-mail list cannot be
 * asked, desk->cause; the rest is as if no such list had the address. */
enum err explain_rules(struct desk *desk, const struct explanation *explanation,
	const struct check_query *query, bool held_r[REASON_COUNT],
	struct verdict *verdict_r) MUST_CHECK;

enum explain_kind {
	EXPLAIN_COLLECTED,
	EXPLAIN_CONTACT,
	EXPLAIN_RELATION,
	EXPLAIN_RELATION_END,
	EXPLAIN_GRANT,
	EXPLAIN_GRANT_END,
	EXPLAIN_WITHDRAWAL,
	EXPLAIN_OBJECTION,
	EXPLAIN_OBJECTION_LIFTED,
	EXPLAIN_SEND,
	EXPLAIN_FAILURE,
	EXPLAIN_RESTRICTED,
	EXPLAIN_RETENTION_END,
	EXPLAIN_WROTE, /* a letter that may be answered */
	EXPLAIN_ASKED /* the instant that the question is about */
};

/* What happened, for a timeline. Text is borrowed from the explanation. */
struct explain_event {
	enum explain_kind kind;
	int64_t at_utc; /* INSTANT_NONE: the date is not known */
	const char *name; /* relation, purpose, source; may be NULL */
	bool is_day; /* a wish that is known only by its day */
	bool by_domain;
	bool without_evidence;
	bool is_unconfirmed; /* an objection without proof */
	const char *detail; /* channel, basis; may be NULL */
};

/* In the order of time, undated ones first; the caller free()s *events_r. */
enum err explain_events(const struct explanation *explanation, int64_t at_utc,
	struct explain_event **events_r, size_t *len_r) MUST_CHECK;

#endif
