/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/article30.h"

#include <string.h>

struct gap_search {
	const struct settings *settings;
	void (*each)(void *arg, const struct article30_gap *gap);
	void *arg;
};

static void ask(const struct gap_search *a, bool is_said,
	const struct article30_gap *gap)
{
	if (!is_said)
		a->each(a->arg, gap);
}

/* "name and contact details"; of the officer where there is one. */
static void ask_people(const struct gap_search *a)
{
	const struct settings_controller *c = &a->settings->controller;
	const struct settings_officer *o = &a->settings->officer;

	ask(a, c->name != NULL,
		&(struct article30_gap){
			"controller", NULL, "name", "30(1)(a)"});
	ask(a, c->contact.len > 0 || c->address,
		&(struct article30_gap){
			"controller", NULL, "contact", "30(1)(a)"});
	ask(a, o->contact.len > 0 || o->is_none,
		&(struct article30_gap){
			"officer", NULL, "contact", "30(1)(a)"});
}

static void ask_purpose(const struct gap_search *a, size_t n)
{
	const struct settings_disclosure *d = &a->settings->purposes[n].told;
	const char *name = a->settings->policy.purposes[n].name;

	ask(a, d->person_categories.len > 0,
		&(struct article30_gap){
			"purpose", name, "person-categories", "30(1)(c)"});
	ask(a, d->data_categories.len > 0,
		&(struct article30_gap){
			"purpose", name, "data-categories", "30(1)(c)"});
	ask(a, d->disclosed_to.len > 0,
		&(struct article30_gap){
			"purpose", name, "disclosed-to", "30(1)(d)"});
	ask(a, d->transfers.len > 0,
		&(struct article30_gap){
			"purpose", name, "transfers", "30(1)(e)"});
}

void article30_gaps(const struct settings *s,
	void (*each)(void *arg, const struct article30_gap *gap), void *arg)
{
	const struct gap_search a = {s, each, arg};

	ask_people(&a);
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		ask_purpose(&a, i);
	ask(&a, s->security.len > 0,
		&(struct article30_gap){
			"processing", NULL, "security", "30(1)(g)"});
}

struct saying {
	struct buf *out;
	const char *section, *title;
};

static void say_gap(void *arg, const struct article30_gap *gap)
{
	struct saying *s = arg;
	bool is_same = s->section && strcmp(s->section, gap->section) == 0 &&
		s->title == gap->title;

	if (is_same) {
		(void)buf_addf(s->out, ", %s", gap->key);
		return;
	}
	(void)buf_addf(s->out, "%s%s", s->section ? "; " : "", gap->section);
	if (gap->title)
		(void)buf_addf(s->out, " \"%s\"", gap->title);
	(void)buf_addf(s->out, " %s", gap->key);
	s->section = gap->section;
	s->title = gap->title;
}

void article30_say(const struct settings *s, struct buf *out)
{
	article30_gaps(s, say_gap, &(struct saying){out, NULL, NULL});
}

bool article30_is_begun(const struct settings *s)
{
	if (s->controller.name || s->controller.address ||
		s->controller.contact.len > 0 || s->officer.is_on ||
		s->security.len > 0)
		return true;
	for (size_t i = 0; i < s->policy.purposes_len; i++) {
		const struct settings_disclosure *d = &s->purposes[i].told;

		if (d->person_categories.len + d->data_categories.len +
				d->disclosed_to.len + d->transfers.len >
			0)
			return true;
	}
	return false;
}
