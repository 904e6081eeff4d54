/* SPDX-License-Identifier: BSD-2-Clause */
/* The register of what persons asked for. */
#include <stdio.h>

#include "service/person/requests.h"
#include "staff/desk/verbs_person.h"

#define SAID_MAX 4096
#define TEXT_MAX 500
/* A page of the register, of which each row may be long. */
#define REGISTER_MOST 100
#define PERSON_SIZE 9

struct register_page {
	struct call *call;
	json_t *list;
	int64_t only; /* 0: all */
	int64_t skip; /* on the pages before */
	bool has_more;
	json_t *found; /* that one; borrowed */
};

static json_t *instant(const struct call *call, int64_t utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(call->desk->settings->zone, utc, text);
	return json_string(text);
}

static json_t *request_value(
	const struct call *call, const struct requests_item *item)
{
	const struct store_request *r = &item->request;
	char person[PERSON_SIZE];

	snprintf(person, sizeof(person), "%02x%02x%02x%02x", r->key.bytes[0],
		r->key.bytes[1], r->key.bytes[2], r->key.bytes[3]);
	return json_pack("{s:I, s:s, s:i, s:o, s:s?, s:s?, s:o, s:b, s:o, "
			 "s:s?, s:o, s:s?}",
		"id", (json_int_t)r->id, "person", person, "article",
		r->article, "received", instant(call, r->received_utc),
		"channel", r->channel, "identified", r->identified, "due",
		instant(call, item->due_utc), "late", item->is_late,
		"extension_told", instant(call, r->told_utc),
		"extension_reason", r->reason, "closed",
		instant(call, r->closed_utc), "outcome", r->outcome);
}

static bool add(void *arg, const struct requests_item *item)
{
	struct register_page *l = arg;
	json_t *value;

	if (l->only && item->request.id != l->only)
		return true;
	if (l->skip > 0) {
		l->skip--;
		return true;
	}
	l->has_more = json_array_size(l->list) == REGISTER_MOST;
	if (l->has_more)
		return false;
	value = request_value(l->call, item);
	if (json_array_append_new(l->list, value))
		l->call->is_out_of_memory = true;
	l->found = value;
	return !l->only;
}

static enum err list(struct call *call)
{
	int64_t from = call_int(call, "from", 0);
	struct register_page l = {
		.call = call, .list = json_array(), .skip = from};
	bool is_all = call_bool(call, "all");
	enum err e = requests_each(call->desk,
		&(struct requests_query){.is_open = !is_all}, add, &l);

	call_put(call, "requests", l.list);
	call_put_bool(call, "all", is_all);
	if (l.has_more)
		call_put_int(call, "next", from + REGISTER_MOST);
	return e;
}

static enum err get(struct call *call)
{
	struct register_page l = {.call = call,
		.list = json_array(),
		.only = call_int(call, "id", 0)};
	enum err e = requests_each(
		call->desk, &(struct requests_query){.key = NULL}, add, &l);

	call_put(call, "requests", l.list);
	if (!e && !l.found)
		return ERR_NOT_FOUND;
	if (!e)
		call_put(call, "request", json_incref(l.found));
	return e;
}

/* ------------------------------------------------------------------- acts */

static enum err new_request(struct call *call)
{
	struct requests_new new = {.who = call_text(call, "address"),
		.article = (int)call_int(call, "article", 0),
		.channel = call_text(call, "channel"),
		.identified = call_text(call, "identified")};
	struct buf said;
	enum err e = person_is_address(call, new.who);

	if (!e)
		e = person_day(call, "received", DAY_FIRST, &new.received_utc);
	if (!e && new.received_utc > call->desk->now_utc)
		return call_cause(
			call, ERR_INVALID, N_("The day lies ahead."), NULL);
	if (e)
		return e;
	buf_init(&said, SAID_MAX);
	e = requests_add(call->desk, &new, &said);
	buf_free(&said);
	return e;
}

static enum err extend(struct call *call)
{
	int64_t told_utc;
	struct buf said;
	enum err e = person_day(call, "told", DAY_LAST, &told_utc);

	/* Today has not ended. */
	if (!e && told_utc > call->desk->now_utc &&
		told_utc < call->desk->now_utc + 86400)
		told_utc = call->desk->now_utc;
	if (e)
		return e;
	buf_init(&said, SAID_MAX);
	e = requests_extend(call->desk, call_int(call, "id", 0),
		call_text(call, "reason"), told_utc, &said);
	buf_free(&said);
	if (e == ERR_INVALID)
		return call_cause(call, e,
			N_("The person is told within the first month after "
			   "the receipt, and a request is extended once (GDPR "
			   "Art. 12(3))."),
			NULL);
	return e;
}

static enum err close_request(struct call *call)
{
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = requests_close(call->desk, call_int(call, "id", 0),
		call_text(call, "outcome"), &said);
	buf_free(&said);
	return e;
}

#define ID                                         \
	{                                          \
		"id", ARG_INT, INT64_MAX, ARG_MUST \
	}

const struct verb verbs_requests[] = {
	{"requests.list", VERB_OFFICER, 0, list,
		{{"all", ARG_BOOL, 0, ARG_MAY},
			{"from", ARG_INT, INT32_MAX, ARG_MAY}}},
	{"requests.get", VERB_OFFICER, 0, get, {ID}},
	{"requests.add", VERB_OFFICER, VERB_CHANGES, new_request,
		{{"address", ARG_TEXT, PERSON_ADDRESS_MAX, ARG_MUST},
			{"article", ARG_INT, 99, ARG_MUST},
			{"received", ARG_TEXT, 32, ARG_MAY},
			{"channel", ARG_TEXT, 64, ARG_MAY},
			{"identified", ARG_TEXT, TEXT_MAX, ARG_MAY}}},
	{"requests.extend", VERB_OFFICER, VERB_CHANGES, extend,
		{ID, {"reason", ARG_TEXT, TEXT_MAX, ARG_MUST},
			{"told", ARG_TEXT, 32, ARG_MUST}}},
	{"requests.close", VERB_OFFICER, VERB_CHANGES, close_request,
		{ID, {"outcome", ARG_TEXT, TEXT_MAX, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
