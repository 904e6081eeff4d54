/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of processing for other programs; robinson(1) describes it. */
#include "service/report/report_json_private.h"

#define VERSION 1
#define MEND_MAX 8000

/* json_*() take NULL for what could not be made: noted once, here. */
json_t *report_json_kept(struct report_making *m, json_t *value)
{
	if (!value)
		m->has_failed = true;
	return value;
}

void report_json_add(struct report_making *m, json_t *list, json_t *item)
{
	if (json_array_append_new(list, report_json_kept(m, item)) != 0)
		m->has_failed = true;
}

void report_json_set(
	struct report_making *m, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, report_json_kept(m, value)) != 0)
		m->has_failed = true;
}

json_t *report_json_text(const char *words)
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

json_t *report_json_names(
	struct report_making *m, const char *const *items, size_t len)
{
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < len; i++)
		report_json_add(m, list, report_json_text(items[i]));
	return list;
}

static json_t *bases(struct report_making *m, unsigned bits)
{
	json_t *list = report_json_kept(m, json_array());

	for (unsigned b = 0; b < BASIS_COUNT; b++)
		if (bits & BASIS_BIT(b))
			report_json_add(m, list,
				report_json_text(basis_name((enum basis)b)));
	return list;
}

/* ------------------------------------------------------------- the parts */

/* Without the marks of a page. */
static json_t *mend(const struct finding *item)
{
	struct buf plain;
	json_t *value;

	buf_init(&plain, MEND_MAX);
	page_unmarked(item->mend ? item->mend : "", &plain);
	value = report_json_text(item->mend ? buf_text(&plain) : NULL);
	buf_free(&plain);
	return value;
}

static json_t *findings(struct report_making *m)
{
	const struct findings *f = &m->report->findings;
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];
		json_t *one = report_json_kept(m, json_object());

		report_json_set(m, one, "severity",
			report_json_text(severity_name(item->severity)));
		report_json_set(m, one, "area", report_json_text(item->area));
		report_json_set(m, one, "persons",
			item->persons < 0 ? json_null() : count(item->persons));
		report_json_set(m, one, "what", report_json_text(item->what));
		report_json_set(m, one, "mend", mend(item));
		report_json_add(m, list, one);
	}
	return list;
}

static json_t *purposes(struct report_making *m)
{
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < m->report->purposes_len; i++) {
		const struct report_purpose *p = &m->report->purposes[i];
		json_t *one = report_json_kept(m, json_object());
		json_t *reasons = report_json_kept(m, json_object());

		for (unsigned n = 1; n < REASON_COUNT; n++)
			if (p->by_reason[n] > 0)
				report_json_set(m, reasons,
					reason_name((enum reason)n),
					count(p->by_reason[n]));
		report_json_set(
			m, one, "name", report_json_text(p->rule->name));
		report_json_set(m, one, "bases", bases(m, p->rule->bases));
		report_json_set(m, one, "assessment",
			report_json_text(p->words->assessment));
		report_json_purpose(m, p, one);
		report_json_set(m, one, "special_categories",
			report_json_names(m, p->words->special_category.items,
				p->words->special_category.len));
		report_json_set(m, one, "may_be_written_to",
			count(report_may_go(m->report, p)));
		report_json_set(m, one, "persons_by_reason", reasons);
		report_json_set(m, one, "consents", count(p->grants));
		report_json_set(
			m, one, "persons_without_evidence", count(p->unproven));
		report_json_add(m, list, one);
	}
	return list;
}

/* What a group counts, a whole source's or relation's too. */
static json_t *counts(struct report_making *m, const struct report_group *g)
{
	json_t *one = report_json_kept(m, json_object());

	report_json_set(m, one, "persons", count(g->persons));
	report_json_set(
		m, one, "last_collected", instant(m->report, g->newest_utc));
	report_json_set(m, one, "ended", count(g->ended));
	report_json_set(m, one, "ended_over_7_days", count(g->late));
	report_json_set(m, one, "ended_restricted", count(g->restricted));
	report_json_set(m, one, "silent_2_years", count(g->silent));
	return one;
}

struct unknown {
	struct report_making *making;
	json_t *list;
	bool by_source;
};

static void add_unknown(void *arg, const struct report_group *sum)
{
	const struct unknown *u = arg;
	json_t *one = counts(u->making, sum);

	report_json_set(u->making, one, "name",
		report_json_text(u->by_source ? sum->source : sum->relation));
	report_json_set(u->making, one, "registered", json_false());
	report_json_add(u->making, u->list, one);
}

static json_t *sources(struct report_making *m)
{
	const struct policy *p = &m->report->settings->policy;
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < p->sources_len; i++) {
		const struct policy_source *source = &p->sources[i];
		struct report_group sum =
			report_sum(m->report, true, source->name);
		json_t *one = counts(m, &sum);

		report_json_set(m, one, "name", report_json_text(source->name));
		report_json_set(m, one, "registered", json_true());
		report_json_set(m, one, "collected_for",
			report_json_names(m, source->collected_for,
				source->collected_for_len));
		report_json_add(m, list, one);
	}
	report_each_unknown(
		m->report, true, add_unknown, &(struct unknown){m, list, true});
	return list;
}

static json_t *retain(
	struct report_making *m, const struct policy_relation *rule)
{
	static const char *const anchors[] = {
		[RETAIN_LAST_CONTACT] = "last-contact",
		[RETAIN_RELATION_END] = "relation-end",
		[RETAIN_COLLECTION] = "collection",
	};
	json_t *list = report_json_kept(m, json_array());
	char period[PERIOD_TEXT_SIZE];

	for (size_t i = 0; i < rule->retain_len; i++) {
		period_format(&rule->retain[i].period, period);
		report_json_add(m, list,
			json_sprintf("%s after %s", period,
				anchors[rule->retain[i].anchor]));
	}
	return list;
}

static json_t *relations(struct report_making *m)
{
	const struct policy *p = &m->report->settings->policy;
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < p->relations_len; i++) {
		const struct policy_relation *rule = &p->relations[i];
		struct report_group sum =
			report_sum(m->report, false, rule->name);
		json_t *one = counts(m, &sum);

		report_json_set(m, one, "name", report_json_text(rule->name));
		report_json_set(m, one, "registered", json_true());
		report_json_set(m, one, "retain", retain(m, rule));
		report_json_set(m, one, "bases", bases(m, rule->bases));
		report_json_add(m, list, one);
	}
	report_each_unknown(m->report, false, add_unknown,
		&(struct unknown){m, list, false});
	return list;
}

static json_t *groups(struct report_making *m)
{
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < m->report->groups_len; i++) {
		const struct report_group *g = &m->report->groups[i];
		json_t *one = counts(m, g);

		report_json_set(m, one, "source", report_json_text(g->source));
		report_json_set(
			m, one, "relation", report_json_text(g->relation));
		report_json_add(m, list, one);
	}
	return list;
}

static json_t *by_basis(struct report_making *m)
{
	const struct report *r = m->report;
	json_t *one = report_json_kept(m, json_object());

	for (unsigned b = 0; b < BASIS_COUNT; b++)
		if (r->by_basis[b] > 0)
			report_json_set(m, one, basis_name((enum basis)b),
				count(r->by_basis[b]));
	report_json_set(m, one, "none", count(r->without_basis));
	return one;
}

static json_t *journal(struct report_making *m)
{
	const struct report *r = m->report;
	json_t *one = report_json_kept(m, json_object());
	json_t *list = report_json_kept(m, json_array());

	for (size_t i = 0; i < r->actors_len; i++) {
		json_t *actor = report_json_kept(m, json_object());

		report_json_set(
			m, actor, "name", report_json_text(r->actors[i].name));
		report_json_set(
			m, actor, "released", count(r->actors[i].released));
		report_json_set(m, actor, "release_refused",
			count(r->actors[i].refused));
		report_json_set(m, actor, "declared_not_marketing",
			count(r->actors[i].declared));
		report_json_add(m, list, actor);
	}
	report_json_set(m, one, "entries", count(r->journal_entries));
	report_json_set(m, one, "since", instant(r, r->journal_since_utc));
	report_json_set(m, one, "held", count(r->held));
	report_json_set(m, one, "actors", list);
	return one;
}

static json_t *make_all(struct report_making *m)
{
	const struct report *r = m->report;
	json_t *all = report_json_kept(m, json_object());

	report_json_set(m, all, "version", count(VERSION));
	report_json_set(m, all, "made", instant(r, r->now_utc));
	report_json_record(m, all);
	report_json_set(m, all, "persons", count(r->persons));
	report_json_set(m, all, "restricted", count(r->restricted));
	report_json_set(m, all, "undeliverable", count(r->undeliverable));
	report_json_set(m, all, "objections_kept", count(r->objections_kept));
	report_json_set(m, all, "withdrawals_kept", count(r->withdrawals_kept));
	report_json_set(m, all, "persons_without_evidence", count(r->unproven));
	report_json_set(m, all, "requests_open", count(r->requests_open));
	report_json_set(m, all, "requests_overdue", count(r->requests_overdue));
	report_json_set(m, all, "persons_by_basis", by_basis(m));
	report_json_set(m, all, "purposes", purposes(m));
	report_json_set(m, all, "sources", sources(m));
	report_json_set(m, all, "relations", relations(m));
	report_json_set(m, all, "groups", groups(m));
	report_json_set(m, all, "journal", journal(m));
	report_json_set(m, all, "findings", findings(m));
	return all;
}

static int put(const char *bytes, size_t len, void *out)
{
	return buf_add(out, bytes, len) ? -1 : 0;
}

enum err report_json(const struct report *report, struct buf *out)
{
	struct report_making m = {.report = report};
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
