/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/policy.h"

#include <string.h>

#include "core/rules_private.h"

/* What a relation may carry; consent is given, never carried. */
#define CARRIED                                                             \
	(BASIS_BIT(BASIS_LEGITIMATE_INTEREST) | BASIS_BIT(BASIS_CONTRACT) | \
		BASIS_BIT(BASIS_SOFT_OPT_IN))

static unsigned carried_bases(
	const struct facts *f, const struct policy_purpose *purpose)
{
	unsigned bases = f->relation ? f->relation->bases & CARRIED : 0;

	if (f->relation_end_utc != INSTANT_NONE)
		bases &= BASIS_BIT(BASIS_LEGITIMATE_INTEREST);
	/* GDPR Art. 5(2), 6(1)(f): an interest that nobody has weighed stands
	 * for nobody. */
	if (!purpose->has_assessment)
		bases &= ~BASIS_BIT(BASIS_LEGITIMATE_INTEREST);
	return bases;
}

static void inquire(const struct policy *p, const struct subject *s,
	const struct question *q, struct inquiry *in)
{
	in->q = q;
	in->purpose = q->purpose;
	in->subject = s;
	facts_gather(p, s, q->now_utc, q->is_live, &in->facts);
	consent_gather(&in->facts, q->purpose, &in->consent);
	in->standing =
		in->consent.standing | carried_bases(&in->facts, q->purpose);
	in->retention = facts_retention(&in->facts);
	in->is_answer = q->is_solicited && q->purpose->answer_window_s > 0 &&
		!(q->asked.is_objection && rules_objects(in));
}

static bool is_asked(const struct inquiry *in, unsigned rule)
{
	return policy_rules[rule].binds_answers || !in->is_answer;
}

static void begin_verdict(const struct inquiry *in, struct verdict *v)
{
	*v = (struct verdict){
		.retention = in->retention,
		.is_known = in->facts.known,
		.since_utc = INSTANT_NONE,
		.last_contact_utc = in->facts.last_contact_utc,
		.next_utc = INSTANT_NONE,
		.standing = in->standing,
	};
}

static void end_verdict(
	const struct inquiry *in, unsigned rule, struct verdict *v)
{
	v->reason = (enum reason)rule;
	v->action = policy_action(in->facts.policy, in->purpose, v->reason);
}

/* Whether the rule is asked and holds, and what it says then. */
static bool rule_holds(
	const struct inquiry *in, unsigned rule, struct verdict *v)
{
	begin_verdict(in, v);
	if (!is_asked(in, rule) || !policy_rules[rule].holds(in, v))
		return false;
	end_verdict(in, rule, v);
	return true;
}

/* The action that counts: under a release, a reason that it may overrule counts
 * as accept. */
static enum action weight(const struct inquiry *in, const struct verdict *v)
{
	if (in->q->is_release && reason_may_be_overruled(v->reason))
		return ACTION_ACCEPT;
	return v->action;
}

/* For a person of whom nothing is on record these rules hold as well, for that
 * reason alone: asked after "unknown" they would take back what it allows. */
static bool is_implied(unsigned rule)
{
	return rule == REASON_INCOMPATIBLE || rule == REASON_NO_BASIS ||
		rule == REASON_RETENTION_EXPIRED;
}

/* The first rule that holds decides. But where it lets the message go, by the
 * configuration or by a release, it must not hide what comes after it: then
 * all are asked, and the strictest counts, of equals the first. */
static void decide(const struct inquiry *in, struct verdict *v)
{
	struct verdict next;
	unsigned rule = REASON_OBJECTED;
	bool is_unknown;

	while (!rule_holds(in, rule, v))
		rule++;
	is_unknown = rule == REASON_UNKNOWN;
	if (weight(in, v) > ACTION_FLAG)
		return;
	for (rule++; rule < REASON_ALLOWED; rule++) {
		if ((is_unknown && is_implied(rule)) ||
			!rule_holds(in, rule, &next))
			continue;
		is_unknown = is_unknown || rule == REASON_UNKNOWN;
		if (weight(in, &next) > weight(in, v))
			*v = next;
	}
}

void policy_decide(const struct policy *p, const struct subject *s,
	const struct question *q, struct verdict *verdict_r)
{
	struct inquiry in;

	inquire(p, s, q, &in);
	decide(&in, verdict_r);
}

void policy_explain(const struct policy *p, const struct subject *s,
	const struct question *q, bool held_r[REASON_COUNT],
	struct verdict *verdict_r)
{
	bool is_any = false;
	struct verdict v;
	struct inquiry in;

	inquire(p, s, q, &in);
	memset(held_r, 0, REASON_COUNT * sizeof(held_r[0]));
	for (unsigned rule = REASON_OBJECTED; rule < REASON_ALLOWED; rule++) {
		held_r[rule] = rule_holds(&in, rule, &v);
		is_any = is_any || held_r[rule];
	}
	held_r[REASON_ALLOWED] = !is_any;
	decide(&in, verdict_r);
}
