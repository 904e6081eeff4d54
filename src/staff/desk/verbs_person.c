/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A person, for the officer. The address comes once, by POST; then its sealed
 * reference stands for it.
 */
#include "staff/desk/verbs_person.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "service/officer/act.h"
#include "service/officer/person_page.h"
#include "service/person/requests.h"
#include "service/retention/purge.h"
#include "service/staff/looked.h"

#define SAID_MAX 8000
#define TEXT_MAX 500

enum err person_is_address(struct call *call, const char *text)
{
	struct identity identity;
	enum err e = desk_identify(call->desk, text, &identity);

	if (e == ERR_INVALID)
		return call_cause(call, e, N_("\"%1\" is no e-mail address."),
			text, NULL);
	return e;
}

enum err person_of(struct call *call, char who_r[PERSON_WHO_SIZE])
{
	return person_ref_open(
		call->desk, call_account(call), call_text(call, "ref"), who_r);
}

enum err person_day(struct call *call, const char *name, enum day_edge edge,
	int64_t *at_utc_r)
{
	const char *text = call_text(call, name);

	*at_utc_r = INSTANT_NONE;
	if (!text)
		return ERR_OK;
	if (!instant_is_day(text) ||
		instant_parse(call->desk->settings->zone, text, edge, at_utc_r))
		return call_cause(call, ERR_INVALID,
			N_("\"%1\" is no date; accepted: 2018-06-28."), text,
			NULL);
	return ERR_OK;
}

/* Who may ask for a person at all: the page of the search. */
static enum err search(struct call *call)
{
	(void)call;
	return ERR_OK;
}

/* ------------------------------------------------------------------ person */

static enum err find(struct call *call)
{
	const char *address = call_text(call, "address");
	char ref[SEALED_WORD_SIZE];
	struct identity identity;
	enum err e = person_is_address(call, address);

	if (!e)
		e = desk_identify(call->desk, address, &identity);
	if (!e)
		e = person_ref_make(
			call->desk, call_account(call), address, ref);
	if (!e)
		e = staff_looked(call->desk, LOOK_PERSON, &identity.key, NULL);
	if (!e)
		call_put_text(call, "ref", ref);
	return e;
}

static enum err get(struct call *call)
{
	char who[PERSON_WHO_SIZE];
	json_t *person;
	enum err e = person_of(call, who);

	if (!e)
		e = person_page(call->desk, who, &person);
	if (e)
		return e;
	call_put(call, "person", person);
	call_put_text(call, "ref", call_text(call, "ref"));
	return ERR_OK;
}

/* -------------------------------------------------------------------- acts */

static enum err find_act(struct call *call, enum officer_act_kind *kind_r)
{
	return officer_act_parse(call_text(call, "act"), kind_r) ?
		ERR_NOT_FOUND :
		ERR_OK;
}

static bool add_request(void *arg, const struct requests_item *item)
{
	struct call *call = arg;
	json_t *list = json_object_get(call->result, "requests");
	char at[INSTANT_TEXT_SIZE];

	instant_format_iso(
		call->desk->settings->zone, item->request.received_utc, at);
	if (json_array_append_new(list,
		    json_pack("{s:I, s:i, s:s}", "id",
			    (json_int_t)item->request.id, "article",
			    item->request.article, "received", at)))
		call->is_out_of_memory = true;
	return true;
}

/* Those that are open, under each key of the person. */
static enum err put_requests(struct call *call, const char *who)
{
	struct requests_query query = {.is_open = true};
	struct identity_keys keys;
	enum err e = desk_keys(call->desk, who, true, &keys);

	call_put(call, "requests", json_array());
	if (e)
		return e;
	for (size_t i = 0; !e && i < keys.own.len; i++) {
		query.key = &keys.own.items[i];
		e = requests_each(call->desk, &query, add_request, call);
	}
	identity_keys_free(&keys);
	return e;
}

static enum err form(struct call *call)
{
	char who[PERSON_WHO_SIZE];
	enum officer_act_kind kind;
	enum err e = find_act(call, &kind);

	if (!e)
		e = person_of(call, who);
	if (e)
		return e;
	call_put_text(call, "ref", call_text(call, "ref"));
	call_put_text(call, "act", officer_act_name(kind));
	call_put_text(call, "address", who);
	if (kind == ACT_EXPORT)
		e = person_export_length(call, who);
	return e ? e : put_requests(call, who);
}

static enum err take_act(
	struct call *call, char who[PERSON_WHO_SIZE], struct officer_act *act_r)
{
	const char *purpose = call_text(call, "purpose");
	enum err e = find_act(call, &act_r->kind);

	if (!e)
		e = person_of(call, who);
	if (e)
		return e;
	act_r->who = who;
	act_r->to = call_text(call, "to");
	act_r->purpose = purpose && *purpose ? purpose : NULL;
	act_r->channel = call_text(call, "channel");
	act_r->reason = call_text(call, "reason");
	act_r->without_objection = call_bool(call, "without_objection");
	act_r->request = call_int(call, "request", 0);
	e = person_day(call, "date", DAY_FIRST, &act_r->at_utc);
	act_r->is_day = act_r->at_utc != INSTANT_NONE;
	if (!e && act_r->to)
		e = person_is_address(call, act_r->to);
	return e;
}

/* In words of the pages, which are translated. What is left is the desk's own
 * cause. */
static enum err refused(
	struct call *call, const struct officer_act *act, enum err e)
{
	if (act->request && (e == ERR_NOT_FOUND || e == ERR_INVALID) &&
		requests_check(call->desk, act->request, act->who))
		return call_cause(call, ERR_INVALID,
			N_("That request is not open, or another person's."),
			NULL);
	if (e == ERR_DENIED)
		return call_cause(call, e,
			N_("The processing of this person's data is "
			   "restricted, which opposes erasure (GDPR Art. "
			   "18(1)(b)-(c)). Lift the restriction first."),
			NULL);
	if (e == ERR_NOT_FOUND && act->kind == ACT_RECTIFY)
		return call_cause(call, ERR_INVALID,
			N_("Nothing is known under the old address."), NULL);
	if (e == ERR_NOT_FOUND)
		return call_cause(call, ERR_INVALID,
			N_("There is no such objection on record."), NULL);
	if (e != ERR_INVALID)
		return e;
	if (act->kind == ACT_RECTIFY)
		return call_cause(call, e,
			act->to ? N_("Both are one address.") :
				  N_("The new address is missing."),
			NULL);
	if (act->kind == ACT_OBJECT_LIFT && !act->reason)
		return call_cause(call, e, N_("The reason is missing."), NULL);
	if (act->kind == ACT_WITHDRAW && !act->purpose)
		return call_cause(call, e, N_("The purpose is missing."), NULL);
	if (act->at_utc != INSTANT_NONE && act->at_utc > call->desk->now_utc)
		return call_cause(call, e, N_("The day lies ahead."), NULL);
	return e;
}

static enum err effect(struct call *call)
{
	struct officer_act act = {.kind = ACT_ERASE};
	char who[PERSON_WHO_SIZE];
	json_t *value;
	enum err e = take_act(call, who, &act);

	if (e)
		return e;
	e = officer_effect(call->desk, &act, &value);
	if (e)
		return refused(call, &act, e);
	call_put(call, "effect", value);
	call_put_text(call, "ref", call_text(call, "ref"));
	call_put_text(call, "address", who);
	return ERR_OK;
}

static enum err carry_out(struct call *call)
{
	struct officer_act act = {.kind = ACT_ERASE};
	char who[PERSON_WHO_SIZE];
	struct buf said;
	enum err e = take_act(call, who, &act);

	if (e)
		return e;
	buf_init(&said, SAID_MAX);
	e = officer_do(call->desk, &act, &said);
	buf_free(&said);
	if (e)
		return refused(call, &act, e);
	/* Old copies go from the files of the store; what cannot go now goes
	 * with the next purge. */
	if ((act.kind == ACT_ERASE || act.kind == ACT_RECTIFY) &&
		purge_scrub(call->desk))
		log_info("old copies are left to the next purge: %s",
			call->desk->cause);
	return ERR_OK;
}

#define REF                                                 \
	{                                                   \
		"ref", ARG_TEXT, SEALED_WORD_SIZE, ARG_MUST \
	}
#define ACT                                   \
	{                                     \
		"act", ARG_TEXT, 24, ARG_MUST \
	}
#define ACT_ARGS                                                         \
	{                                                                \
		REF, ACT, {"to", ARG_TEXT, PERSON_ADDRESS_MAX, ARG_MAY}, \
			{"purpose", ARG_TEXT, 255, ARG_MAY},             \
			{"channel", ARG_TEXT, 64, ARG_MAY},              \
			{"reason", ARG_TEXT, TEXT_MAX, ARG_MAY},         \
			{"date", ARG_TEXT, 32, ARG_MAY},                 \
			{"without_objection", ARG_BOOL, 0, ARG_MAY},     \
		{                                                        \
			"request", ARG_INT, INT64_MAX, ARG_MAY           \
		}                                                        \
	}

const struct verb verbs_person[] = {
	{"person.search", VERB_OFFICER, 0, search,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"person.find", VERB_OFFICER, VERB_CHANGES, find,
		{{"address", ARG_TEXT, PERSON_ADDRESS_MAX, ARG_MUST}}},
	{"person.get", VERB_OFFICER, VERB_LONG, get, {REF}},
	{"person.form", VERB_OFFICER, VERB_LONG, form, {REF, ACT}},
	{"person.effect", VERB_OFFICER, VERB_CHANGES | VERB_LONG, effect,
		ACT_ARGS},
	{"person.do", VERB_OFFICER, VERB_CHANGES | VERB_LONG, carry_out,
		ACT_ARGS},
	{"person.export", VERB_OFFICER, VERB_CHANGES | VERB_LONG, person_export,
		{REF, {"format", ARG_TEXT, 8, ARG_MAY},
			{"language", ARG_TEXT, 16, ARG_MAY},
			{"request", ARG_INT, INT64_MAX, ARG_MAY},
			{"n", ARG_INT, 10000, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
