/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of processing as a page and as text. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "service/document/page.h"
#include "service/report/report.h"

#define TEXT_MAX 2000
#define ACTORS_SHOWN 30

static const char *const anchors[] = {
	[RETAIN_LAST_CONTACT] = "last-contact",
	[RETAIN_RELATION_END] = "relation-end",
	[RETAIN_COLLECTION] = "collection",
};

/* What the whole page is made with. */
struct writing {
	struct page page;
	const struct report *report;
	struct buf text; /* one cell's, while it is made */
};

static void add_word(struct buf *text, const char *word)
{
	if (text->len > 0)
		buf_adds(text, ", ");
	buf_adds(text, word);
}

static const char *made(struct buf *text)
{
	return text->len > 0 ? buf_text(text) : "-";
}

static const char *bases_text(struct writing *w, unsigned bases)
{
	buf_reset(&w->text);
	for (unsigned b = 0; b < BASIS_COUNT; b++)
		if (bases & BASIS_BIT(b))
			add_word(&w->text, basis_name((enum basis)b));
	return made(&w->text);
}

static const char *retain_text(
	struct writing *w, const struct policy_relation *rule)
{
	char period[PERIOD_TEXT_SIZE];

	buf_reset(&w->text);
	for (size_t i = 0; i < rule->retain_len; i++) {
		period_format(&rule->retain[i].period, period);
		if (i > 0)
			buf_adds(&w->text, ", ");
		buf_addf(&w->text, "%s after %s", period,
			anchors[rule->retain[i].anchor]);
	}
	return made(&w->text);
}

static const char *list_text(
	struct writing *w, const char *const *items, size_t len)
{
	buf_reset(&w->text);
	for (size_t i = 0; i < len; i++)
		add_word(&w->text, items[i]);
	return made(&w->text);
}

static void cells(struct page_table *t, const char *const *texts, size_t len)
{
	for (size_t i = 0; i < len; i++)
		page_cell(t, "%s", texts[i]);
}

/* -------------------------------------------------------------- purposes */

static const char *special_text(
	struct writing *w, const struct report_purpose *p)
{
	return list_text(w, p->words->special_category.items,
		p->words->special_category.len);
}

static void add_purpose_table(struct writing *w)
{
	static const char *const heading[] = {"purpose", "accepted bases",
		"assessment", "special categories", "may be written to"};
	struct page_table t;

	page_table_begin(&t, 5, PAGE_COLUMN(4));
	cells(&t, heading, 5);
	for (size_t i = 0; i < w->report->purposes_len; i++) {
		const struct report_purpose *p = &w->report->purposes[i];

		page_cell(&t, "%s", p->rule->name);
		page_cell(&t, "%s", bases_text(w, p->rule->bases));
		page_cell(&t, "%s", report_assessment(p));
		page_cell(&t, "%s", special_text(w, p));
		page_cell_count(&t, report_may_go(w->report, p));
	}
	page_table_end(&w->page, &t);
}

static enum page_tone tone_of(enum action action)
{
	return action <= ACTION_FLAG  ? TONE_PLAIN :
		action == ACTION_HOLD ? TONE_WARNING :
					TONE_ERROR;
}

static void add_reasons(struct writing *w, const struct report_purpose *p)
{
	static const char *const heading[] = {
		"first rule that holds", "legal source", "action", "persons"};
	struct page_bar bars[REASON_COUNT];
	struct page_table t;
	size_t len = 0;

	page_paragraph(&w->page,
		"Purpose \"%s\", persons by what decides now:", p->rule->name);
	page_table_begin(&t, 4, PAGE_COLUMN(3));
	cells(&t, heading, 4);
	for (unsigned i = 1; i < REASON_COUNT; i++) {
		enum reason reason = (enum reason)i;
		enum action action;

		if (p->by_reason[i] == 0)
			continue;
		action = policy_action(
			&w->report->settings->policy, p->rule, reason);
		page_cell(&t, "%s", reason_name(reason));
		page_cell(&t, "%s", reason_article(reason));
		page_cell(&t, "%s", action_name(action));
		page_cell_count(&t, p->by_reason[i]);
		bars[len++] = (struct page_bar){
			reason_name(reason), p->by_reason[i], tone_of(action)};
	}
	page_table_end(&w->page, &t);
	if (len > 1)
		page_bars(&w->page, p->rule->name, bars, len);
}

static void add_purposes(struct writing *w)
{
	page_heading(&w->page, "Purposes");
	add_purpose_table(w);
	for (size_t i = 0; i < w->report->purposes_len; i++)
		add_reasons(w, &w->report->purposes[i]);
	page_paragraph(&w->page,
		"As the rules stand at this moment, before there is a message: "
		"objections of whole domains, do-not-mail lists and limits of "
		"sending are asked when there is one.");
}

/* --------------------------------------------------------------- sources */

struct unknown_rows {
	struct writing *writing;
	struct page_table *table;
};

static void source_row(struct writing *w, struct page_table *t,
	const char *name, const char *collected_for,
	const struct report_group *sum)
{
	char date[INSTANT_TEXT_SIZE];

	instant_format_date(w->report->settings->zone, sum->newest_utc, date);
	page_cell(t, "%s", name);
	page_cell(t, "%s", collected_for);
	page_cell(t, "%s", date);
	page_cell_count(t, sum->persons);
}

static void unknown_source_row(void *arg, const struct report_group *sum)
{
	const struct unknown_rows *rows = arg;

	source_row(rows->writing, rows->table,
		sum->source ? sum->source : "(none on record)",
		"not registered", sum);
}

static void add_source_table(struct writing *w)
{
	static const char *const heading[] = {
		"source", "collected for", "last collected", "persons"};
	const struct policy *p = &w->report->settings->policy;
	struct page_table t;

	page_table_begin(&t, 4, PAGE_COLUMN(3));
	cells(&t, heading, 4);
	for (size_t i = 0; i < p->sources_len; i++) {
		struct report_group sum =
			report_sum(w->report, true, p->sources[i].name);

		source_row(w, &t, p->sources[i].name,
			list_text(w, p->sources[i].collected_for,
				p->sources[i].collected_for_len),
			&sum);
	}
	report_each_unknown(w->report, true, unknown_source_row,
		&(struct unknown_rows){w, &t});
	page_table_end(&w->page, &t);
}

static void draw_sources(struct writing *w)
{
	const struct policy *p = &w->report->settings->policy;
	struct page_bar *bars = calloc(p->sources_len + 1, sizeof(*bars));

	if (!bars) {
		w->page.out->failed = ERR_NOMEM;
		return;
	}
	for (size_t i = 0; i < p->sources_len; i++)
		bars[i] = (struct page_bar){p->sources[i].name,
			report_sum(w->report, true, p->sources[i].name).persons,
			TONE_PLAIN};
	page_bars(&w->page, "Persons by source", bars, p->sources_len);
	free(bars);
}

static void add_sources(struct writing *w)
{
	page_heading(&w->page, "Sources");
	add_source_table(w);
	draw_sources(w);
}

/* ------------------------------------------------------------- relations */

static void relation_row(struct writing *w, struct page_table *t,
	const char *name, const struct policy_relation *rule,
	const struct report_group *sum)
{
	page_cell(t, "%s", name);
	page_cell(t, "%s",
		rule ? retain_text(w, rule) : "not in the configuration");
	page_cell(t, "%s", rule ? bases_text(w, rule->bases) : "-");
	page_cell_count(t, sum->persons);
	page_cell_count(t, sum->ended);
	page_cell_count(t, sum->restricted);
	page_cell_count(t, sum->silent);
}

static void unknown_relation_row(void *arg, const struct report_group *sum)
{
	const struct unknown_rows *rows = arg;

	relation_row(rows->writing, rows->table,
		sum->relation ? sum->relation : "(none on record)", NULL, sum);
}

static void add_relations(struct writing *w)
{
	static const char *const heading[] = {"relation", "retention",
		"bases it carries", "persons", "ended", "ended, restricted",
		"silent 2 years"};
	const struct policy *p = &w->report->settings->policy;
	struct page_table t;

	page_heading(&w->page, "Relations");
	page_table_begin(&t, 7,
		PAGE_COLUMN(3) | PAGE_COLUMN(4) | PAGE_COLUMN(5) |
			PAGE_COLUMN(6));
	cells(&t, heading, 7);
	for (size_t i = 0; i < p->relations_len; i++) {
		struct report_group sum =
			report_sum(w->report, false, p->relations[i].name);

		relation_row(
			w, &t, p->relations[i].name, &p->relations[i], &sum);
	}
	report_each_unknown(w->report, false, unknown_relation_row,
		&(struct unknown_rows){w, &t});
	page_table_end(&w->page, &t);
}

static int compare_groups(const void *a, const void *b)
{
	const struct report_group *left = a, *right = b;

	return (left->persons < right->persons) -
		(left->persons > right->persons);
}

static void add_groups(struct writing *w)
{
	static const char *const heading[] = {"source", "relation", "persons"};
	size_t len = w->report->groups_len;
	struct report_group *groups;
	struct page_table t;

	page_heading(&w->page, "Source and relation");
	groups = calloc(len + 1, sizeof(*groups));
	if (!groups) {
		w->page.out->failed = ERR_NOMEM;
		return;
	}
	if (len > 0)
		memcpy(groups, w->report->groups, len * sizeof(*groups));
	qsort(groups, len, sizeof(*groups), compare_groups);
	page_table_begin(&t, 3, PAGE_COLUMN(2));
	cells(&t, heading, 3);
	for (size_t i = 0; i < len; i++) {
		page_cell(&t, "%s", groups[i].source ? groups[i].source : "-");
		page_cell(&t, "%s",
			groups[i].relation ? groups[i].relation : "-");
		page_cell_count(&t, groups[i].persons);
	}
	page_table_end(&w->page, &t);
	free(groups);
}

/* ----------------------------------------------------------------- bases */

static void add_bases(struct writing *w)
{
	static const char *const heading[] = {"basis", "persons"};
	const struct report *r = w->report;
	struct page_bar bars[BASIS_COUNT + 1];
	struct page_table t;
	size_t len = 0;

	page_heading(&w->page, "Bases");
	page_paragraph(&w->page,
		"Persons for whom the basis stands now for one purpose or "
		"more that accepts it; one person may have several.");
	page_table_begin(&t, 2, PAGE_COLUMN(1));
	cells(&t, heading, 2);
	for (unsigned b = 0; b < BASIS_COUNT; b++) {
		if (r->by_basis[b] == 0)
			continue;
		bars[len++] = (struct page_bar){
			basis_name((enum basis)b), r->by_basis[b], TONE_PLAIN};
	}
	bars[len++] = (struct page_bar){"none", r->without_basis, TONE_WARNING};
	for (size_t i = 0; i < len; i++) {
		page_cell(&t, "%s", bars[i].label);
		page_cell_count(&t, bars[i].value);
	}
	page_table_end(&w->page, &t);
	page_bars(&w->page, "Persons by basis", bars, len);
}

static void add_consent(struct writing *w)
{
	static const char *const heading[] = {"purpose", "consents on record",
		"persons with one without evidence"};
	struct page_table t;

	page_heading(&w->page, "Consent");
	page_table_begin(&t, 3, PAGE_COLUMN(1) | PAGE_COLUMN(2));
	cells(&t, heading, 3);
	for (size_t i = 0; i < w->report->purposes_len; i++) {
		const struct report_purpose *p = &w->report->purposes[i];

		page_cell(&t, "%s", p->rule->name);
		page_cell_count(&t, p->grants);
		page_cell_count(&t, p->unproven);
	}
	page_table_end(&w->page, &t);
}

/* --------------------------------------------------------------- journal */

static void add_actors(struct writing *w, bool declares)
{
	static const char *const heading[] = {
		"who", "releases", "refused by the rules"};
	static const char *const declared[] = {"sender", "messages"};
	size_t columns = declares ? 2 : 3, shown = 0, left = 0;
	struct page_table t;

	page_table_begin(&t, columns, PAGE_COLUMN(1) | PAGE_COLUMN(2));
	cells(&t, declares ? declared : heading, columns);
	for (size_t i = 0; i < w->report->actors_len; i++) {
		const struct report_actor *a = &w->report->actors[i];

		if (declares ? a->declared == 0 : a->released + a->refused == 0)
			continue;
		if (shown++ >= ACTORS_SHOWN) {
			left++;
			continue;
		}
		page_cell(&t, "%s",
			a->name                    ? a->name :
				a->sealed_len == 0 ? "(nobody)" :
						     "(not readable)");
		page_cell_count(&t, declares ? a->declared : a->released);
		if (!declares)
			page_cell_count(&t, a->refused);
	}
	page_table_end(&w->page, &t);
	if (shown == 0)
		page_paragraph(&w->page, "None.");
	if (left > 0)
		page_paragraph(&w->page,
			"And %zu more, each with fewer; the JSON has all.",
			left);
}

static void add_journal(struct writing *w)
{
	const struct report *r = w->report;
	char since[INSTANT_TEXT_SIZE];

	instant_format_date(r->settings->zone, r->journal_since_utc, since);
	page_heading(&w->page, "Holds overruled");
	page_paragraph(&w->page,
		"From the journal since %s, %" PRId64 " entries; %" PRId64
		" recipients' messages were held.",
		since, r->journal_entries, r->held);
	add_actors(w, false);
	page_heading(&w->page, "Mail declared not to be marketing");
	add_actors(w, true);
}

/* ------------------------------------------------------------- the whole */

static void add_overview(struct writing *w)
{
	const struct report *r = w->report;
	char date[INSTANT_TEXT_SIZE];

	instant_format(r->settings->zone, r->now_utc, date);
	page_paragraph(&w->page,
		"Made on %s (%s) by Robinson from the configuration %s and the "
		"store, for the record of processing activities (GDPR Art. "
		"30(1)). Of persons counts only.",
		date, zone_name(r->settings->zone), r->settings->path);
	page_paragraph(&w->page,
		"%" PRId64 " persons on record, of whom processing is "
		"restricted for %" PRId64 " and mail comes back from %" PRId64
		". Objections are kept for %" PRId64
		" addresses and domains, withdrawals for %" PRId64
		" addresses, without a record of the person.",
		r->persons, r->restricted, r->undeliverable, r->objections_kept,
		r->withdrawals_kept);
	page_paragraph(&w->page,
		"Requests of persons (GDPR Art. 12(3)): %" PRId64
		" open, of which %" PRId64 " are overdue.",
		r->requests_open, r->requests_overdue);
}

static enum err write_all(struct writing *w)
{
	buf_init(&w->text, TEXT_MAX);
	page_open(&w->page, "Record of processing");
	add_overview(w);
	page_findings(&w->page, &w->report->findings);
	report_write_record(&w->page, w->report);
	add_purposes(w);
	add_sources(w);
	add_relations(w);
	add_groups(w);
	add_bases(w);
	add_consent(w);
	add_journal(w);
	page_close(&w->page);
	buf_free(&w->text);
	return buf_err(w->page.out);
}

enum err report_markdown(const struct report *report, struct buf *out)
{
	struct writing w = {.page = {out, false}, .report = report};

	return write_all(&w);
}

enum err report_html(const struct report *report, struct buf *out)
{
	struct writing w = {.page = {out, true}, .report = report};

	return write_all(&w);
}
