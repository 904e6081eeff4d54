/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/facts_private.h"

#include <string.h>

#include "core/order.h"

/* Art. 7(3): it ends what was given before it and at its own instant. */
static bool is_withdrawn(const struct facts *f,
	const struct policy_purpose *purpose, const struct grant *given)
{
	for (size_t i = 0; i < f->subject->withdrawals_len; i++) {
		const struct withdrawal *w = &f->subject->withdrawals[i];

		if (facts_against(f, w->at_utc) &&
			facts_covers(f, w->purpose, purpose) &&
			!order_outlasts(f->policy->zone, given, w))
			return true;
	}
	return false;
}

/* Explicit consent is consent; consent is never explicit. */
static unsigned bases_of(const struct grant *g)
{
	if (!g->basis_known)
		return 0;
	if (g->basis == BASIS_CONSENT)
		return BASIS_BIT(BASIS_CONSENT);
	if (g->basis == BASIS_EXPLICIT_CONSENT)
		return BASIS_BIT(BASIS_CONSENT) |
			BASIS_BIT(BASIS_EXPLICIT_CONSENT);
	return 0;
}

static void add_grant(const struct facts *f,
	const struct policy_purpose *purpose, const struct grant *g,
	struct consent *c)
{
	unsigned bases = bases_of(g);
	struct grant given = *g;

	/* Art. 7(1): without evidence it does not stand. */
	if (!bases || !g->has_evidence || !g->purpose ||
		strcmp(g->purpose, purpose->name) != 0)
		return;
	if (!facts_favour(f, &given.given_utc) ||
		is_withdrawn(f, purpose, &given))
		return;
	if (g->expires_utc == INSTANT_NONE || f->now_utc <= g->expires_utc) {
		c->standing |= bases;
	} else if (bases & purpose->bases) {
		c->is_expired = true;
		if (g->expires_utc > c->expired_utc)
			c->expired_utc = g->expires_utc;
	}
}

void consent_gather(const struct facts *f, const struct policy_purpose *purpose,
	struct consent *consent_r)
{
	const struct subject *s = f->subject;

	*consent_r = (struct consent){
		.withdrawn_utc = INSTANT_NONE,
		.expired_utc = INSTANT_NONE,
	};
	for (size_t i = 0; i < s->grants_len; i++)
		add_grant(f, purpose, &s->grants[i], consent_r);
	for (size_t i = 0; i < s->withdrawals_len; i++) {
		const struct withdrawal *w = &s->withdrawals[i];

		if (!facts_against(f, w->at_utc) ||
			!facts_covers(f, w->purpose, purpose))
			continue;
		consent_r->is_withdrawn = true;
		if (w->at_utc > consent_r->withdrawn_utc) {
			consent_r->withdrawn_utc = w->at_utc;
			consent_r->withdrawn_is_day = w->is_day;
		}
	}
}
