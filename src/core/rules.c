/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/rules_private.h"

#include <string.h>

#include "core/order.h"
#include "core/policy_find.h"

/* A grant by command that came later. It speaks for one address and so never
 * for its domain. */
static bool is_lifted(const struct inquiry *in, const struct objection *o,
	const char *purpose)
{
	if (o->by_domain)
		return false;
	for (size_t i = 0; i < in->subject->lifts_len; i++) {
		struct objection_lift lift = in->subject->lifts[i];

		if (lift.purpose && strcmp(lift.purpose, purpose) == 0 &&
			facts_favour(&in->facts, &lift.at_utc) &&
			order_lifts(in->facts.policy->zone, &lift, o))
			return true;
	}
	return false;
}

bool rules_objects(const struct inquiry *in)
{
	for (size_t i = 0; i < in->subject->objections_len; i++) {
		const struct objection *o = &in->subject->objections[i];

		if (facts_against(&in->facts, o->at_utc) && !o->by_domain &&
			!is_lifted(in, o,
				o->purpose ? o->purpose : in->purpose->name))
			return true;
	}
	return false;
}

/* What the person asked for after it may be answered: the later word counts
 * (Art. 21(3), 7(3)). */
static bool is_outlived(const struct inquiry *in, const struct objection *o)
{
	return in->is_answer &&
		order_wrote_after_objection(
			in->facts.policy->zone, in->q->asked.at_utc, o);
}

/* The first of those that are proven, or of those that are not. */
static bool objects(
	const struct inquiry *in, bool is_unconfirmed, struct verdict *v)
{
	const struct objection *first = NULL;

	for (size_t i = 0; i < in->subject->objections_len; i++) {
		const struct objection *o = &in->subject->objections[i];

		if (o->is_unconfirmed != is_unconfirmed ||
			!facts_against(&in->facts, o->at_utc) ||
			!facts_covers(&in->facts, o->purpose, in->purpose) ||
			is_lifted(in, o, in->purpose->name) ||
			is_outlived(in, o))
			continue;
		if (!first || first->at_utc == INSTANT_NONE ||
			(o->at_utc != INSTANT_NONE &&
				o->at_utc < first->at_utc))
			first = o;
	}
	if (first) {
		v->since_utc = first->at_utc;
		v->since_is_day = first->is_day;
		v->channel = first->channel;
	}
	return first != NULL;
}

/* GDPR Art. 21(2)-(3) */
static bool objected(const struct inquiry *in, struct verdict *v)
{
	return objects(in, false, v);
}

/* GDPR Art. 12(6), 21(3): somebody has to find out whose it is, and until then
 * nothing goes. */
static bool objection_unconfirmed(const struct inquiry *in, struct verdict *v)
{
	return objects(in, true, v);
}

/* Directive 2000/31 Art. 7(2) and national law */
static bool listed(const struct inquiry *in, struct verdict *v)
{
	for (size_t i = 0; i < in->q->listings_len; i++) {
		const struct listing *l = &in->q->listings[i];

		if (!(l->unless_bases & in->standing)) {
			v->list = l->list;
			return true;
		}
	}
	return false;
}

/* GDPR Art. 18 */
static bool restricted(const struct inquiry *in, struct verdict *v)
{
	int64_t at = in->subject->restricted_utc;

	if (at == INSTANT_NONE || !facts_against(&in->facts, at))
		return false;
	v->since_utc = at;
	return true;
}

static bool is_withdrawn(const struct inquiry *in)
{
	return in->consent.is_withdrawn && !in->consent.standing;
}

/* GDPR Art. 5(2), 6(1): without a record no basis can be shown. A withdrawal
 * that was kept (Art. 17(3)(b)) tells more. */
static bool unknown(const struct inquiry *in, struct verdict *v)
{
	(void)v;
	return !in->facts.known && !is_withdrawn(in);
}

/* Whether one is the later word than what the person asked for. */
static bool is_withdrawn_since(const struct inquiry *in)
{
	for (size_t i = 0; i < in->subject->withdrawals_len; i++) {
		const struct withdrawal *w = &in->subject->withdrawals[i];

		if (facts_against(&in->facts, w->at_utc) &&
			facts_covers(&in->facts, w->purpose, in->purpose) &&
			!order_wrote_after_withdrawal(
				in->facts.policy->zone, in->q->asked.at_utc, w))
			return true;
	}
	return false;
}

/* GDPR Art. 7(3). What the relation carries does not help: a firm that asked
 * for consent cannot fall back on another basis (EDPB Guidelines 05/2020, 121
 * to 123). */
static bool withdrawn(const struct inquiry *in, struct verdict *v)
{
	if (!is_withdrawn(in) || (in->is_answer && !is_withdrawn_since(in)))
		return false;
	v->since_utc = in->consent.withdrawn_utc;
	v->since_is_day = in->consent.withdrawn_is_day;
	return true;
}

/* GDPR Art. 9(1), 9(2)(a) */
static bool special_category(const struct inquiry *in, struct verdict *v)
{
	(void)v;
	return in->purpose->special_category &&
		!(in->standing & BASIS_BIT(BASIS_EXPLICIT_CONSENT));
}

/* GDPR Art. 5(1)(b), 6(4): what was taken for one end is not used for
 * another, unless the person consents. */
static bool incompatible(const struct inquiry *in, struct verdict *v)
{
	const struct policy_source *source = NULL;

	(void)v;
	if (in->consent.standing)
		return false;
	if (in->facts.source)
		source = policy_source(in->facts.policy, in->facts.source);
	if (!source)
		return true;
	for (size_t i = 0; i < source->collected_for_len; i++) {
		if (strcmp(source->collected_for[i], in->purpose->name) == 0)
			return false;
	}
	return true;
}

/* GDPR Art. 6(1), Directive 2002/58 Art. 13 */
static bool no_basis(const struct inquiry *in, struct verdict *v)
{
	(void)v;
	return !(in->standing & in->purpose->bases);
}

/* GDPR Art. 5(1)(e), 7 */
static bool basis_expired(const struct inquiry *in, struct verdict *v)
{
	if (!in->consent.is_expired || !no_basis(in, v))
		return false;
	v->since_utc = in->consent.expired_utc;
	return true;
}

/* GDPR Art. 5(1)(e) */
static bool retention_expired(const struct inquiry *in, struct verdict *v)
{
	switch (in->retention.kind) {
	case RETENTION_UNLIMITED:
		return false;
	case RETENTION_AT:
		if (in->q->now_utc <= in->retention.end_utc)
			return false;
		v->since_utc = in->retention.end_utc;
		return true;
	case RETENTION_ENDED:
		break;
	}
	return true;
}

/* GDPR Art. 5(1)(d): only a contact strictly later shows that the address is
 * in use again; of a failure without a date no contact is. */
static bool undeliverable(const struct inquiry *in, struct verdict *v)
{
	int64_t since = INSTANT_NONE;
	bool holds = false;

	for (size_t i = 0; i < in->subject->failures_len; i++) {
		int64_t at = in->subject->failures[i];

		if (!facts_against(&in->facts, at) ||
			(at != INSTANT_NONE && in->facts.last_contact_utc > at))
			continue;
		holds = true;
		if (at > since)
			since = at;
	}
	if (holds)
		v->since_utc = since;
	return holds;
}

/* The same message seen again, by a retry or a second instance. */
static bool is_same_message(const struct inquiry *in, const struct send *s)
{
	return in->q->message && send_is_of(s, in->q->message, in->q->now_utc);
}

static bool is_counted_send(const struct inquiry *in, const struct send *s)
{
	return facts_against(&in->facts, s->at_utc) &&
		facts_covers(&in->facts, s->purpose, in->purpose);
}

static int64_t last_send(const struct inquiry *in)
{
	int64_t last = INSTANT_NONE;

	for (size_t i = 0; i < in->subject->sends_len; i++) {
		const struct send *s = &in->subject->sends[i];

		if (is_counted_send(in, s) && s->at_utc > last)
			last = s->at_utc;
	}
	return last;
}

/* GDPR Art. 6(1)(f), the balance. A contact answers what went out strictly
 * before it: of the same second nobody knows. A message does not count
 * against itself, so that a retry of the last one allowed is allowed. */
static bool unanswered(const struct inquiry *in, struct verdict *v)
{
	int64_t contact = in->facts.last_contact_utc;
	int count = 0;

	if (in->purpose->max_unanswered <= 0)
		return false;
	for (size_t i = 0; i < in->subject->sends_len; i++) {
		const struct send *s = &in->subject->sends[i];

		if (is_counted_send(in, s) && !is_same_message(in, s) &&
			(s->at_utc == INSTANT_NONE || s->at_utc >= contact))
			count++;
	}
	if (count < in->purpose->max_unanswered)
		return false;
	v->since_utc = last_send(in);
	return true;
}

/* GDPR Art. 6(1)(f), the balance */
static bool too_soon(const struct inquiry *in, struct verdict *v)
{
	int64_t last = last_send(in);

	if (in->purpose->min_interval_s <= 0 || last == INSTANT_NONE)
		return false;
	for (size_t i = 0; i < in->subject->sends_len; i++) {
		const struct send *s = &in->subject->sends[i];

		if (is_counted_send(in, s) && is_same_message(in, s))
			return false;
	}
	if (in->q->now_utc >= last + in->purpose->min_interval_s)
		return false;
	v->since_utc = last;
	v->next_utc = last + in->purpose->min_interval_s;
	return true;
}

/* Whether an earlier message for this purpose told the person of the right to
 * object. One that went without, flagged, did not. */
static bool was_told(const struct inquiry *in)
{
	for (size_t i = 0; i < in->subject->sends_len; i++) {
		const struct send *s = &in->subject->sends[i];

		if (is_counted_send(in, s) && !is_same_message(in, s) &&
			!s->lacked_notice)
			return true;
	}
	return false;
}

/* GDPR Art. 21(4): at the latest at the time of the first communication. */
static bool no_notice(const struct inquiry *in, struct verdict *v)
{
	(void)v;
	return in->q->has_message && in->purpose->requires_notice &&
		!in->q->has_notice && !was_told(in);
}

static bool allowed(const struct inquiry *in, struct verdict *v)
{
	(void)in;
	(void)v;
	return true;
}

const struct rule policy_rules[REASON_RULES + 1] = {
	[REASON_OBJECTED] = {objected, true},
	[REASON_OBJECTION_UNCONFIRMED] = {objection_unconfirmed, true},
	[REASON_LISTED] = {listed, false},
	[REASON_RESTRICTED] = {restricted, true},
	[REASON_UNKNOWN] = {unknown, false},
	[REASON_WITHDRAWN] = {withdrawn, true},
	[REASON_SPECIAL_CATEGORY] = {special_category, false},
	[REASON_INCOMPATIBLE] = {incompatible, false},
	[REASON_BASIS_EXPIRED] = {basis_expired, false},
	[REASON_NO_BASIS] = {no_basis, false},
	[REASON_RETENTION_EXPIRED] = {retention_expired, false},
	[REASON_UNDELIVERABLE] = {undeliverable, false},
	[REASON_UNANSWERED] = {unanswered, false},
	[REASON_TOO_SOON] = {too_soon, false},
	[REASON_NO_NOTICE] = {no_notice, true},
	[REASON_ALLOWED] = {allowed, true},
};
