/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/report/export.h"

#include <stdio.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/person/requests.h"
#include "service/verdict/explain.h"
#include "store/doubt.h"
#include "store/quarantine.h"
#include "store/sales.h"

struct exporting {
	struct desk *desk;
	struct identity identity;
	/* What names a person by the key of its own time: newest first. What
	 * is shared with others is not given away (Art. 15(4)). */
	struct identity_keys keys;
	struct explanation explanation;
	json_t *document;
	json_t *list; /* that a callback adds to */
	bool has_journal;
	enum err failed;
};

static json_t *instant(const struct exporting *x, int64_t utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(x->desk->settings->zone, utc, text);
	return json_string(text);
}

/* A wish that is known only by its day. */
static json_t *wish_date(const struct exporting *x, int64_t utc, bool is_day)
{
	char text[INSTANT_TEXT_SIZE];

	if (!is_day || utc == INSTANT_NONE)
		return instant(x, utc);
	instant_format_day(x->desk->settings->zone, utc, text);
	return json_string(text);
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *hex(const unsigned char *bytes, size_t len)
{
	char text[2 * PSEUDONYM_LEN + 1] = "";

	for (size_t i = 0; i < len && i < PSEUDONYM_LEN; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return json_string(text);
}

/* json_*_new() of NULL fails, and is seen at the end. */
static void add(struct exporting *x, json_t *item)
{
	if (json_array_append_new(x->list, item))
		x->failed = ERR_NOMEM;
}

static void set(struct exporting *x, const char *name, json_t *value)
{
	if (json_object_set_new(x->document, name, value))
		x->failed = ERR_NOMEM;
}

static void begin(struct exporting *x, const char *name)
{
	x->list = json_array();
	set(x, name, x->list);
}

/* What the configuration says of it, for people. */
static const struct settings_purpose *purpose_settings(
	const struct exporting *x, const struct policy_purpose *purpose)
{
	const struct settings *s = x->desk->settings;

	return &s->purposes[purpose - s->policy.purposes];
}

/* ----------------------------------------------------------- the record */

/* Texts of the firm, some with a language in front. */
static json_t *texts(const struct settings_list *list)
{
	json_t *all = json_array();

	for (size_t i = 0; i < list->len; i++)
		json_array_append_new(all, json_string(list->items[i]));
	return all;
}

static json_t *source(const struct exporting *x)
{
	const struct subject *s = &x->explanation.subject;
	const struct policy_source *known = s->source ?
		policy_source(&x->desk->settings->policy, s->source) :
		NULL;
	json_t *ends = json_array();

	for (size_t i = 0; known && i < known->collected_for_len; i++)
		json_array_append_new(
			ends, json_string(known->collected_for[i]));
	return json_pack("{s:o, s:o, s:o, s:o}", "name",
		text_or_null(s->source), "shown_as",
		known ? texts(&x->desk->settings->sources_shown_as[known -
				x->desk->settings->policy.sources]) :
			json_array(),
		"collected", instant(x, s->collected_utc), "collected_for",
		ends);
}

static json_t *retention(const struct exporting *x)
{
	static const char *const kinds[] = {
		[RETENTION_UNLIMITED] = "unlimited",
		[RETENTION_AT] = "until",
		[RETENTION_ENDED] = "ended",
	};
	const struct retention *r = &x->explanation.retention;

	if (!x->explanation.subject.known)
		return json_null();
	return json_pack("{s:s, s:o}", "kind", kinds[r->kind], "end",
		instant(x,
			r->kind == RETENTION_AT ? r->end_utc : INSTANT_NONE));
}

static void add_instants(
	struct exporting *x, const char *name, const int64_t *items, size_t len)
{
	begin(x, name);
	for (size_t i = 0; i < len; i++)
		add(x, instant(x, items[i]));
}

static json_t *relation_texts(const struct settings *s, const char *name)
{
	const struct policy_relation *known =
		name ? policy_relation(&s->policy, name) : NULL;

	return known ?
		texts(&s->relations_shown_as[known - s->policy.relations]) :
		json_array();
}

static bool adds_link(const struct settings *s)
{
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		if (s->purposes[i].adds_unsubscribe)
			return settings_has_page(s);
	return false;
}

/* Art. 15(1)(h): the rules in the order in which they are asked. */
static void add_rules(struct exporting *x)
{
	begin(x, "rules");
	for (unsigned r = REASON_OBJECTED; r <= REASON_RULES; r++)
		add(x,
			json_pack("{s:s, s:s}", "reason",
				reason_name((enum reason)r), "article",
				reason_article((enum reason)r)));
}

/* Who it is, and how to object: as far as it is configured. */
static void add_firm(struct exporting *x)
{
	const struct settings *s = x->desk->settings;
	const struct settings_controller *c = &s->controller;
	const struct settings_officer *o = &s->officer;

	set(x, "controller",
		json_pack("{s:o, s:o, s:o, s:o, s:o}", "name",
			text_or_null(settings_controller_name(s)), "address",
			text_or_null(c->address), "contact", texts(&c->contact),
			"joint_controllers", texts(&c->joint_controllers),
			"representative", text_or_null(c->representative)));
	set(x, "officer",
		!o->is_on || o->is_none ?
			json_null() :
			json_pack("{s:o, s:o}", "name", text_or_null(o->name),
				"contact", texts(&o->contact)));
	set(x, "authority", texts(&c->authority));
	set(x, "objecting",
		json_pack("{s:b, s:b, s:o}", "reply", s->inbound.is_on, "link",
			adds_link(s), "address",
			text_or_null(s->inbound.is_on ? s->unsubscribe.address :
							NULL)));
	add_rules(x);
}

static void add_record(struct exporting *x)
{
	const struct settings *s = x->desk->settings;
	const struct subject *p = &x->explanation.subject;
	set(x, "$schema", json_string(EXPORT_SCHEMA));
	set(x, "made", instant(x, x->desk->now_utc));
	add_firm(x);
	set(x, "timezone", json_string(zone_name(s->zone)));
	set(x, "address", json_string(x->explanation.who));
	set(x, "known", json_boolean(p->known));
	set(x, "reference", text_or_null(p->ref));
	set(x, "source", source(x));
	set(x, "retention", retention(x));
	set(x, "restricted", instant(x, p->restricted_utc));
	begin(x, "relations");
	for (size_t i = 0; i < p->relations_len; i++)
		add(x,
			json_pack("{s:o, s:o, s:o, s:o}", "name",
				text_or_null(p->relations[i].name), "shown_as",
				relation_texts(s, p->relations[i].name),
				"since", instant(x, p->relations[i].since_utc),
				"end", instant(x, p->relations[i].end_utc)));
	add_instants(x, "contacts", p->contacts, p->contacts_len);
	add_instants(x, "failures", p->failures, p->failures_len);
	add_instants(
		x, "letters", x->explanation.wrote, x->explanation.wrote_len);
}

/* -------------------------------------------------- wishes and messages */

static void add_wishes(struct exporting *x)
{
	const struct subject *p = &x->explanation.subject;

	begin(x, "grants");
	for (size_t i = 0; i < p->grants_len; i++)
		add(x,
			json_pack("{s:o, s:o, s:o, s:o, s:o, s:n}", "purpose",
				text_or_null(p->grants[i].purpose), "basis",
				p->grants[i].basis_known ?
					json_string(basis_name(
						p->grants[i].basis)) :
					json_null(),
				"given", instant(x, p->grants[i].given_utc),
				"recorded",
				instant(x, p->grants[i].recorded_utc),
				"expires", instant(x, p->grants[i].expires_utc),
				"evidence"));
	begin(x, "withdrawals");
	for (size_t i = 0; i < p->withdrawals_len; i++)
		add(x,
			json_pack("{s:o, s:o, s:o, s:o, s:n}", "purpose",
				text_or_null(p->withdrawals[i].purpose), "at",
				wish_date(x, p->withdrawals[i].at_utc,
					p->withdrawals[i].is_day),
				"recorded",
				instant(x, p->withdrawals[i].recorded_utc),
				"channel",
				text_or_null(p->withdrawals[i].channel),
				"evidence"));
	begin(x, "objections");
	for (size_t i = 0; i < p->objections_len; i++)
		add(x,
			json_pack("{s:o, s:o, s:o, s:o, s:b, s:b}", "purpose",
				text_or_null(p->objections[i].purpose), "at",
				wish_date(x, p->objections[i].at_utc,
					p->objections[i].is_day),
				"recorded",
				instant(x, p->objections[i].recorded_utc),
				"channel",
				text_or_null(p->objections[i].channel),
				"by_domain", p->objections[i].by_domain,
				"unconfirmed",
				p->objections[i].is_unconfirmed));
	begin(x, "lifts");
	for (size_t i = 0; i < p->lifts_len; i++)
		add(x,
			json_pack("{s:o, s:o, s:o}", "purpose",
				text_or_null(p->lifts[i].purpose), "at",
				instant(x, p->lifts[i].at_utc), "recorded",
				instant(x, p->lifts[i].recorded_utc)));
	begin(x, "sends");
	for (size_t i = 0; i < p->sends_len; i++)
		add(x,
			json_pack("{s:o, s:o, s:o}", "purpose",
				text_or_null(p->sends[i].purpose), "at",
				instant(x, p->sends[i].at_utc), "message",
				hex(p->sends[i].mark.id, MESSAGE_DIGEST_LEN)));
}

/* What shows it stands with the grant or withdrawal of that date. */
static bool add_evidence(void *arg, const struct store_evidence *evidence)
{
	struct exporting *x = arg;
	json_t *list = json_object_get(x->document,
		evidence->is_withdrawal ? "withdrawals" : "grants");
	json_t *at = instant(x, evidence->at_utc), *item;
	json_t *day = wish_date(x, evidence->at_utc, true);
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *purpose =
			json_string_value(json_object_get(item, "purpose"));
		json_t *when = json_object_get(
			item, evidence->is_withdrawal ? "at" : "given");

		if ((json_equal(when, at) || json_equal(when, day)) &&
			purpose && evidence->purpose &&
			strcmp(purpose, evidence->purpose) == 0)
			json_object_set_new(item, "evidence",
				json_string(evidence->evidence));
	}
	json_decref(at);
	json_decref(day);
	return true;
}

/* ----------------------------------------------- quarantine and journal */

static bool note_held(void *arg, const struct held_message *message)
{
	struct exporting *x = arg;

	add(x,
		json_pack("{s:s, s:o, s:o}", "id", message->id.text, "received",
			instant(x, message->received_utc), "expires",
			instant(x, message->expires_utc)));
	return !x->failed;
}

static bool add_recipient(void *arg, const struct held_recipient *r)
{
	struct exporting *x = arg;

	if (!r->has_key ||
		memcmp(&r->key, &x->identity.key, sizeof(r->key)) != 0)
		return true;
	json_object_update_new(x->list,
		json_pack("{s:o, s:s, s:s, s:o}", "purpose",
			text_or_null(r->purpose), "reason",
			reason_name(r->reason), "state",
			held_state_name(r->state), "requested",
			instant(x, r->requested_utc)));
	return true;
}

static enum err add_held(struct exporting *x)
{
	const struct held_filter filter = {.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
		.key = &x->identity.key};
	json_t *held, *item;
	struct held_id id;
	enum err e;
	size_t i;

	begin(x, "held");
	held = x->list;
	e = store_held_each(x->desk->session, &filter, note_held, x);
	json_array_foreach(held, i, item)
	{
		x->list = item;
		if (!e)
			e = held_id_parse(
				json_string_value(json_object_get(item, "id")),
				&id);
		if (!e)
			e = store_held_recipients(
				x->desk->session, &id, add_recipient, x);
	}
	return e;
}

static bool add_report(void *arg, const struct store_doubt *doubt)
{
	struct exporting *x = arg;

	if (doubt->kind != DOUBT_REPORT)
		return true;
	add(x,
		json_pack("{s:o, s:o, s:s}", "at", instant(x, doubt->at_utc),
			"status", text_or_null(doubt->words), "why",
			doubt_cause_words(doubt->cause)));
	return !x->failed;
}

static bool add_doubted(void *arg, const struct store_doubt *doubt)
{
	struct exporting *x = arg;

	if (doubt->kind != DOUBT_OBJECTION)
		return true;
	add(x,
		json_pack("{s:o, s:s, s:o, s:s}", "at",
			instant(x, doubt->at_utc), "grade",
			doubt_grade_name(doubt->grade), "words",
			text_or_null(doubt->words), "why",
			doubt_cause_words(doubt->cause)));
	return !x->failed;
}

/* Who said it is another person. */
static bool add_statement(void *arg, const struct store_statement *statement)
{
	struct exporting *x = arg;

	add(x,
		json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "kind",
			statement_kind_name(statement->kind), "at",
			instant(x, statement->at_utc), "said",
			instant(x, statement->said_utc), "source",
			text_or_null(statement->source), "relation",
			text_or_null(statement->relation), "note",
			text_or_null(statement->note)));
	return !x->failed;
}

static enum err add_statements(struct exporting *x)
{
	enum err e = ERR_OK;

	begin(x, "statements");
	for (size_t i = x->keys.own.len; !e && i > 0; i--)
		e = store_statements_of(x->desk->session,
			&x->keys.own.items[i - 1], add_statement, x);
	return e;
}

/* "meeting, said by ania, he says no": without the second clause, which is
 * another person's. */
static json_t *entry_detail(const struct journal_entry *entry)
{
	bool is_statement = entry->kind == JOURNAL_STATEMENT_CONFIRMED ||
		entry->kind == JOURNAL_STATEMENT_REFUSED;
	const char *by = is_statement && entry->detail ?
		strstr(entry->detail, STATEMENT_SAID_BY) :
		NULL;
	const char *rest;

	if (!by)
		return text_or_null(entry->detail);
	rest = strstr(by + strlen(STATEMENT_SAID_BY), ", ");
	return json_sprintf("%.*s%s", (int)(by - entry->detail), entry->detail,
		rest ? rest : "");
}

static bool add_entry(void *arg, const struct journal_entry *entry)
{
	struct exporting *x = arg;
	bool is_verdict = entry->kind == JOURNAL_VERDICT;

	add(x,
		json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:b, s:o}", "ref",
			entry->ref, "at", instant(x, entry->at_utc), "kind",
			journal_kind_name(entry->kind), "purpose",
			text_or_null(entry->purpose), "reason",
			text_or_null(is_verdict && entry->reason ?
					reason_name(entry->reason) :
					NULL),
			"action",
			text_or_null(
				is_verdict ? action_name(entry->action) : NULL),
			"enforced", entry->is_enforced, "detail",
			entry_detail(entry)));
	return !x->failed;
}

static bool add_request(void *arg, const struct requests_item *item)
{
	const struct store_request *r = &item->request;
	struct exporting *x = arg;

	add(x,
		json_pack("{s:I, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			"id", (json_int_t)r->id, "article", r->article,
			"received", instant(x, r->received_utc), "channel",
			text_or_null(r->channel), "identified",
			text_or_null(r->identified), "due",
			instant(x, item->due_utc), "extension_told",
			instant(x, r->told_utc), "extension_reason",
			text_or_null(r->reason), "closed",
			instant(x, r->closed_utc), "outcome",
			text_or_null(r->outcome)));
	return !x->failed;
}

static enum err add_journal(struct exporting *x)
{
	struct journal_filter filter = {.since_utc = INSTANT_NONE};
	enum err e = ERR_OK;

	begin(x, "journal");
	for (size_t i = x->has_journal ? x->keys.own.len : 0; !e && i > 0;
		i--) {
		filter.key = &x->keys.own.items[i - 1];
		e = store_journal_each(x->desk->session, &filter, add_entry, x);
	}
	return e;
}

static enum err add_requests(struct exporting *x)
{
	struct requests_query query = {.is_open = false};
	enum err e = ERR_OK;

	begin(x, "requests");
	for (size_t i = x->keys.own.len; !e && i > 0; i--) {
		query.key = &x->keys.own.items[i - 1];
		e = requests_each(x->desk, &query, add_request, x);
	}
	return e;
}

static enum err add_rest(struct exporting *x)
{
	enum err e = store_evidence_each(
		x->desk->session, &x->identity.key, add_evidence, x);

	if (!e)
		e = add_held(x);
	begin(x, "reports");
	if (!e)
		e = store_doubts_each(
			x->desk->session, &x->identity.key, add_report, x);
	begin(x, "doubted");
	if (!e)
		e = store_doubts_each(
			x->desk->session, &x->identity.key, add_doubted, x);
	if (!e)
		e = add_statements(x);
	if (!e)
		e = add_journal(x);
	if (e)
		return desk_store_fail(x->desk, e, "reading");
	return add_requests(x);
}

/* ------------------------------------------------------------- purposes */

static json_t *bases(unsigned set)
{
	json_t *list = json_array();

	for (unsigned b = 0; b < BASIS_COUNT; b++)
		if (set & BASIS_BIT(b))
			json_array_append_new(
				list, json_string(basis_name((enum basis)b)));
	return list;
}

static void add_purpose(
	struct exporting *x, const struct policy_purpose *purpose)
{
	const struct check_query query = {.purpose = purpose,
		.at_utc = x->desk->now_utc,
		.is_live = true};
	bool held[REASON_COUNT];
	struct verdict v;
	const struct settings_purpose *more = purpose_settings(x, purpose);
	enum err e = explain_rules(x->desk, &x->explanation, &query, held, &v);

	add(x,
		json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, "
			  "s:s, s:o, s:b}",
			"name", purpose->name, "shown_as",
			texts(&more->shown_as), "data_categories",
			texts(&more->told.data_categories), "disclosed_to",
			texts(&more->told.disclosed_to), "transfers",
			texts(&more->told.transfers), "accepts",
			bases(purpose->bases), "assessment",
			text_or_null(more->assessment), "standing",
			bases(v.standing), "reason", reason_name(v.reason),
			"article", reason_article(v.reason), "action",
			action_name(v.action), "since",
			wish_date(x, v.since_utc, v.since_is_day),
			"lists_asked", e == ERR_OK));
}

static enum err make_document(struct desk *desk, const char *who,
	bool has_journal, json_t **document_r)
{
	struct exporting x = {.desk = desk,
		.document = json_object(),
		.has_journal = has_journal};
	const struct policy *p = &desk->settings->policy;
	enum err e =
		explain_get(desk, who, desk->now_utc, true, &x.explanation);

	*document_r = x.document;
	if (!e)
		e = desk_identify(desk, who, &x.identity);
	if (!e)
		e = desk_keys(desk, who, true, &x.keys);
	if (!e)
		e = store_read_begin(desk->session);
	if (!e) {
		add_record(&x);
		add_wishes(&x);
		e = add_rest(&x);
		store_read_end(desk->session);
	}
	begin(&x, "purposes");
	for (size_t i = 0; !e && i < p->purposes_len; i++)
		add_purpose(&x, &p->purposes[i]);
	explanation_free(&x.explanation);
	identity_keys_free(&x.keys);
	if (!e && x.failed)
		e = desk_fail(desk, x.failed, "%s", err_text(x.failed));
	if (e) {
		json_decref(x.document);
		*document_r = NULL;
	}
	return e;
}

enum err export_person(struct desk *desk, const char *who, json_t **document_r)
{
	return make_document(desk, who, true, document_r);
}

enum err export_record(struct desk *desk, const char *who, json_t **document_r)
{
	return make_document(desk, who, false, document_r);
}

static bool count_entry(void *arg, const struct journal_entry *entry)
{
	(void)entry;
	++*(int64_t *)arg;
	return true;
}

enum err export_entries(struct desk *desk, const char *who, int64_t *entries_r)
{
	struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct identity_keys keys;
	enum err e = desk_keys(desk, who, true, &keys);

	*entries_r = 0;
	for (size_t i = 0; !e && i < keys.own.len; i++) {
		filter.key = &keys.own.items[i];
		e = store_journal_each(
			desk->session, &filter, count_entry, entries_r);
		if (e)
			e = desk_store_fail(desk, e, "reading the journal");
	}
	identity_keys_free(&keys);
	return e;
}

enum err export_journal(struct desk *desk, const char *who)
{
	struct identity identity;
	enum err e = desk_identify(desk, who, &identity);

	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(desk,
		desk_journal(desk,
			&(struct desk_act){.kind = JOURNAL_EXPORTED,
				.key = &identity.key,
				.detail = "on request"}));
}
