/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/simulate_decide_private.h"

#include <string.h>

#include "core/policy_find.h"

/* What the journal does not say, each a bit of an assumption. */
#define HAS_NOTICE 1u
#define HAS_NOTICE_NOW 2u /* as the other rules look for it */
#define BY_DOMAIN 4u
#define IS_AGAIN 8u
#define IS_ANSWER 16u
#define LIST_BIT(n) (32u << (n))
#define ANY_LIST ~31u

#define DAY_S 86400

static enum err add_list(struct simulate_rules *rules, const char *name)
{
	for (size_t i = 0; i < rules->lists_len; i++)
		if (strcmp(rules->lists[i], name) == 0)
			return ERR_OK;
	if (rules->lists_len == SIMULATE_LISTS_MAX)
		return ERR_LIMIT;
	rules->lists[rules->lists_len++] = name;
	return ERR_OK;
}

enum err simulate_rules_init(struct simulate_rules *rules,
	const struct settings *present, const struct settings *other)
{
	enum err e = ERR_OK;

	*rules = (struct simulate_rules){.present = present, .other = other};
	for (size_t i = 0; !e && i < present->dnm_len; i++)
		e = add_list(rules, present->dnm[i].name);
	for (size_t i = 0; !e && i < other->dnm_len; i++)
		e = add_list(rules, other->dnm[i].name);
	return e;
}

/* A verdict on its way from one configuration to the other. */
struct trial {
	const struct simulate_rules *rules;
	const struct simulate_past *past;
	struct subject *subject;
	const struct policy_purpose *present, *other;
	const struct send *earlier; /* the last for the purpose; NULL: none */
	bool went; /* its own send is on record */
	unsigned open; /* what has to be tried both ways */
};

/* The list of that name, where it is asked for the purpose. */
static const struct settings_dnm *list_of(
	const struct settings *s, const char *name, const char *purpose)
{
	for (size_t i = 0; i < s->dnm_len; i++)
		if (strcmp(s->dnm[i].name, name) == 0 &&
			settings_dnm_covers(&s->dnm[i], purpose))
			return &s->dnm[i];
	return NULL;
}

static size_t list_entries(const struct trial *t, const struct settings *s,
	unsigned assumed, struct listing listings_r[SIMULATE_LISTS_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < t->rules->lists_len; i++) {
		const struct settings_dnm *dnm =
			list_of(s, t->rules->lists[i], t->past->purpose);

		if (dnm && assumed & LIST_BIT(i))
			listings_r[len++] =
				(struct listing){dnm->name, dnm->unless_bases};
	}
	return len;
}

/* What counts before the message itself went out. */
static void look_at_sends(struct trial *t)
{
	const struct simulate_past *past = t->past;
	bool counts_now = past->reason == REASON_UNANSWERED ||
		past->reason == REASON_TOO_SOON;
	struct subject *s = t->subject;
	size_t len = 0;

	for (size_t i = 0; i < s->sends_len; i++) {
		const struct send *send = &s->sends[i];
		bool is_its_purpose = send->purpose &&
			strcmp(send->purpose, past->purpose) == 0;

		if (send->at_utc > past->at_utc)
			break;
		if (send->at_utc == past->at_utc && !counts_now) {
			t->went = t->went || is_its_purpose;
			continue;
		}
		if (is_its_purpose)
			t->earlier = send;
		len = i + 1;
	}
	s->sends_len = len;
}

static bool has_limits(const struct policy_purpose *purpose)
{
	return purpose->max_unanswered > 0 || purpose->min_interval_s > 0;
}

static bool is_notice_same(const struct trial *t)
{
	const struct settings *a = t->rules->present, *b = t->rules->other;
	const struct settings_purpose *old =
		&a->purposes[t->present - a->policy.purposes];
	const struct settings_purpose *new =
		&b->purposes[t->other - b->policy.purposes];

	if (old->require_notice != new->require_notice ||
		old->adds_unsubscribe != new->adds_unsubscribe ||
		!old->notice != !new->notice)
		return false;
	return !old->notice ||
		strcmp(old->notice->pattern, new->notice->pattern) == 0;
}

static bool may_answer(const struct trial *t)
{
	const struct simulate_past *past = t->past;
	int64_t before = t->present->answer_window_s;
	int64_t now = t->other->answer_window_s;

	/* Who answered nothing in the window before may have answered what
	 * is older; what an answer answered may have been forgotten. */
	if (!past->is_solicited)
		return now > before;
	return past->asked_utc == INSTANT_NONE && now > 0 && now < before;
}

static void find_open(struct trial *t)
{
	const struct simulate_past *past = t->past;
	const struct settings *a = t->rules->present, *b = t->rules->other;

	if (t->present->requires_notice)
		t->open |= HAS_NOTICE;
	if (t->other->requires_notice && !is_notice_same(t))
		t->open |= HAS_NOTICE_NOW;
	/* The journal holds the person's key and no domain's. */
	if (past->reason == REASON_OBJECTED || past->is_solicited)
		t->open |= BY_DOMAIN;
	if ((has_limits(t->present) || has_limits(t->other)) && t->earlier &&
		!t->went && past->reason >= REASON_NO_NOTICE)
		t->open |= IS_AGAIN;
	if (may_answer(t))
		t->open |= IS_ANSWER;
	for (size_t i = 0; i < t->rules->lists_len; i++)
		if (list_of(a, t->rules->lists[i], past->purpose) ||
			list_of(b, t->rules->lists[i], past->purpose))
			t->open |= LIST_BIT(i);
}

static bool is_solicited_now(const struct trial *t, unsigned assumed)
{
	const struct simulate_past *past = t->past;
	int64_t window = t->other->answer_window_s;

	if (t->open & IS_ANSWER)
		return assumed & IS_ANSWER;
	if (!past->is_solicited || window == 0)
		return false;
	return past->asked_utc == INSTANT_NONE ||
		(past->asked_utc >= past->at_utc - window &&
			past->asked_utc <= past->at_utc + DAY_S);
}

static enum err decide(struct trial *t, unsigned assumed, bool is_other,
	struct verdict *verdict_r)
{
	const struct settings *s =
		is_other ? t->rules->other : t->rules->present;
	struct listing listings[SIMULATE_LISTS_MAX];
	struct question question = {
		.purpose = is_other ? t->other : t->present,
		.now_utc = t->past->at_utc,
		.is_solicited = is_other ? is_solicited_now(t, assumed) :
					   t->past->is_solicited,
		.listings = listings,
		.listings_len = list_entries(t, s, assumed, listings),
		.has_message = true,
		.has_notice = assumed & HAS_NOTICE,
		/* What is forgotten was no later than the answer. */
		.asked = {.at_utc = t->past->asked_utc == INSTANT_NONE ?
				t->past->at_utc :
				t->past->asked_utc,
			.is_objection = t->past->asked_objection},
		.message = assumed & IS_AGAIN ? &t->earlier->mark : NULL,
	};
	/* Older than what was answered: an answer was let through, or might
	 * have been. */
	const struct objection objection = {
		.purpose = t->past->purpose,
		.at_utc = question.asked.at_utc - 1,
		.by_domain = true,
	};
	enum err e = ERR_OK;

	if (is_other && t->open & HAS_NOTICE_NOW)
		question.has_notice = assumed & HAS_NOTICE_NOW;
	if (assumed & BY_DOMAIN)
		e = subject_add_objection(t->subject, &objection);
	if (e)
		return e;
	policy_decide(&s->policy, t->subject, &question, verdict_r);
	if (assumed & BY_DOMAIN)
		t->subject->objections_len--;
	return ERR_OK;
}

static bool is_as_journaled(
	const struct simulate_past *past, const struct verdict *verdict)
{
	return verdict->reason == past->reason &&
		(past->reason != REASON_LISTED || !past->list ||
			strcmp(past->list, verdict->list) == 0);
}

static enum simulate_doubt doubt_of(unsigned difference)
{
	if (difference & ANY_LIST)
		return SIMULATE_LIST;
	if (difference & IS_ANSWER)
		return SIMULATE_ANSWER;
	if (difference & IS_AGAIN)
		return SIMULATE_AGAIN;
	return difference & BY_DOMAIN ? SIMULATE_DOMAIN : SIMULATE_NOTICE;
}

/* What survives a purge may be told of a person who is gone, and no more:
 * behind those rules a record was looked for that is not there now. */
static bool is_gone(const struct trial *t, enum reason now)
{
	return now == REASON_UNKNOWN && t->past->reason != REASON_UNKNOWN;
}

static enum err try_all(struct trial *t, enum simulate_doubt *doubt_r,
	struct verdict *verdict_r)
{
	bool is_first = true;
	unsigned assumed = 0, first = 0;
	struct verdict verdict;
	enum err e;

	do {
		e = decide(t, assumed, false, &verdict);
		if (!e && is_as_journaled(t->past, &verdict)) {
			e = decide(t, assumed, true, &verdict);
			if (is_first) {
				*verdict_r = verdict;
				first = assumed;
			} else if (verdict.reason != verdict_r->reason) {
				*doubt_r = doubt_of(assumed ^ first);
				return e;
			}
			is_first = false;
		}
		/* The next subset of what is open. */
		assumed = (assumed - t->open) & t->open;
	} while (!e && assumed);
	if (!e && is_first)
		e = decide(t, 0, false, verdict_r);
	if (is_gone(t, verdict_r->reason))
		*doubt_r = SIMULATE_PURGED;
	else
		*doubt_r = is_first ? SIMULATE_CHANGED : SIMULATE_KNOWN;
	return e;
}

enum err simulate_decide(const struct simulate_rules *rules,
	const struct simulate_past *past, struct subject *subject,
	enum simulate_doubt *doubt_r, struct verdict *verdict_r)
{
	struct trial t = {
		.rules = rules,
		.past = past,
		.subject = subject,
		.present =
			policy_purpose(&rules->present->policy, past->purpose),
		.other = policy_purpose(&rules->other->policy, past->purpose),
	};
	size_t sends_len = subject->sends_len;
	enum err e;

	*verdict_r = (struct verdict){.reason = REASON_ALLOWED};
	if (!t.other || !t.present) {
		*doubt_r = t.other ? SIMULATE_CHANGED : SIMULATE_NO_PURPOSE;
		return ERR_OK;
	}
	look_at_sends(&t);
	find_open(&t);
	e = try_all(&t, doubt_r, verdict_r);
	subject->sends_len = sends_len;
	return e;
}
