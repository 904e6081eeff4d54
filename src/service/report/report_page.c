/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of processing as a page and as text. */
#include <stdlib.h>
#include <string.h>

#include "service/document/names.h"
#include "service/document/page.h"
#include "service/document/words.h"
#include "service/report/report.h"

#define TEXT_MAX 2000
#define ACTORS_SHOWN 30

/* What the whole page is made with. */
struct writing {
	struct page page;
	const struct report *report;
	const struct translation *t;
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
			add_word(&w->text, words_basis(w->t, (enum basis)b));
	return made(&w->text);
}

static const char *retain_text(
	struct writing *w, const struct policy_relation *rule)
{
	buf_reset(&w->text);
	for (size_t i = 0; i < rule->retain_len; i++) {
		if (i > 0)
			buf_adds(&w->text, ", ");
		words_retain(w->t, &rule->retain[i], &w->text);
	}
	return made(&w->text);
}

static const char *purposes_text(
	struct writing *w, const char *const *names, size_t len)
{
	buf_reset(&w->text);
	for (size_t i = 0; i < len; i++)
		add_word(&w->text,
			names_purpose(w->report->settings, w->t, names[i]));
	return made(&w->text);
}

/* Of every column its heading, as it is translated. */
static void cells(const struct writing *w, struct page_table *t,
	const char *const *texts, size_t len)
{
	for (size_t i = 0; i < len; i++)
		page_cell(t, "%s", tr(w->t, texts[i]));
}

static const char *purpose_name(
	const struct writing *w, const struct report_purpose *p)
{
	return names_purpose(w->report->settings, w->t, p->rule->name);
}

/* -------------------------------------------------------------- purposes */

static const char *special_text(
	struct writing *w, const struct report_purpose *p)
{
	const struct settings_list *list = &p->words->special_category;

	buf_reset(&w->text);
	for (size_t i = 0; i < list->len; i++)
		add_word(&w->text, words_category(w->t, list->items[i]));
	return made(&w->text);
}

static void add_purpose_table(struct writing *w)
{
	static const char *const heading[] = {N_("purpose"),
		N_("accepted bases"), N_("assessment"),
		N_("special categories"), N_("may be written to")};
	struct page_table t;

	page_table_begin(&t, 5, PAGE_COLUMN(4));
	cells(w, &t, heading, 5);
	for (size_t i = 0; i < w->report->purposes_len; i++) {
		const struct report_purpose *p = &w->report->purposes[i];

		page_cell(&t, "%s", purpose_name(w, p));
		page_cell(&t, "%s", bases_text(w, p->rule->bases));
		page_cell(&t, "%s", report_assessment(w->report, p));
		page_cell(&t, "%s", special_text(w, p));
		page_cell_bar(&t, report_may_go(w->report, p), TONE_PLAIN);
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
	static const char *const heading[] = {N_("first rule that holds"),
		N_("legal source"), N_("a message is"), N_("persons")};
	struct page_table t;

	page_subheading(&w->page, tr(w->t, "Purpose \"%s\": what decides now"),
		purpose_name(w, p));
	page_table_begin(&t, 4, PAGE_COLUMN(3));
	cells(w, &t, heading, 4);
	for (unsigned i = 1; i < REASON_COUNT; i++) {
		enum reason reason = (enum reason)i;
		enum action action;

		if (p->by_reason[i] == 0)
			continue;
		action = policy_action(
			&w->report->settings->policy, p->rule, reason);
		page_cell(&t, "%s", words_reason(w->t, reason));
		page_cell(
			&t, "%s", words_article(w->t, reason_article(reason)));
		page_cell(&t, "%s", words_action(w->t, action));
		page_cell_bar(&t, p->by_reason[i], tone_of(action));
	}
	page_table_end(&w->page, &t);
}

static void add_purposes(struct writing *w)
{
	page_heading(&w->page, tr(w->t, "Purposes"));
	add_purpose_table(w);
	for (size_t i = 0; i < w->report->purposes_len; i++)
		if (w->report->persons > 0)
			add_reasons(w, &w->report->purposes[i]);
	page_paragraph(&w->page, "%s",
		tr(w->t,
			"As the rules stand at this moment, before there is a "
			"message: objections of whole domains, do-not-mail "
			"lists and limits of sending are asked when there is "
			"one."));
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
	page_cell(t, "%s", sum->newest_utc == INSTANT_NONE ? "-" : date);
	page_cell_bar(t, sum->persons, TONE_PLAIN);
}

static void unknown_source_row(void *arg, const struct report_group *sum)
{
	const struct unknown_rows *rows = arg;
	const struct translation *t = rows->writing->t;

	source_row(rows->writing, rows->table,
		sum->source ? sum->source : tr(t, N_("(none on record)")),
		tr(t, N_("not registered")), sum);
}

static void add_sources(struct writing *w)
{
	static const char *const heading[] = {N_("source"), N_("collected for"),
		N_("last collected"), N_("persons")};
	const struct settings *s = w->report->settings;
	const struct policy *p = &s->policy;
	struct page_table t;

	page_heading(&w->page, tr(w->t, "Sources"));
	page_table_begin(&t, 4, PAGE_COLUMN(3));
	cells(w, &t, heading, 4);
	for (size_t i = 0; i < p->sources_len; i++) {
		struct report_group sum =
			report_sum(w->report, true, p->sources[i].name);

		source_row(w, &t, names_source(s, w->t, p->sources[i].name),
			purposes_text(w, p->sources[i].collected_for,
				p->sources[i].collected_for_len),
			&sum);
	}
	report_each_unknown(w->report, true, unknown_source_row,
		&(struct unknown_rows){w, &t});
	page_table_end(&w->page, &t);
}

/* ------------------------------------------------------------- relations */

static void relation_row(struct writing *w, struct page_table *t,
	const char *name, const struct policy_relation *rule,
	const struct report_group *sum)
{
	page_cell(t, "%s", name);
	page_cell(t, "%s",
		rule ? retain_text(w, rule) :
		       tr(w->t, N_("not in the configuration")));
	page_cell(t, "%s", rule ? bases_text(w, rule->bases) : "-");
	page_cell_bar(t, sum->persons, TONE_PLAIN);
	page_cell_count(t, sum->ended);
	page_cell_count(t, sum->restricted);
	page_cell_count(t, sum->silent);
}

static void unknown_relation_row(void *arg, const struct report_group *sum)
{
	const struct unknown_rows *rows = arg;

	relation_row(rows->writing, rows->table,
		sum->relation ? sum->relation :
				tr(rows->writing->t, N_("(none on record)")),
		NULL, sum);
}

static void add_relations(struct writing *w)
{
	static const char *const heading[] = {N_("relation"), N_("retention"),
		N_("bases it carries"), N_("persons"), N_("ended"),
		N_("ended, restricted"), N_("silent 2 years")};
	const struct settings *s = w->report->settings;
	const struct policy *p = &s->policy;
	struct page_table t;

	page_heading(&w->page, tr(w->t, "Relations"));
	page_table_begin(&t, 7,
		PAGE_COLUMN(3) | PAGE_COLUMN(4) | PAGE_COLUMN(5) |
			PAGE_COLUMN(6));
	cells(w, &t, heading, 7);
	for (size_t i = 0; i < p->relations_len; i++) {
		struct report_group sum =
			report_sum(w->report, false, p->relations[i].name);

		relation_row(w, &t,
			names_relation(s, w->t, p->relations[i].name),
			&p->relations[i], &sum);
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

static void group_row(const struct writing *w, struct page_table *t,
	const struct report_group *g)
{
	const struct settings *s = w->report->settings;

	page_cell(t, "%s", g->source ? names_source(s, w->t, g->source) : "-");
	page_cell(t, "%s",
		g->relation ? names_relation(s, w->t, g->relation) : "-");
	page_cell_bar(t, g->persons, TONE_PLAIN);
}

static void add_groups(struct writing *w)
{
	static const char *const heading[] = {
		N_("source"), N_("relation"), N_("persons")};
	size_t len = w->report->groups_len;
	struct report_group *groups;
	struct page_table t;

	if (len == 0)
		return;
	page_heading(&w->page, tr(w->t, "Source and relation"));
	groups = calloc(len, sizeof(*groups));
	if (!groups) {
		w->page.out->failed = ERR_NOMEM;
		return;
	}
	memcpy(groups, w->report->groups, len * sizeof(*groups));
	qsort(groups, len, sizeof(*groups), compare_groups);
	page_table_begin(&t, 3, PAGE_COLUMN(2));
	cells(w, &t, heading, 3);
	for (size_t i = 0; i < len; i++)
		group_row(w, &t, &groups[i]);
	page_table_end(&w->page, &t);
	free(groups);
}

/* ----------------------------------------------------------------- bases */

static void add_bases(struct writing *w)
{
	static const char *const heading[] = {N_("basis"), N_("persons")};
	const struct report *r = w->report;
	struct page_table t;

	page_heading(&w->page, tr(w->t, "Bases"));
	page_paragraph(&w->page, "%s",
		tr(w->t,
			"Persons for whom the basis stands now for one purpose "
			"or more that accepts it; one person may have "
			"several."));
	page_table_begin(&t, 2, PAGE_COLUMN(1));
	cells(w, &t, heading, 2);
	for (unsigned b = 0; b < BASIS_COUNT; b++) {
		if (r->by_basis[b] == 0)
			continue;
		page_cell(&t, "%s", words_basis(w->t, (enum basis)b));
		page_cell_bar(&t, r->by_basis[b], TONE_PLAIN);
	}
	page_cell(&t, "%s", tr(w->t, N_("none")));
	page_cell_bar(&t, r->without_basis, TONE_WARNING);
	page_table_end(&w->page, &t);
}

static void add_consent(struct writing *w)
{
	static const char *const heading[] = {N_("purpose"),
		N_("consents on record"),
		N_("persons with one without evidence")};
	struct page_table t;

	page_heading(&w->page, tr(w->t, "Consent"));
	page_table_begin(&t, 3, PAGE_COLUMN(1) | PAGE_COLUMN(2));
	cells(w, &t, heading, 3);
	for (size_t i = 0; i < w->report->purposes_len; i++) {
		const struct report_purpose *p = &w->report->purposes[i];

		page_cell(&t, "%s", purpose_name(w, p));
		page_cell_bar(&t, p->grants, TONE_PLAIN);
		page_cell_bar(&t, p->unproven, TONE_WARNING);
	}
	page_table_end(&w->page, &t);
}

/* --------------------------------------------------------------- journal */

static void actor_row(const struct writing *w, struct page_table *t,
	const struct report_actor *a, bool declares)
{
	page_cell(t, "%s",
		a->name                    ? a->name :
			a->sealed_len == 0 ? tr(w->t, N_("(nobody)")) :
					     tr(w->t, N_("(not readable)")));
	page_cell_count(t, declares ? a->declared : a->released);
	if (!declares)
		page_cell_count(t, a->refused);
}

static void add_actors(struct writing *w, bool declares)
{
	static const char *const heading[] = {
		N_("who"), N_("releases"), N_("refused by the rules")};
	static const char *const declared[] = {N_("sender"), N_("messages")};
	size_t columns = declares ? 2 : 3, shown = 0, left = 0;
	struct page_table t;

	page_table_begin(&t, columns, PAGE_COLUMN(1) | PAGE_COLUMN(2));
	cells(w, &t, declares ? declared : heading, columns);
	for (size_t i = 0; i < w->report->actors_len; i++) {
		const struct report_actor *a = &w->report->actors[i];

		if (declares ? a->declared == 0 : a->released + a->refused == 0)
			continue;
		if (shown++ < ACTORS_SHOWN)
			actor_row(w, &t, a, declares);
		else
			left++;
	}
	page_table_end(&w->page, &t);
	if (shown == 0)
		page_paragraph(&w->page, "%s", tr(w->t, N_("None.")));
	if (left > 0)
		page_paragraph(&w->page,
			tr_count(w->t,
				"And %lld more, with fewer; the JSON has all.",
				"And %lld more, each with fewer; the JSON has "
				"all.",
				(int64_t)left),
			(long long)left);
}

static void add_entries(struct writing *w)
{
	const struct report *r = w->report;
	char since[INSTANT_TEXT_SIZE];

	if (r->journal_entries == 0) {
		page_paragraph(&w->page, "%s",
			tr(w->t, "The journal has no entries."));
		return;
	}
	instant_format_date(r->settings->zone, r->journal_since_utc, since);
	page_paragraph(&w->page,
		tr_count(w->t, "The journal has %lld entry, since %s.",
			"The journal has %lld entries, since %s.",
			r->journal_entries),
		(long long)r->journal_entries, since);
	page_paragraph(&w->page,
		tr_count(w->t, "Held was the message to %lld recipient.",
			"Held were the messages to %lld recipients.", r->held),
		(long long)r->held);
}

static void add_journal(struct writing *w)
{
	page_heading(&w->page, tr(w->t, "Holds overruled"));
	add_entries(w);
	add_actors(w, false);
	page_heading(&w->page, tr(w->t, "Mail declared not to be marketing"));
	add_actors(w, true);
}

/* ------------------------------------------------------------- the whole */

static void add_count(
	struct writing *w, struct page_table *t, const char *what, int64_t n)
{
	page_cell(t, "%s", tr(w->t, what));
	page_cell_count(t, n);
}

static void add_overview(struct writing *w)
{
	static const char *const heading[] = {N_("what"), N_("number")};
	const struct report *r = w->report;
	char date[INSTANT_TEXT_SIZE];
	struct page_table t;

	instant_format(r->settings->zone, r->now_utc, date);
	page_paragraph(&w->page,
		tr(w->t,
			"Made on %s (%s) by Robinson from the configuration %s "
			"and the store, for the record of processing "
			"activities (GDPR Art. 30(1)). Of persons counts "
			"only."),
		date, zone_name(r->settings->zone), r->settings->path);
	page_table_begin(&t, 2, PAGE_COLUMN(1));
	cells(w, &t, heading, 2);
	add_count(w, &t, N_("persons on record"), r->persons);
	add_count(
		w, &t, N_("of them with restricted processing"), r->restricted);
	add_count(w, &t,
		N_("of them with an address that mail comes back from"),
		r->undeliverable);
	add_count(w, &t,
		N_("objections kept of addresses and domains without a record"),
		r->objections_kept);
	add_count(w, &t, N_("withdrawals kept of addresses without a record"),
		r->withdrawals_kept);
	add_count(w, &t, N_("open requests of persons (GDPR Art. 12(3))"),
		r->requests_open);
	add_count(w, &t, N_("of them overdue"), r->requests_overdue);
	page_table_end(&w->page, &t);
}

static enum err write_all(struct writing *w)
{
	w->t = w->report->translation;
	w->page.translation = w->t;
	buf_init(&w->text, TEXT_MAX);
	page_open(&w->page, tr(w->t, "Record of processing"));
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
	struct writing w = {.page = {.out = out}, .report = report};

	return write_all(&w);
}

enum err report_html(const struct report *report, struct buf *out)
{
	struct writing w = {
		.page = {.out = out, .is_html = true}, .report = report};

	return write_all(&w);
}
