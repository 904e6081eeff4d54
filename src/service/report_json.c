/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of processing for other programs; robinson(1) describes it. */
#include <jansson.h>

#include "service/report.h"

#define VERSION 1

struct making {
	const struct report *report;
	bool has_failed;
};

/* json_*() take NULL for what could not be made: noted once, here. */
static json_t *kept(struct making *m, json_t *value)
{
	if (!value)
		m->has_failed = true;
	return value;
}

static void add(struct making *m, json_t *list, json_t *item)
{
	if (json_array_append_new(list, kept(m, item)) != 0)
		m->has_failed = true;
}

static void set(
	struct making *m, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, kept(m, value)) != 0)
		m->has_failed = true;
}

static json_t *text(const char *words)
{
	json_t *value = words ? json_string(words) : NULL;

	return value ? value : json_null();
}

static json_t *count(int64_t number)
{
	return json_integer((json_int_t)number);
}

static json_t *instant(const struct report *r, int64_t utc)
{
	char iso[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(r->settings->zone, utc, iso);
	return json_string(iso);
}

static json_t *names(struct making *m, const char *const *items, size_t len)
{
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < len; i++)
		add(m, list, text(items[i]));
	return list;
}

static json_t *bases(struct making *m, unsigned bits)
{
	json_t *list = kept(m, json_array());

	for (unsigned b = 0; b < BASIS_COUNT; b++)
		if (bits & BASIS_BIT(b))
			add(m, list, text(basis_name((enum basis)b)));
	return list;
}

/* ------------------------------------------------------------- the parts */

static json_t *findings(struct making *m)
{
	const struct findings *f = &m->report->findings;
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];
		json_t *one = kept(m, json_object());

		set(m, one, "severity", text(severity_name(item->severity)));
		set(m, one, "area", text(item->area));
		set(m, one, "persons",
			item->persons < 0 ? json_null() : count(item->persons));
		set(m, one, "what", text(item->what));
		set(m, one, "mend", text(item->mend));
		add(m, list, one);
	}
	return list;
}

static json_t *purposes(struct making *m)
{
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < m->report->purposes_len; i++) {
		const struct report_purpose *p = &m->report->purposes[i];
		json_t *one = kept(m, json_object());
		json_t *reasons = kept(m, json_object());

		for (unsigned n = 1; n < REASON_COUNT; n++)
			if (p->by_reason[n] > 0)
				set(m, reasons, reason_name((enum reason)n),
					count(p->by_reason[n]));
		set(m, one, "name", text(p->rule->name));
		set(m, one, "bases", bases(m, p->rule->bases));
		set(m, one, "assessment", text(p->words->assessment));
		set(m, one, "special_categories",
			names(m, p->words->special_category.items,
				p->words->special_category.len));
		set(m, one, "may_be_written_to",
			count(report_may_go(m->report, p)));
		set(m, one, "persons_by_reason", reasons);
		set(m, one, "consents", count(p->grants));
		set(m, one, "persons_without_evidence", count(p->unproven));
		add(m, list, one);
	}
	return list;
}

/* What a group counts, a whole source's or relation's too. */
static json_t *counts(struct making *m, const struct report_group *g)
{
	json_t *one = kept(m, json_object());

	set(m, one, "persons", count(g->persons));
	set(m, one, "last_collected", instant(m->report, g->newest_utc));
	set(m, one, "ended", count(g->ended));
	set(m, one, "ended_over_7_days", count(g->late));
	set(m, one, "ended_restricted", count(g->restricted));
	set(m, one, "silent_2_years", count(g->silent));
	return one;
}

struct unknown {
	struct making *making;
	json_t *list;
	bool by_source;
};

static void add_unknown(void *arg, const struct report_group *sum)
{
	const struct unknown *u = arg;
	json_t *one = counts(u->making, sum);

	set(u->making, one, "name",
		text(u->by_source ? sum->source : sum->relation));
	set(u->making, one, "registered", json_false());
	add(u->making, u->list, one);
}

static json_t *sources(struct making *m)
{
	const struct policy *p = &m->report->settings->policy;
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < p->sources_len; i++) {
		const struct policy_source *source = &p->sources[i];
		struct report_group sum =
			report_sum(m->report, true, source->name);
		json_t *one = counts(m, &sum);

		set(m, one, "name", text(source->name));
		set(m, one, "registered", json_true());
		set(m, one, "collected_for",
			names(m, source->collected_for,
				source->collected_for_len));
		add(m, list, one);
	}
	report_each_unknown(
		m->report, true, add_unknown, &(struct unknown){m, list, true});
	return list;
}

static json_t *retain(struct making *m, const struct policy_relation *rule)
{
	static const char *const anchors[] = {
		[RETAIN_LAST_CONTACT] = "last-contact",
		[RETAIN_RELATION_END] = "relation-end",
		[RETAIN_COLLECTION] = "collection",
	};
	json_t *list = kept(m, json_array());
	char period[PERIOD_TEXT_SIZE];

	for (size_t i = 0; i < rule->retain_len; i++) {
		period_format(&rule->retain[i].period, period);
		add(m, list,
			json_sprintf("%s after %s", period,
				anchors[rule->retain[i].anchor]));
	}
	return list;
}

static json_t *relations(struct making *m)
{
	const struct policy *p = &m->report->settings->policy;
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < p->relations_len; i++) {
		const struct policy_relation *rule = &p->relations[i];
		struct report_group sum =
			report_sum(m->report, false, rule->name);
		json_t *one = counts(m, &sum);

		set(m, one, "name", text(rule->name));
		set(m, one, "registered", json_true());
		set(m, one, "retain", retain(m, rule));
		set(m, one, "bases", bases(m, rule->bases));
		add(m, list, one);
	}
	report_each_unknown(m->report, false, add_unknown,
		&(struct unknown){m, list, false});
	return list;
}

static json_t *groups(struct making *m)
{
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < m->report->groups_len; i++) {
		const struct report_group *g = &m->report->groups[i];
		json_t *one = counts(m, g);

		set(m, one, "source", text(g->source));
		set(m, one, "relation", text(g->relation));
		add(m, list, one);
	}
	return list;
}

static json_t *by_basis(struct making *m)
{
	const struct report *r = m->report;
	json_t *one = kept(m, json_object());

	for (unsigned b = 0; b < BASIS_COUNT; b++)
		if (r->by_basis[b] > 0)
			set(m, one, basis_name((enum basis)b),
				count(r->by_basis[b]));
	set(m, one, "none", count(r->without_basis));
	return one;
}

static json_t *journal(struct making *m)
{
	const struct report *r = m->report;
	json_t *one = kept(m, json_object());
	json_t *list = kept(m, json_array());

	for (size_t i = 0; i < r->actors_len; i++) {
		json_t *actor = kept(m, json_object());

		set(m, actor, "name", text(r->actors[i].name));
		set(m, actor, "released", count(r->actors[i].released));
		set(m, actor, "release_refused", count(r->actors[i].refused));
		set(m, actor, "declared_not_marketing",
			count(r->actors[i].declared));
		add(m, list, actor);
	}
	set(m, one, "entries", count(r->journal_entries));
	set(m, one, "since", instant(r, r->journal_since_utc));
	set(m, one, "held", count(r->held));
	set(m, one, "actors", list);
	return one;
}

static json_t *make_all(struct making *m)
{
	const struct report *r = m->report;
	json_t *all = kept(m, json_object());

	set(m, all, "version", count(VERSION));
	set(m, all, "made", instant(r, r->now_utc));
	set(m, all, "persons", count(r->persons));
	set(m, all, "restricted", count(r->restricted));
	set(m, all, "undeliverable", count(r->undeliverable));
	set(m, all, "objections_kept", count(r->objections_kept));
	set(m, all, "withdrawals_kept", count(r->withdrawals_kept));
	set(m, all, "persons_without_evidence", count(r->unproven));
	set(m, all, "requests_open", count(r->requests_open));
	set(m, all, "requests_overdue", count(r->requests_overdue));
	set(m, all, "persons_by_basis", by_basis(m));
	set(m, all, "purposes", purposes(m));
	set(m, all, "sources", sources(m));
	set(m, all, "relations", relations(m));
	set(m, all, "groups", groups(m));
	set(m, all, "journal", journal(m));
	set(m, all, "findings", findings(m));
	return all;
}

static int put(const char *bytes, size_t len, void *out)
{
	return buf_add(out, bytes, len) ? -1 : 0;
}

enum err report_json(const struct report *report, struct buf *out)
{
	struct making m = {.report = report};
	json_t *all = make_all(&m);

	if (!m.has_failed &&
		json_dump_callback(all, put, out, JSON_INDENT(1)) != 0)
		m.has_failed = true;
	json_decref(all);
	buf_addc(out, '\n');
	if (m.has_failed && !buf_err(out))
		return ERR_NOMEM;
	return buf_err(out);
}
