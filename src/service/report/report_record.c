/* SPDX-License-Identifier: BSD-2-Clause */
/* What Art. 30(1) asks of the record and only the configuration knows. What it
 * does not say is shown as missing, with the key that would say it. */
#include <inttypes.h>

#include "config/shown.h"
#include "service/document/page.h"
#include "service/report/report.h"

#define TEXT_MAX 60000
#define LANGUAGE "en" /* of the whole page */

#define MISSING "not configured (section %s, key %s)"

static void begin(struct page_table *t)
{
	page_table_begin(t, 2, 0);
	page_cell(t, "what");
	page_cell(t, "recorded");
}

static void text_row(struct page_table *t, const char *what, const char *text,
	const char *section, const char *key)
{
	page_cell(t, "%s", what);
	if (text)
		page_cell(t, "%s", text);
	else
		page_cell(t, MISSING, section, key);
}

static void list_row(struct page_table *t, const char *what,
	const struct settings_list *list, const char *section, const char *key)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < list->len; i++) {
		const char *item = shown_item(list, i, LANGUAGE);

		if (item)
			(void)buf_addf(
				&text, "%s%s", text.len > 0 ? "; " : "", item);
	}
	text_row(t, what, list->len > 0 ? buf_text(&text) : NULL, section, key);
	buf_free(&text);
}

static void add_people(const struct page *p, const struct settings *s)
{
	const struct settings_controller *c = &s->controller;
	const struct settings_officer *o = &s->officer;
	struct page_table t;

	page_heading(p, "Controller and officer");
	begin(&t);
	text_row(&t, "controller", c->name, "controller", "name");
	text_row(&t, "address", c->address, "controller", "address");
	list_row(&t, "contact", &c->contact, "controller", "contact");
	if (c->joint_controllers.len > 0)
		list_row(
			&t, "joint controllers", &c->joint_controllers, "", "");
	if (c->representative)
		text_row(&t, "representative in the Union", c->representative,
			"", "");
	if (o->is_none) {
		text_row(&t, "data protection officer", "none is designated",
			"", "");
	} else {
		text_row(&t, "data protection officer", o->name, "officer",
			"name");
		list_row(&t, "contact of the officer", &o->contact, "officer",
			"contact");
	}
	page_table_end(p, &t);
}

const char *report_assessment(const struct report_purpose *p)
{
	if (p->words->assessment)
		return p->words->assessment;
	return p->rule->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST) ?
		"no assessment recorded" :
		"-";
}

static void add_purpose(const struct page *p, const struct report_purpose *one)
{
	const struct settings_disclosure *d = &one->words->told;
	const char *section = "purpose or processing";
	struct page_table t;

	page_paragraph(p, "Purpose \"%s\":", one->rule->name);
	begin(&t);
	text_row(&t, "told to persons as",
		shown_name(&one->words->shown_as, LANGUAGE, one->rule->name),
		"", "");
	if (one->rule->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST))
		text_row(&t, "assessment of the legitimate interest",
			report_assessment(one), "", "");
	list_row(&t, "categories of persons", &d->person_categories, section,
		"person-categories");
	list_row(&t, "categories of data", &d->data_categories, section,
		"data-categories");
	list_row(&t, "recipients", &d->disclosed_to, section, "disclosed-to");
	list_row(&t, "transfers to third countries", &d->transfers, section,
		"transfers");
	page_table_end(p, &t);
}

static void relation_row(
	struct page_table *t, const struct policy_relation *rule)
{
	static const char *const anchors[] = {
		[RETAIN_LAST_CONTACT] = "the last contact",
		[RETAIN_RELATION_END] = "the relation's end",
		[RETAIN_COLLECTION] = "collection",
	};
	char period[PERIOD_TEXT_SIZE];
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < rule->retain_len; i++) {
		period_format(&rule->retain[i].period, period);
		(void)buf_addf(&text, "%s%s after %s", i > 0 ? ", or " : "",
			period, anchors[rule->retain[i].anchor]);
	}
	if (rule->retain_len > 1)
		(void)buf_adds(&text, ", whichever is earlier");
	page_cell(t, "persons of the relation \"%s\"", rule->name);
	if (rule->retain_len > 0)
		page_cell(t, "%s", buf_text(&text));
	else
		page_cell(t, MISSING, "relation", "retain");
	buf_free(&text);
}

static void add_limits(const struct page *p, const struct settings *s)
{
	int64_t hours = s->quarantine.keep_s / 3600;
	char period[PERIOD_TEXT_SIZE];
	struct page_table t;

	page_heading(p, "Time limits");
	page_table_begin(&t, 2, 0);
	page_cell(&t, "what");
	page_cell(&t, "is kept until");
	for (size_t i = 0; i < s->policy.relations_len; i++)
		relation_row(&t, &s->policy.relations[i]);
	page_cell(&t, "objections and withdrawals");
	page_cell(&t, "the person takes them back (GDPR Art. 21(3), 7(3))");
	page_cell(&t, "entries of the journal");
	period_format(&s->journal.retain, period);
	if (s->journal.is_trimmed)
		page_cell(&t, "%s after they were written", period);
	else
		page_cell(&t, "for ever: " MISSING, "journal", "retain");
	period_format(&s->requests.retain, period);
	page_cell(&t, "requests of persons");
	page_cell(&t, "%s after they were closed", period);
	page_cell(&t, "held messages");
	if (hours % 24 == 0)
		page_cell(&t, "%" PRId64 " days after they came", hours / 24);
	else
		page_cell(&t, "%" PRId64 " hours after they came", hours);
	page_table_end(p, &t);
}

static void add_security(const struct page *p, const struct settings *s)
{
	struct page_table t;

	page_heading(p, "Security measures");
	begin(&t);
	list_row(&t, "of the firm", &s->security, "processing", "security");
	page_cell(&t, "of Robinson itself");
	page_cell(&t,
		"persons are kept under keyed digests of their addresses, "
		"held messages and texts of staff sealed with AES-256-GCM, "
		"and the journal is chained, so that a changed entry is "
		"found");
	page_table_end(p, &t);
}

void report_write_record(const struct page *p, const struct report *r)
{
	const struct settings *s = r->settings;

	add_people(p, s);
	page_heading(p, "What is processed, and who is given it");
	for (size_t i = 0; i < r->purposes_len; i++)
		add_purpose(p, &r->purposes[i]);
	if (r->purposes_len == 0)
		page_paragraph(p, "No purpose is configured.");
	add_limits(p, s);
	add_security(p, s);
}
