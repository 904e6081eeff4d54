/* SPDX-License-Identifier: BSD-2-Clause */
/* What Art. 30(1) asks of the record and only the configuration knows. What it
 * does not say is shown as missing, with the key that would say it. */
#include "config/shown.h"
#include "service/document/names.h"
#include "service/document/page.h"
#include "service/document/words.h"
#include "service/report/report.h"

#define TEXT_MAX 60000
/* A table that is written, with the texts of its language. */
struct sheet {
	const struct page *page;
	const struct translation *t;
	struct page_table table;
};

static void begin(struct sheet *s, const struct page *p, const char *second)
{
	*s = (struct sheet){.page = p, .t = p->translation};
	page_table_begin(&s->table, 2, 0);
	page_cell(&s->table, "%s", tr(s->t, N_("what")));
	page_cell(&s->table, "%s", tr(s->t, second));
}

static void end(struct sheet *s)
{
	page_table_end(s->page, &s->table);
}

static void add_missing(struct sheet *s, const char *section, const char *key)
{
	page_cell(&s->table, tr(s->t, "not configured (section %s, key %s)"),
		section, key);
}

static void text_row(struct sheet *s, const char *what, const char *text,
	const char *section, const char *key)
{
	page_cell(&s->table, "%s", tr(s->t, what));
	if (text)
		page_cell(&s->table, "%s", text);
	else
		add_missing(s, section, key);
}

/* What the list says in the language of the page: of {"none"} that there is
 * nothing. */
static void list_row(struct sheet *s, const char *what,
	const struct settings_list *list, const char *section, const char *key)
{
	struct buf text;

	if (shown_is_none(list)) {
		text_row(s, what, tr(s->t, N_("none")), section, key);
		return;
	}
	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < list->len; i++) {
		const char *item = shown_item(list, i, translation_code(s->t));

		if (item)
			(void)buf_addf(
				&text, "%s%s", text.len > 0 ? "; " : "", item);
	}
	text_row(s, what, list->len > 0 ? buf_text(&text) : NULL, section, key);
	buf_free(&text);
}

static void add_officer(struct sheet *s, const struct settings_officer *o)
{
	if (o->is_none) {
		text_row(s, N_("data protection officer"),
			tr(s->t, N_("none is designated")), "", "");
		return;
	}
	text_row(s, N_("data protection officer"), o->name, "officer", "name");
	list_row(s, N_("contact of the officer"), &o->contact, "officer",
		"contact");
}

static void add_people(const struct page *p, const struct settings *settings)
{
	const struct settings_controller *c = &settings->controller;
	struct sheet s;

	page_heading(p, tr(p->translation, N_("Controller and officer")));
	begin(&s, p, N_("recorded"));
	text_row(&s, N_("controller"), c->name, "controller", "name");
	text_row(&s, N_("address"), c->address, "controller", "address");
	list_row(&s, N_("contact"), &c->contact, "controller", "contact");
	if (c->joint_controllers.len > 0)
		list_row(&s, N_("joint controllers"), &c->joint_controllers, "",
			"");
	if (c->representative)
		text_row(&s, N_("representative in the Union"),
			c->representative, "", "");
	add_officer(&s, &settings->officer);
	end(&s);
}

const char *report_assessment(
	const struct report *report, const struct report_purpose *p)
{
	if (p->words->assessment)
		return p->words->assessment;
	return p->rule->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST) ?
		tr(report->translation, N_("no assessment recorded")) :
		"-";
}

static void add_purpose(const struct page *p, const struct report *r,
	const struct report_purpose *one)
{
	const struct settings_disclosure *d = &one->words->told;
	const char *section = tr(p->translation, N_("purpose or processing"));
	struct sheet s;

	page_subheading(p, tr(p->translation, "Purpose \"%s\""),
		names_purpose(r->settings, p->translation, one->rule->name));
	begin(&s, p, N_("recorded"));
	page_cell(&s.table, "%s", tr(s.t, N_("name in the configuration")));
	page_cell_code(&s.table, one->rule->name);
	if (one->rule->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST))
		text_row(&s, N_("assessment of the legitimate interest"),
			report_assessment(r, one), "", "");
	list_row(&s, N_("categories of persons"), &d->person_categories,
		section, "person-categories");
	list_row(&s, N_("categories of data"), &d->data_categories, section,
		"data-categories");
	list_row(&s, N_("recipients"), &d->disclosed_to, section,
		"disclosed-to");
	list_row(&s, N_("transfers to third countries"), &d->transfers, section,
		"transfers");
	end(&s);
}

static void relation_row(struct sheet *s, const struct settings *settings,
	const struct policy_relation *rule)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < rule->retain_len; i++) {
		if (i > 0)
			(void)buf_adds(&text, tr(s->t, N_(", or ")));
		words_retain(s->t, &rule->retain[i], &text);
	}
	if (rule->retain_len > 1)
		(void)buf_adds(&text, tr(s->t, N_(", whichever is earlier")));
	page_cell(&s->table, tr(s->t, "persons of the relation \"%s\""),
		names_relation(settings, s->t, rule->name));
	if (rule->retain_len > 0)
		page_cell(&s->table, "%s", buf_text(&text));
	else
		add_missing(s, "relation", "retain");
	buf_free(&text);
}

static void period_row(struct sheet *s, const char *what,
	const struct period *period, bool is_written)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	words_period(s->t, period, &text);
	page_cell(&s->table, "%s", tr(s->t, what));
	page_cell(&s->table,
		is_written ? tr(s->t, "%s after they were written") :
			     tr(s->t, "%s after they were closed"),
		buf_text(&text));
	buf_free(&text);
}

static void held_row(struct sheet *s, int64_t hours)
{
	int64_t days = hours / 24;

	page_cell(&s->table, "%s", tr(s->t, N_("held messages")));
	if (hours % 24 == 0)
		page_cell(&s->table,
			tr_count(s->t, "%lld day after they came",
				"%lld days after they came", days),
			(long long)days);
	else
		page_cell(&s->table,
			tr_count(s->t, "%lld hour after they came",
				"%lld hours after they came", hours),
			(long long)hours);
}

static void add_limits(const struct page *p, const struct settings *settings)
{
	struct sheet s;

	page_heading(p, tr(p->translation, N_("Time limits")));
	begin(&s, p, N_("is kept until"));
	for (size_t i = 0; i < settings->policy.relations_len; i++)
		relation_row(&s, settings, &settings->policy.relations[i]);
	page_cell(&s.table, "%s", tr(s.t, N_("objections and withdrawals")));
	page_cell(&s.table, "%s",
		tr(s.t, "the person takes them back (GDPR Art. 21(3), 7(3))"));
	if (settings->journal.is_trimmed) {
		period_row(&s, N_("entries of the journal"),
			&settings->journal.retain, true);
	} else {
		page_cell(
			&s.table, "%s", tr(s.t, N_("entries of the journal")));
		page_cell(&s.table,
			tr(s.t,
				"for ever: not configured (section %s, key "
				"%s)"),
			"journal", "retain");
	}
	period_row(&s, N_("requests of persons"), &settings->requests.retain,
		false);
	held_row(&s, settings->quarantine.keep_s / 3600);
	end(&s);
}

static void add_security(const struct page *p, const struct settings *settings)
{
	struct sheet s;

	page_heading(p, tr(p->translation, N_("Security measures")));
	begin(&s, p, N_("recorded"));
	list_row(&s, N_("of the firm"), &settings->security, "processing",
		"security");
	text_row(&s, N_("of Robinson itself"),
		tr(s.t,
			"persons are kept under keyed digests of their "
			"addresses, held messages and texts of staff sealed "
			"with AES-256-GCM, and the journal is chained, so that "
			"a changed entry is found"),
		"", "");
	end(&s);
}

void report_write_record(const struct page *p, const struct report *r)
{
	const struct translation *t = p->translation;

	add_people(p, r->settings);
	page_heading(p, tr(t, "What is processed, and who is given it"));
	for (size_t i = 0; i < r->purposes_len; i++)
		add_purpose(p, r, &r->purposes[i]);
	if (r->purposes_len == 0)
		page_paragraph(p, "%s", tr(t, "No purpose is configured."));
	add_limits(p, r->settings);
	add_security(p, r->settings);
}
