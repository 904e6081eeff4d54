/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is held: lists, one message, and what is decided about it.
 *
 * A message that is opened is opened before the eyes of somebody, and the
 * journal says before whose.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/preview.h"
#include "service/quarantine/browse.h"
#include "service/quarantine/decide.h"
#include "service/quarantine/inspect.h"
#include "service/staff/looked.h"
#include "staff/desk/verbs.h"
#include "staff/desk/verbs_held_private.h"

#define PAGE_LEN 50
#define LINE_MAX ((size_t)1000)
#define RECIPIENTS_MAX 100
#define EVENTS_MAX 300
#define OBJECTIONS_SHOWN 20
#define EVENT_WORDS_MAX 300
#define IDS_MAX 100
/* Before the browser, or who looks at it, gives up. */
#define DECIDE_MS 20000
#define DAY_S ((int64_t)86400)
#define AGE_DAYS_MAX 3660
#define ADDRESS_ARG_MAX 330
#define REASON_ARG_MAX 500

/* ------------------------------------------------------------------- texts */

/* Decoded where it is a header's value, harmless, one line. */
static json_t *line_json(const char *raw)
{
	struct buf text;
	json_t *json;

	buf_init(&text, 3 * LINE_MAX + 1);
	(void)preview_value(raw ? raw : "", LINE_MAX, &text);
	json = json_string(buf_text(&text));
	buf_free(&text);
	return json;
}

static json_t *bare_json(const char *address)
{
	size_t len = strlen(address);
	char *copy;
	json_t *json;

	if (len < 2 || address[0] != '<' || address[len - 1] != '>')
		return line_json(address);
	copy = strndup(address + 1, len - 2);
	json = line_json(copy);
	free(copy);
	return json;
}

static json_t *instant_json(int64_t utc)
{
	return utc == INSTANT_NONE ? json_null() : json_integer(utc);
}

/* ------------------------------------------------------------------- lists */

/* One message as a row of a list: the reasons and the purposes of those who
 * wait, each once. */
static json_t *row_json(const struct quarantine_entry *entry)
{
	json_t *reasons = json_array(), *purposes = json_array();
	const struct held_message *m = &entry->held;
	const char *first = NULL;
	bool has[REASON_COUNT] = {false};
	int64_t asked_utc = INSTANT_NONE;

	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (!(HELD_BIT(r->state) & HELD_WAITING))
			continue;
		if (!first)
			first = entry->recipients[i].address;
		if (asked_utc == INSTANT_NONE)
			asked_utc = r->requested_utc;
		if ((unsigned)r->reason >= REASON_COUNT || has[r->reason])
			continue;
		has[r->reason] = true;
		(void)json_array_append_new(
			reasons, json_string(reason_name(r->reason)));
		(void)json_array_append_new(
			purposes, json_string(r->purpose ? r->purpose : ""));
	}
	return json_pack("{s:s, s:I, s:I, s:I, s:i, s:b, s:o, s:o, s:o, s:o,"
			 " s:o, s:o, s:o, s:o}",
		"id", m->id.text, "received", (json_int_t)m->received_utc,
		"expires", (json_int_t)m->expires_utc, "size",
		(json_int_t)m->size, "waiting", (int)m->waiting, "damaged",
		(int)entry->is_damaged, "sender",
		bare_json(entry->summary.sender), "from",
		line_json(entry->summary.from), "login",
		line_json(entry->summary.login), "subject",
		line_json(entry->summary.subject), "to",
		first ? bare_json(first) : json_string(""), "asked_utc",
		instant_json(asked_utc), "reasons", reasons, "purposes",
		purposes);
}

static void add_asked(json_t *row, const struct quarantine_entry *entry)
{
	(void)json_object_set_new(row, "asked", line_json(entry->held.asked));
}

static bool take_row(void *arg, const struct quarantine_entry *entry)
{
	json_t *row = row_json(entry);

	if (row)
		add_asked(row, entry);
	(void)json_array_append_new(arg, row);
	return true;
}

static bool take_count(void *arg, const struct held_count *count)
{
	(void)json_array_append_new(arg,
		json_pack("{s:s, s:s, s:I, s:I, s:I}", "reason",
			reason_name(count->reason), "purpose",
			count->purpose ? count->purpose : "", "recipients",
			(json_int_t)count->recipients, "requested",
			(json_int_t)count->requested, "oldest",
			(json_int_t)count->oldest_utc));
	return true;
}

static enum err put_counts(struct call *call)
{
	json_t *counts = json_array();
	struct held_sum sum = {0};
	enum err e = store_held_counts(call->desk->session, take_count, counts);

	if (!e)
		e = store_held_sum(call->desk->session, &sum);
	call_put(call, "counts", counts);
	call_put_int(call, "messages", sum.messages);
	call_put_int(call, "bytes", sum.bytes);
	return e ? desk_store_fail(call->desk, e, "counting what is held") : e;
}

/* ------------------------------------------------------------ what is asked */

static enum err read_sort(struct call *call, struct browse_query *q)
{
	static const struct {
		const char *name;
		enum held_sort sort;
		bool is_descending;
	} sorts[] = {
		{"newest", HELD_BY_RECEIVED, true},
		{"oldest", HELD_BY_RECEIVED, false},
		{"ends-first", HELD_BY_EXPIRY, false},
		{"ends-last", HELD_BY_EXPIRY, true},
		{"largest", HELD_BY_SIZE, true},
		{"smallest", HELD_BY_SIZE, false},
		{"reason", HELD_BY_REASON, false},
		{"reason-last", HELD_BY_REASON, true},
	};
	const char *name = call_text(call, "sort");

	for (size_t i = 0; i < sizeof(sorts) / sizeof(*sorts); i++) {
		if (strcmp(name ? name : "newest", sorts[i].name) != 0)
			continue;
		q->sort = sorts[i].sort;
		q->is_descending = sorts[i].is_descending;
		return ERR_OK;
	}
	return call_cause(call, ERR_INVALID,
		N_("There is no such order of the list: %1"), name, NULL);
}

/* "VALUE.NUMBER", as a page before has given it. */
static enum err read_place(struct call *call, struct browse_query *q)
{
	const char *after = call_text(call, "after");
	const char *before = call_text(call, "before");
	const char *text = after ? after : before;
	int len = 0;

	if (!text)
		return ERR_OK;
	q->has_place = true;
	q->is_backward = !after;
	if (sscanf(text, "%" SCNd64 ".%" SCNd64 "%n", &q->place.value,
		    &q->place.number, &len) == 2 &&
		text[len] == '\0')
		return ERR_OK;
	return call_cause(call, ERR_INVALID,
		N_("This is no page of the list: %1"), text, NULL);
}

static enum err read_state(struct call *call, struct browse_query *q)
{
	static const struct {
		const char *name;
		unsigned states;
	} states[] = {
		{"waiting", 0}, /* where nobody waits, nothing is held */
		{"held", HELD_BIT(HELD_HELD)},
		{"releasing", HELD_BIT(HELD_RELEASING)},
		{"passed", HELD_BIT(HELD_PASSED)},
	};
	const char *name = call_text(call, "state");

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (strcmp(name ? name : "waiting", states[i].name) != 0)
			continue;
		q->states = states[i].states;
		return ERR_OK;
	}
	return call_cause(call, ERR_INVALID,
		N_("There is no such state of a held message: %1"), name, NULL);
}

static enum err read_query(struct call *call, struct browse_query *q)
{
	const char *reason = call_text(call, "reason");
	int64_t younger = call_int(call, "younger", 0);
	int64_t older = call_int(call, "older", 0);
	enum err e;

	*q = (struct browse_query){.limit = PAGE_LEN,
		.since_utc = younger > 0 ?
			call->desk->now_utc - younger * DAY_S :
			INSTANT_NONE,
		.before_utc = older > 0 ? call->desk->now_utc - older * DAY_S :
					  INSTANT_NONE,
		.purpose = call_text(call, "purpose"),
		.is_requested = call_bool(call, "requested"),
		.sender = call_text(call, "sender"),
		.recipient = call_text(call, "recipient"),
		.words = call_text(call, "words")};
	e = read_sort(call, q);
	if (!e)
		e = read_state(call, q);
	if (!e)
		e = read_place(call, q);
	if (!e && reason && reason_parse(reason, &q->reason))
		e = call_cause(call, ERR_INVALID,
			N_("There is no such reason: %1"), reason, NULL);
	return e;
}

static void put_place(struct call *call, const char *name,
	const struct held_position *position)
{
	char text[48];

	(void)snprintf(text, sizeof(text), "%" PRId64 ".%" PRId64,
		position->value, position->number);
	call_put_text(call, name, text);
}

static void put_result(struct call *call, const struct browse_result *r)
{
	call_put_int(call, "total", r->total);
	call_put_int(call, "looked_at", (int64_t)r->looked_at);
	call_put_bool(call, "is_partial", r->is_partial);
	call_put_int(call, "undigested", r->undigested);
	if (r->len > 0 && r->has_before)
		put_place(call, "before", &r->first);
	if (r->len > 0 && r->has_behind)
		put_place(call, "after", &r->last);
}

static void put_purposes(struct call *call)
{
	const struct policy *policy = &call->desk->settings->policy;
	json_t *names = json_array();

	for (size_t i = 0; i < policy->purposes_len; i++)
		(void)json_array_append_new(
			names, json_string(policy->purposes[i].name));
	call_put(call, "purpose_names", names);
}

static enum err list(struct call *call)
{
	struct browse_result result;
	struct browse_query query;
	json_t *rows = json_array();
	enum err e = read_query(call, &query);

	if (!e)
		e = browse(call->desk, &query, take_row, rows, &result);
	call_put(call, "rows", rows);
	if (e)
		return e;
	put_result(call, &result);
	put_purposes(call);
	return ERR_OK;
}

/* ------------------------------------------------------------- one message */

struct shown {
	struct call *call;
	const struct held_id *id;
	json_t *message, *recipients, *content;
	struct quarantine_recipient *copies; /* without sealed addresses */
	size_t len;
	size_t events;
	json_t *list; /* of the recipient at hand */
	bool may_release;
	enum err e;
};

/* What is asked of the store next may not be asked within its callback. */
static bool copy_entry(void *arg, const struct quarantine_entry *entry)
{
	struct shown *s = arg;
	size_t len = entry->recipients_len;

	s->message = row_json(entry);
	if (s->message)
		add_asked(s->message, entry);
	(void)json_object_set_new(
		s->message, "queue_id", line_json(entry->held.queue_id));
	(void)json_object_set_new(
		s->message, "host", line_json(entry->held.host));
	(void)json_object_set_new(
		s->message, "recipients", json_integer((json_int_t)len));
	s->len = len < RECIPIENTS_MAX ? len : RECIPIENTS_MAX;
	s->copies = calloc(s->len + 1, sizeof(*s->copies));
	for (size_t i = 0; s->copies && i < s->len; i++) {
		s->copies[i] = entry->recipients[i];
		s->copies[i].address = strdup(entry->recipients[i].address);
		/* A name of the configuration or of the session, which lives
		 * as long as the call. */
		if (!s->copies[i].address)
			s->e = ERR_NOMEM;
	}
	if (!s->copies || !s->message)
		s->e = ERR_NOMEM;
	return !s->e;
}

static bool take_event(void *arg, const struct inspect_event *event)
{
	struct shown *s = arg;
	json_t *words = line_json(event->words);

	if (json_string_length(words) > EVENT_WORDS_MAX) {
		char cut[EVENT_WORDS_MAX + 4];

		(void)snprintf(cut, sizeof(cut), "%.*s", EVENT_WORDS_MAX,
			json_string_value(words));
		json_decref(words);
		words = line_json(cut);
	}
	(void)json_array_append_new(s->list,
		json_pack("{s:s, s:I, s:s, s:s, s:s, s:o, s:o}", "kind",
			journal_kind_name(event->kind), "at",
			(json_int_t)event->at_utc, "ref", event->ref, "reason",
			event->reason ? reason_name(event->reason) : "",
			"action", action_name(event->action), "who",
			line_json(event->who), "words", words));
	return ++s->events < EVENTS_MAX;
}

/* What the rules say now: what they forbid is not offered. */
static void take_now(
	struct shown *s, const struct quarantine_recipient *r, json_t *json)
{
	bool is_waiting = HELD_BIT(r->held.state) & HELD_WAITING;
	enum reason now = r->held.reason;
	enum err e = is_waiting ? inspect_now(s->call->desk, r, &now) : ERR_OK;
	bool may = is_waiting && !e && r->held.has_key &&
		reason_may_be_overruled(now);

	(void)json_object_set_new(json, "waiting", json_boolean(is_waiting));
	(void)json_object_set_new(json, "may", json_boolean(may));
	(void)json_object_set_new(
		json, "now", json_string(e ? "" : reason_name(now)));
	(void)json_object_set_new(
		json, "article", json_string(reason_article(now)));
	(void)json_object_set_new(json, "unconfirmed",
		json_boolean(!e && now == REASON_OBJECTION_UNCONFIRMED));
	s->may_release |= may;
}

static enum err show_recipient(
	struct shown *s, const struct quarantine_recipient *r)
{
	json_t *json = json_pack("{s:i, s:o, s:s, s:s, s:s, s:s, s:o, s:I}",
		"n", (int)r->held.n, "address", bare_json(r->address), "state",
		held_state_name(r->held.state), "reason",
		reason_name(r->held.reason), "purpose",
		r->held.purpose ? r->held.purpose : "", "ref", r->held.ref,
		"requested", instant_json(r->held.requested_utc), "changed",
		(json_int_t)r->held.changed_utc);
	enum err e = ERR_OK;

	if (!json)
		return ERR_NOMEM;
	take_now(s, r, json);
	s->list = json_array();
	if (s->events < EVENTS_MAX)
		e = inspect_timeline(s->call->desk, s->id, r, take_event, s);
	(void)json_object_set_new(json, "events", s->list);
	(void)json_array_append_new(s->recipients, json);
	return e;
}

static json_t *texts_json(const struct inbound_list *list)
{
	json_t *texts = json_array();

	for (size_t i = 0; i < list->len; i++)
		(void)json_array_append_new(texts, json_string(list->items[i]));
	return texts;
}

static json_t *parts_json(const struct inbound_preview *preview)
{
	json_t *parts = json_array();

	for (size_t i = 0; i < preview->names.len; i++)
		(void)json_array_append_new(parts,
			json_pack("{s:s, s:s, s:I}", "name",
				preview->names.items[i], "type",
				preview->types.items[i], "size",
				(json_int_t)strtoll(
					preview->sizes.items[i], NULL, 10)));
	return parts;
}

static void take_content(void *arg, const struct inbound_preview *preview)
{
	struct shown *s = arg;

	s->content = json_pack("{s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:s, s:s,"
			       " s:o, s:o, s:o}",
		"read", (int)preview->is_read, "has_text",
		(int)preview->has_text, "has_page", (int)preview->has_page,
		"text_cut", (int)preview->is_text_cut, "page_cut",
		(int)preview->is_page_cut, "more_links",
		(int)preview->has_more_links, "more_parts",
		(int)preview->has_more_parts, "text",
		preview->text ? preview->text : "", "page",
		preview->page ? preview->page : "", "headers",
		texts_json(&preview->headers), "links",
		texts_json(&preview->links), "parts", parts_json(preview));
}

/* A message that cannot be looked at can be decided about all the same. */
static void show_content(struct shown *s)
{
	bool is_whole = true;
	enum err e = inspect_content(
		s->call->desk, s->id, take_content, s, &is_whole);

	if (!e && s->content)
		(void)json_object_set_new(
			s->content, "whole", json_boolean(is_whole));
	if (s->content)
		call_put(s->call, "content", s->content);
	else
		call_put_text(s->call, "content_cause", s->call->desk->cause);
}

/* Of one recipient with the person; of several, with the message alone. */
static enum err note_look(const struct shown *s)
{
	const struct held_recipient *r =
		s->len == 1 ? &s->copies[0].held : NULL;

	return staff_looked(s->call->desk, LOOK_MESSAGE,
		r && r->has_key ? &r->key : NULL, s->id->text);
}

static enum err show_all(struct shown *s)
{
	enum err e = quarantine_get(s->call->desk, s->id, copy_entry, s);

	if (!e)
		e = s->e;
	if (!e)
		e = note_look(s);
	for (size_t i = 0; !e && i < s->len; i++)
		e = show_recipient(s, &s->copies[i]);
	if (!e)
		show_content(s);
	return e;
}

static json_t *fate_json(const struct browse_fate *fate)
{
	return json_pack("{s:s, s:I, s:o, s:o}", "kind",
		journal_kind_name(fate->kind), "at", (json_int_t)fate->at_utc,
		"who", line_json(fate->who), "reason", line_json(fate->reason));
}

/* What is gone was decided by somebody: it is told by whom. */
static enum err show_fate(struct call *call, const struct held_id *id)
{
	struct browse_fate fate;
	enum err e = browse_fate(call->desk, id, &fate);

	if (e)
		return e;
	call_put_text(call, "id", id->text);
	call_put(call, "fate", fate_json(&fate));
	return ERR_OK;
}

static void shown_free(struct shown *s)
{
	for (size_t i = 0; s->copies && i < s->len; i++)
		free((char *)(uintptr_t)s->copies[i].address);
	free(s->copies);
}

static enum err show(struct call *call)
{
	struct shown s = {.call = call};
	struct held_id id;
	enum err e;

	if (held_id_parse(call_text(call, "id"), &id))
		return ERR_NOT_FOUND;
	s.id = &id;
	s.recipients = json_array();
	e = show_all(&s);
	if (e == ERR_NOT_FOUND) {
		json_decref(s.message);
		json_decref(s.recipients);
		shown_free(&s);
		return show_fate(call, &id);
	}
	call_put(call, "message", s.message);
	call_put(call, "recipients", s.recipients);
	call_put_bool(call, "may_release", s.may_release);
	call_put_int(call, "keep_days",
		call->desk->settings->quarantine.keep_s / DAY_S);
	shown_free(&s);
	return e;
}

/* ---------------------------------------------------------------- deciding */

static enum err read_ids(
	struct call *call, struct held_id **ids_r, size_t *len_r)
{
	size_t len = call_list_len(call, "ids");

	*ids_r = NULL;
	*len_r = len;
	if (len == 0)
		return call_cause(
			call, ERR_INVALID, N_("No message was chosen."), NULL);
	if (len > IDS_MAX)
		return call_cause(call, ERR_INVALID,
			N_("These are more messages than can be decided at "
			   "once."),
			NULL);
	*ids_r = calloc(len, sizeof(**ids_r));
	if (!*ids_r)
		return ERR_NOMEM;
	for (size_t i = 0; i < len; i++) {
		const char *text = call_list_item(call, "ids", i);

		if (held_id_parse(text, &(*ids_r)[i]))
			return call_cause(call, ERR_INVALID,
				N_("%1 is no id of a held message."), text,
				NULL);
	}
	return ERR_OK;
}

static enum err read_act(struct call *call, enum decide_act *act_r)
{
	const char *name = call_text(call, "act");

	if (strcmp(name, "release") == 0)
		*act_r = DECIDE_RELEASE;
	else if (strcmp(name, "delete") == 0)
		*act_r = DECIDE_DELETE;
	else if (strcmp(name, "extend") == 0)
		*act_r = DECIDE_EXTEND;
	else
		return call_cause(call, ERR_INVALID,
			N_("This cannot be done with a held message: %1"), name,
			NULL);
	return ERR_OK;
}

struct planned {
	struct call *call;
	json_t *rows;
	struct quarantine_recipient copy;
	const char *only; /* NULL: all recipients */
};

/* What will happen, of each message: what is forbidden by the reason that held
 * it. The rules are asked again when it is done. */
static bool take_plan(void *arg, const struct quarantine_entry *entry)
{
	struct planned *p = arg;
	json_t *row = row_json(entry);
	int may = 0, may_not = 0;

	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (!(HELD_BIT(r->state) & HELD_WAITING))
			continue;
		if (r->has_key && reason_may_be_overruled(r->reason))
			may++;
		else
			may_not++;
	}
	(void)json_object_set_new(row, "may", json_integer(may));
	(void)json_object_set_new(row, "may_not", json_integer(may_not));
	(void)json_array_append_new(p->rows, row);
	return true;
}

static enum err plan_one(struct planned *p, const struct held_id *id)
{
	struct browse_fate fate;
	enum err e = quarantine_get(p->call->desk, id, take_plan, p);

	if (e != ERR_NOT_FOUND)
		return e;
	e = browse_fate(p->call->desk, id, &fate);
	if (e && e != ERR_NOT_FOUND)
		return e;
	(void)json_array_append_new(p->rows,
		json_pack("{s:s, s:o}", "id", id->text, "fate",
			e ? json_null() : fate_json(&fate)));
	return ERR_OK;
}

static enum err plan(struct call *call)
{
	struct planned p = {.call = call, .rows = json_array()};
	struct held_id *ids;
	enum decide_act act;
	size_t len;
	enum err e = read_act(call, &act);

	if (!e)
		e = read_ids(call, &ids, &len);
	else
		ids = NULL;
	for (size_t i = 0; !e && i < len; i++)
		e = plan_one(&p, &ids[i]);
	call_put(call, "rows", p.rows);
	call_put_text(call, "act", call_text(call, "act"));
	call_put_bool(call, "tells_released",
		call->desk->settings->notices.tell_released);
	call_put_bool(call, "tells_deleted",
		call->desk->settings->notices.tell_deleted);
	free(ids);
	return e;
}

static void take_end(void *arg, const struct decide_result *result)
{
	(void)json_array_append_new(arg,
		json_pack("{s:s, s:s, s:o, s:o, s:o}", "id", result->id->text,
			"end", decide_end_name(result->end), "address",
			result->address ? bare_json(result->address) :
					  json_null(),
			"text", line_json(result->text), "fate",
			result->fate ? fate_json(result->fate) : json_null()));
}

static enum err act(struct call *call)
{
	struct decide_order order = {.reason = call_text(call, "reason"),
		.only = call_text(call, "only"),
		.until_utc =
			call->desk->now_utc + call_int(call, "days", 0) * DAY_S,
		.budget_ms = DECIDE_MS};
	json_t *rows = json_array();
	struct held_id *ids = NULL;
	enum err e = read_act(call, &order.act);

	if (!e)
		e = read_ids(call, &ids, &order.len);
	order.ids = ids;
	if (!e)
		e = decide(call->desk, &order, take_end, rows);
	call_put(call, "rows", rows);
	call_put_text(call, "act", call_text(call, "act"));
	free(ids);
	return e;
}

/* ---------------------------------------------------------------- overview */

/* Who asks, longest waiting first. */
static enum err put_requests(struct call *call)
{
	const struct browse_query asked = {.sort = HELD_BY_RECEIVED,
		.limit = PAGE_LEN,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.states = HELD_WAITING,
		.is_requested = true};
	struct browse_result result;
	json_t *rows = json_array();
	enum err e = browse(call->desk, &asked, take_row, rows, &result);

	call_put(call, "requests", rows);
	call_put_int(call, "requests_total", result.total);
	return e;
}

static enum err overview(struct call *call)
{
	enum err e = put_requests(call);

	if (!e)
		e = objections_put(call, OBJECTIONS_SHOWN);
	return e ? e : put_counts(call);
}

#define WHAT_IS_HELD (VERB_POSTMASTER | VERB_OFFICER)

const struct verb verbs_held[] = {
	{"held.overview", WHAT_IS_HELD, 0, overview,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"held.list", WHAT_IS_HELD, 0, list,
		{{"sort", ARG_TEXT, 20, ARG_MAY},
			{"after", ARG_TEXT, 48, ARG_MAY},
			{"before", ARG_TEXT, 48, ARG_MAY},
			{"reason", ARG_TEXT, 40, ARG_MAY},
			{"purpose", ARG_TEXT, 200, ARG_MAY},
			{"state", ARG_TEXT, 20, ARG_MAY},
			{"younger", ARG_INT, AGE_DAYS_MAX, ARG_MAY},
			{"older", ARG_INT, AGE_DAYS_MAX, ARG_MAY},
			{"requested", ARG_BOOL, 0, ARG_MAY},
			{"sender", ARG_TEXT, ADDRESS_ARG_MAX, ARG_MAY},
			{"recipient", ARG_TEXT, ADDRESS_ARG_MAX, ARG_MAY},
			{"words", ARG_TEXT, 200, ARG_MAY}}},
	{"held.show", WHAT_IS_HELD, VERB_LONG, show,
		{{"id", ARG_TEXT, 20, ARG_MUST}}},
	{"held.plan", VERB_POSTMASTER, 0, plan,
		{{"act", ARG_TEXT, 10, ARG_MUST},
			{"ids", ARG_LIST, 20, ARG_MUST},
			{"only", ARG_TEXT, ADDRESS_ARG_MAX, ARG_MAY}}},
	{"held.act", VERB_POSTMASTER, VERB_CHANGES | VERB_LONG, act,
		{{"act", ARG_TEXT, 10, ARG_MUST},
			{"ids", ARG_LIST, 20, ARG_MUST},
			{"only", ARG_TEXT, ADDRESS_ARG_MAX, ARG_MAY},
			{"days", ARG_INT, 365, ARG_MAY},
			{"reason", ARG_LINES, REASON_ARG_MAX, ARG_MUST}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
