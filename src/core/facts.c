/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/facts_private.h"

#include <string.h>

#include "core/policy_find.h"

#define AHEAD_MAX_S 86400

bool facts_favour(const struct facts *f, int64_t *at_utc)
{
	if (*at_utc <= f->now_utc) /* INSTANT_NONE as well */
		return true;
	if (!f->is_live || *at_utc > f->now_utc + AHEAD_MAX_S)
		return false;
	*at_utc = f->now_utc;
	return true;
}

bool facts_against(const struct facts *f, int64_t at_utc)
{
	return f->is_live || at_utc <= f->now_utc;
}

bool facts_covers(const struct facts *f, const char *name,
	const struct policy_purpose *purpose)
{
	return !name || strcmp(name, purpose->name) == 0 ||
		!policy_purpose(f->policy, name);
}

/* Of two that begin at once the one that ends first, so that the order in
 * which a store lists them does not matter. */
static bool is_later(
	const struct relation_span *a, const struct relation_span *b)
{
	if (a->since_utc != b->since_utc)
		return a->since_utc > b->since_utc;
	if (a->end_utc != b->end_utc)
		return b->end_utc == INSTANT_NONE ||
			(a->end_utc != INSTANT_NONE && a->end_utc < b->end_utc);
	return a->name && (!b->name || strcmp(a->name, b->name) < 0);
}

/* The latest that counts is the relation, even where its name means nothing:
 * an earlier one has been replaced by it. */
static const struct relation_span *choose_relation(const struct facts *f)
{
	const struct relation_span *chosen = NULL;

	for (size_t i = 0; i < f->subject->relations_len; i++) {
		const struct relation_span *span = &f->subject->relations[i];
		int64_t since = span->since_utc;

		if (facts_favour(f, &since) &&
			(!chosen || is_later(span, chosen)))
			chosen = span;
	}
	return chosen;
}

static int64_t last_contact(const struct facts *f)
{
	int64_t last = INSTANT_NONE;

	for (size_t i = 0; i < f->subject->contacts_len; i++) {
		int64_t at = f->subject->contacts[i];

		if (facts_favour(f, &at) && at > last)
			last = at;
	}
	return last;
}

static bool has_grant(const struct facts *f)
{
	for (size_t i = 0; i < f->subject->grants_len; i++) {
		int64_t at = f->subject->grants[i].given_utc;

		if (facts_favour(f, &at))
			return true;
	}
	return false;
}

void facts_gather(const struct policy *p, const struct subject *s,
	int64_t now_utc, bool is_live, struct facts *facts_r)
{
	struct facts *f = facts_r;
	const struct relation_span *span;
	bool collected;

	*f = (struct facts){
		.policy = p,
		.subject = s,
		.now_utc = now_utc,
		.is_live = is_live,
		.relation_end_utc = INSTANT_NONE,
		.collected_utc = s->collected_utc,
	};
	collected = facts_favour(f, &f->collected_utc);
	if (collected)
		f->source = s->source;
	else
		f->collected_utc = INSTANT_NONE;
	f->last_contact_utc = last_contact(f);
	span = choose_relation(f);
	if (span && span->name)
		f->relation = policy_relation(p, span->name);
	/* A relation's end holds from its instant on. */
	if (span && span->end_utc != INSTANT_NONE && now_utc >= span->end_utc)
		f->relation_end_utc = span->end_utc;
	/* Before anything of the person was there, there was no record. */
	f->known = s->known &&
		(collected || span || f->last_contact_utc != INSTANT_NONE ||
			has_grant(f));
}

struct retention policy_retention(const struct policy *p,
	const struct subject *s, int64_t now_utc, bool is_live)
{
	struct facts f;

	facts_gather(p, s, now_utc, is_live, &f);
	return facts_retention(&f);
}
