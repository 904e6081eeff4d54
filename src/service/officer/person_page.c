/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/officer/person_page.h"

#include "core/policy_find.h"
#include "service/officer/person_private.h"
#include "service/report/export.h"
#include "service/retention/erasure_notify.h"

json_t *officer_instant(const struct settings *settings, int64_t utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(settings->zone, utc, text);
	return json_string(text);
}

json_t *officer_wish_date(
	const struct settings *settings, int64_t utc, bool is_day)
{
	char text[INSTANT_TEXT_SIZE];

	if (!is_day || utc == INSTANT_NONE)
		return officer_instant(settings, utc);
	instant_format_day(settings->zone, utc, text);
	return json_string(text);
}

json_t *officer_text(const char *text)
{
	return text ? json_string(text) : json_null();
}

json_t *officer_texts(const struct settings_list *list)
{
	json_t *all = json_array();

	for (size_t i = 0; i < list->len; i++)
		json_array_append_new(all, json_string(list->items[i]));
	return all;
}

json_t *officer_purpose_texts(const struct settings *settings, const char *name)
{
	const struct policy_purpose *known =
		policy_purpose(&settings->policy, name);

	return known ?
		officer_texts(
			&settings->purposes[known - settings->policy.purposes]
				 .shown_as) :
		json_array();
}

/* What belongs to the firm, and what is shown in another way. */
static void remove_rest(json_t *person)
{
	static const char *const names[] = {"$schema", "controller", "officer",
		"authority", "objecting", "rules", "journal"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		json_object_del(person, names[i]);
}

/* Lists that may be long, and that the events tell. */
static int count_lists(json_t *person)
{
	static const char *const names[] = {
		"contacts", "failures", "letters", "sends"};
	json_t *counts = json_object();
	int failed = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = json_array_size(json_object_get(person, names[i]));

		failed |= json_object_set_new(
			counts, names[i], json_integer((json_int_t)len));
		json_object_del(person, names[i]);
	}
	return failed | json_object_set_new(person, "counts", counts);
}

static const char *state_of(
	enum reason reason, const bool held[REASON_COUNT], bool knows_lists)
{
	if (reason == REASON_LISTED && !knows_lists)
		return "unknown";
	if (reason == REASON_NO_NOTICE)
		return "unasked";
	return held[reason] ? "applies" : "not";
}

static int add_rules(struct desk *desk, const struct explanation *explanation,
	const struct policy_purpose *purpose, json_t *value)
{
	const struct check_query query = {
		.purpose = purpose, .at_utc = desk->now_utc, .is_live = true};
	json_t *rules = json_array();
	bool held[REASON_COUNT];
	struct verdict v;
	bool knows_lists =
		explain_rules(desk, explanation, &query, held, &v) == ERR_OK;
	int failed = 0;

	for (unsigned r = 1; r <= REASON_RULES; r++) {
		enum reason reason = (enum reason)r;

		failed |= json_array_append_new(rules,
			json_pack("{s:i, s:s, s:s, s:s}", "rule",
				(int)reason_rule(reason), "reason",
				reason_name(reason), "article",
				reason_article(reason), "state",
				state_of(reason, held, knows_lists)));
	}
	failed |= json_object_set_new(value, "rules", rules);
	failed |= json_object_set_new(value, "list", officer_text(v.list));
	return failed |
		json_object_set_new(value, "next",
			officer_instant(desk->settings, v.next_utc));
}

/* The purposes of the document are in the order of the configuration. */
static enum err add_more(struct desk *desk,
	const struct explanation *explanation, json_t *person)
{
	const struct policy *p = &desk->settings->policy;
	json_t *purposes = json_object_get(person, "purposes");
	int failed = count_lists(person);
	enum err e = person_add_events(
		desk->settings, explanation, desk->now_utc, person);

	remove_rest(person);
	for (size_t i = 0; i < p->purposes_len; i++)
		failed |= add_rules(desk, explanation, &p->purposes[i],
			json_array_get(purposes, i));
	failed |= json_object_set_new(person, "notified",
		json_boolean(explanation->subject.ref &&
			erasure_notify_is_wanted(desk)));
	return e ? e : failed ? ERR_NOMEM : ERR_OK;
}

enum err person_page(struct desk *desk, const char *who, json_t **person_r)
{
	struct explanation explanation;
	enum err e = export_record(desk, who, person_r);

	if (e)
		return e;
	e = explain_get(desk, who, desk->now_utc, true, &explanation);
	if (!e) {
		e = add_more(desk, &explanation, *person_r);
		if (e)
			e = desk_fail(desk, e, "%s", err_text(e));
		explanation_free(&explanation);
	}
	if (e) {
		json_decref(*person_r);
		*person_r = NULL;
	}
	return e;
}
