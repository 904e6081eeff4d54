/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts_private.h - what of a subject counts at the instant of a question
 *
 * The room's own header. Facts fall in two kinds. Those in favour of writing (a
 * contact, a collection, a grant, a relation, a lift) must be readable and must
 * have happened. Those against it (an objection, a withdrawal, a restriction, a
 * failure, a send) count in doubt: live mail obeys them whatever their date,
 * and a purpose that cannot be read is every purpose. What has no date counts;
 * order.h tells which of two is the later word.
 *
 * Files:   facts.c, consent.c, retention.c
 * Threads: all functions are pure
 * Source:  GDPR Art. 5(2), 7(1): the controller must be able to show
 */
#ifndef ROBINSON_CORE_FACTS_PRIVATE_H
#define ROBINSON_CORE_FACTS_PRIVATE_H

#include "core/policy.h"

struct facts {
	const struct policy *policy;
	const struct subject *subject;
	int64_t now_utc;
	bool is_live;
	bool known;
	const char *source; /* NULL: absent */
	const struct policy_relation *relation; /* NULL: absent */
	int64_t relation_end_utc; /* INSTANT_NONE: it lasts now */
	int64_t collected_utc;
	int64_t last_contact_utc;
};

void facts_gather(const struct policy *p, const struct subject *s,
	int64_t now_utc, bool is_live, struct facts *facts_r);

/* Whether a fact in favour counts; *at_utc becomes "now" where it lies a
 * little ahead, for clocks differ. */
bool facts_favour(const struct facts *f, int64_t *at_utc);
bool facts_against(const struct facts *f, int64_t at_utc);

/* Whether a fact against concerns "purpose". */
bool facts_covers(const struct facts *f, const char *name,
	const struct policy_purpose *purpose);

struct retention facts_retention(const struct facts *f);

/* What the subject said about one purpose. */
struct consent {
	unsigned standing; /* BASIS_CONSENT, BASIS_EXPLICIT_CONSENT */
	bool is_withdrawn; /* there is a withdrawal, grants or not */
	int64_t withdrawn_utc;
	bool withdrawn_is_day;
	bool is_expired; /* a grant that the purpose would accept */
	int64_t expired_utc;
};

void consent_gather(const struct facts *f, const struct policy_purpose *purpose,
	struct consent *consent_r);

#endif
