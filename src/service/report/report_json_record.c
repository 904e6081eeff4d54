/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of the record that only the configuration knows, for programs. */
#include "config/article30.h"
#include "service/report/report_json_private.h"

static json_t *list(struct report_making *m, const struct settings_list *from)
{
	return report_json_names(m, from->items, from->len);
}

static json_t *controller(struct report_making *m)
{
	const struct settings_controller *c = &m->report->settings->controller;
	json_t *one = report_json_kept(m, json_object());

	report_json_set(m, one, "name", report_json_text(c->name));
	report_json_set(m, one, "address", report_json_text(c->address));
	report_json_set(m, one, "contact", list(m, &c->contact));
	report_json_set(
		m, one, "joint_controllers", list(m, &c->joint_controllers));
	report_json_set(
		m, one, "representative", report_json_text(c->representative));
	report_json_set(m, one, "authority", list(m, &c->authority));
	return one;
}

static json_t *officer(struct report_making *m)
{
	const struct settings_officer *o = &m->report->settings->officer;
	json_t *one;

	if (!o->is_on)
		return json_null();
	one = report_json_kept(m, json_object());
	report_json_set(m, one, "designated", json_boolean(!o->is_none));
	report_json_set(m, one, "name",
		o->is_none ? json_null() : report_json_text(o->name));
	report_json_set(m, one, "contact", list(m, &o->contact));
	return one;
}

static json_t *limits(struct report_making *m)
{
	const struct settings *s = m->report->settings;
	json_t *one = report_json_kept(m, json_object());
	char period[PERIOD_TEXT_SIZE];

	period_format(&s->journal.retain, period);
	report_json_set(m, one, "journal",
		s->journal.is_trimmed ? json_string(period) : json_null());
	period_format(&s->requests.retain, period);
	report_json_set(m, one, "closed_requests", json_string(period));
	report_json_set(m, one, "held_seconds",
		json_integer((json_int_t)s->quarantine.keep_s));
	return one;
}

struct gaps {
	struct report_making *making;
	json_t *list;
};

static void add_gap(void *arg, const struct article30_gap *gap)
{
	const struct gaps *g = arg;
	json_t *one = report_json_kept(g->making, json_object());

	report_json_set(
		g->making, one, "section", report_json_text(gap->section));
	report_json_set(g->making, one, "title", report_json_text(gap->title));
	report_json_set(g->making, one, "key", report_json_text(gap->key));
	report_json_set(
		g->making, one, "article", report_json_text(gap->article));
	report_json_add(g->making, g->list, one);
}

void report_json_purpose(
	struct report_making *m, const struct report_purpose *p, json_t *one)
{
	const struct settings_disclosure *d = &p->words->told;

	report_json_set(m, one, "shown_as", list(m, &p->words->shown_as));
	report_json_set(
		m, one, "person_categories", list(m, &d->person_categories));
	report_json_set(
		m, one, "data_categories", list(m, &d->data_categories));
	report_json_set(m, one, "disclosed_to", list(m, &d->disclosed_to));
	report_json_set(m, one, "transfers", list(m, &d->transfers));
}

void report_json_record(struct report_making *m, json_t *all)
{
	const struct gaps gaps = {m, report_json_kept(m, json_array())};

	report_json_set(m, all, "controller", controller(m));
	report_json_set(m, all, "officer", officer(m));
	report_json_set(
		m, all, "security", list(m, &m->report->settings->security));
	report_json_set(m, all, "time_limits", limits(m));
	article30_gaps(m->report->settings, add_gap, (void *)&gaps);
	report_json_set(m, all, "not_configured", gaps.list);
}
