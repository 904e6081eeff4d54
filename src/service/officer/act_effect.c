/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The act is done within a transaction that is given up, and what the store
 * then has of the person is compared with what it had. Verdicts are decided
 * when the transaction is over: mail waits for none of it.
 */
#include <stdlib.h>

#include "service/officer/act.h"
#include "service/officer/person_private.h"
#include "service/retention/erasure_notify.h"
#include "store/quarantine.h"

#define SAID_MAX 8000

/* What is on record of one address at one time. */
struct snap {
	struct explanation explanation;
	int64_t held;
	enum err e;
};

/* One address, before and after. */
struct party {
	const char *who;
	struct identity identity;
	struct snap before, after;
};

struct rehearsal {
	struct party person, other;
	bool has_other;
};

static bool count_held(void *arg, const struct held_message *message)
{
	int64_t *held = arg;

	(void)message;
	++*held;
	return true;
}

/* In whatever transaction. */
static void take_snap(struct desk *desk, struct party *party, struct snap *snap)
{
	const struct held_filter held = {.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
		.key = &party->identity.key};

	snap->explanation.who = party->who;
	snap->e = store_subject_get(desk->session, &party->identity.key,
		party->identity.domains, party->identity.domains_len, true,
		&snap->explanation.subject);
	if (!snap->e)
		snap->e = store_held_each(
			desk->session, &held, count_held, &snap->held);
}

static void look(void *arg, struct desk *desk)
{
	struct rehearsal *r = arg;

	take_snap(desk, &r->person, &r->person.after);
	if (r->has_other)
		take_snap(desk, &r->other, &r->other.after);
}

static void init_party(struct party *party, const char *who)
{
	party->who = who;
	subject_init(&party->before.explanation.subject);
	subject_init(&party->after.explanation.subject);
}

static void free_party(struct party *party)
{
	explanation_free(&party->before.explanation);
	explanation_free(&party->after.explanation);
}

static enum err look_before(struct desk *desk, struct party *party)
{
	enum err e = desk_identify(desk, party->who, &party->identity);

	if (!e)
		e = store_read_begin(desk->session);
	if (e)
		return e;
	take_snap(desk, party, &party->before);
	store_read_end(desk->session);
	return party->before.e ?
		desk_store_fail(desk, party->before.e, "reading") :
		ERR_OK;
}

/* ------------------------------------------------------------- the value */

static json_t *counts(const struct settings *settings, const struct snap *snap)
{
	const struct subject *s = &snap->explanation.subject;

	return json_pack("{s:b, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
		"known", s->known, "restricted",
		officer_instant(settings, s->restricted_utc), "relations",
		(json_int_t)s->relations_len, "contacts",
		(json_int_t)s->contacts_len, "failures",
		(json_int_t)s->failures_len, "grants",
		(json_int_t)s->grants_len, "withdrawals",
		(json_int_t)s->withdrawals_len, "objections",
		(json_int_t)s->objections_len, "sends",
		(json_int_t)s->sends_len, "held", (json_int_t)snap->held);
}

static json_t *verdict_of(struct desk *desk, const struct snap *snap,
	const struct policy_purpose *purpose)
{
	const struct check_query query = {
		.purpose = purpose, .at_utc = desk->now_utc, .is_live = true};
	bool held[REASON_COUNT];
	struct verdict v;
	/* What a list says is the same before and after. */
	enum err e = explain_rules(desk, &snap->explanation, &query, held, &v);

	(void)e;
	return json_pack("{s:s, s:s}", "reason", reason_name(v.reason),
		"action", action_name(v.action));
}

static json_t *purposes(struct desk *desk, const struct party *party)
{
	const struct policy *p = &desk->settings->policy;
	json_t *list = json_array();

	for (size_t i = 0; i < p->purposes_len; i++)
		json_array_append_new(list,
			json_pack("{s:s, s:o, s:o, s:o}", "name",
				p->purposes[i].name, "shown_as",
				officer_purpose_texts(
					desk->settings, p->purposes[i].name),
				"before",
				verdict_of(
					desk, &party->before, &p->purposes[i]),
				"after",
				verdict_of(
					desk, &party->after, &p->purposes[i])));
	return list;
}

static int set_party(struct desk *desk, const struct party *party, json_t *into)
{
	int failed = json_object_set_new(
		into, "before", counts(desk->settings, &party->before));

	failed |= json_object_set_new(
		into, "after", counts(desk->settings, &party->after));
	return failed |
		json_object_set_new(into, "purposes", purposes(desk, party));
}

static bool differs(const json_t *value)
{
	return !json_equal(json_object_get(value, "before"),
		json_object_get(value, "after"));
}

static enum err make_effect(struct desk *desk, const struct officer_act *act,
	const struct rehearsal *r, json_t *effect)
{
	json_t *other = r->has_other ? json_object() : json_null();
	bool is_told = act->kind == ACT_ERASE &&
		r->person.before.explanation.subject.ref &&
		erasure_notify_is_wanted(desk);
	int failed = set_party(desk, &r->person, effect);

	if (r->has_other)
		failed |= set_party(desk, &r->other, other);
	failed |= json_object_set_new(
		effect, "act", json_string(officer_act_name(act->kind)));
	failed |= json_object_set_new(effect, "changes",
		json_boolean(
			differs(effect) || (r->has_other && differs(other))));
	failed |=
		json_object_set_new(effect, "notified", json_boolean(is_told));
	failed |= json_object_set_new(effect, "other", other);
	return failed ? desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM)) :
			ERR_OK;
}

static enum err rehearse(
	struct desk *desk, const struct officer_act *act, struct rehearsal *r)
{
	const struct desk_rehearsal rehearsal = {look, r};
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	desk->rehearsal = &rehearsal;
	e = officer_do(desk, act, &said);
	desk->rehearsal = NULL;
	buf_free(&said);
	if (!e && r->person.after.e)
		e = desk_store_fail(desk, r->person.after.e, "reading");
	if (!e && r->other.after.e)
		e = desk_store_fail(desk, r->other.after.e, "reading");
	return e;
}

enum err officer_effect(
	struct desk *desk, const struct officer_act *act, json_t **effect_r)
{
	struct rehearsal r = {.has_other = act->kind == ACT_RECTIFY && act->to};
	json_t *effect = json_object();
	enum err e = ERR_OK;

	*effect_r = NULL;
	init_party(&r.person, act->who);
	init_party(&r.other, act->to);
	e = look_before(desk, &r.person);
	if (!e && r.has_other)
		e = look_before(desk, &r.other);
	if (!e)
		e = rehearse(desk, act, &r);
	if (!e)
		e = make_effect(desk, act, &r, effect);
	free_party(&r.person);
	free_party(&r.other);
	if (!e)
		*effect_r = effect;
	else
		json_decref(effect);
	return e;
}
