/* SPDX-License-Identifier: BSD-2-Clause */
/* The page to file: one list of statements, written twice. */
#include "service/document/names.h"
#include "service/document/page.h"
#include "service/document/words.h"
#include "service/report/advise.h"

#define TITLE_MAX 400
#define LINE_MAX 2000
#define PERCENT_MAX 40

/* As robinson.conf(5) has them. */
static const char *const anchors[] = {
	[RETAIN_LAST_CONTACT] = "last-contact",
	[RETAIN_RELATION_END] = "relation-end",
	[RETAIN_COLLECTION] = "collection",
};

enum err advice_retain_line(const struct advice *a, struct buf *out)
{
	const struct policy_relation *r = a->relation;
	char period[PERIOD_TEXT_SIZE];

	buf_addf(out, "retain = {\"%d days after last-contact\"", a->days);
	for (size_t i = 0; i < r->retain_len; i++) {
		if (r->retain[i].anchor == RETAIN_LAST_CONTACT)
			continue;
		period_format(&r->retain[i].period, period);
		buf_addf(out, ", \"%s after %s\"", period,
			anchors[r->retain[i].anchor]);
	}
	buf_adds(out, "}");
	return buf_err(out);
}

/* A share as the language writes it, for the length of one paragraph. */
struct percent {
	struct buf text;
};

static const char *percent(
	const struct page *p, struct percent *room, double share, int digits)
{
	buf_init(&room->text, PERCENT_MAX);
	words_percent(p->translation, share, digits, &room->text);
	return buf_text(&room->text);
}

static void row(const struct page *p, struct page_table *t, const char *what,
	int64_t count)
{
	page_cell(t, "%s", tr(p->translation, what));
	page_cell_count(t, count);
}

static void table_begin(const struct page *p, struct page_table *t)
{
	page_table_begin(t, 2, PAGE_COLUMN(1));
	page_cell(t, "%s", tr(p->translation, N_("counted")));
	page_cell(t, "%s", tr(p->translation, N_("number")));
}

static const char *relation_name(const struct page *p, const struct advice *a)
{
	return names_relation(a->settings, p->translation, a->relation->name);
}

static void add_data(const struct page *p, const struct advice *a)
{
	const struct translation *t = p->translation;
	struct page_table table;

	page_heading(p, tr(t, "Data"));
	page_paragraph(p,
		tr(t,
			"Counts only, kept without any person: for each day of "
			"silence, how many subjects of the relation \"%s\" "
			"came back on it and how many were removed on it; and "
			"the subjects that are silent to this day, counted "
			"now."),
		relation_name(p, a));
	table_begin(p, &table);
	row(p, &table, N_("silences that ended with a contact"), a->returned);
	row(p, &table, N_("silences that ended with a removal"), a->removed);
	row(p, &table, N_("silences that last to this day"), a->silent);
	row(p, &table, N_("subjects without any date, left out"), a->undated);
	page_table_end(p, &table);
}

static void add_method(const struct page *p, const struct advice *a)
{
	const struct translation *t = p->translation;
	struct percent threshold;

	page_heading(p, tr(t, "Method"));
	page_paragraph(p,
		tr(t,
			"Kaplan-Meier estimate S of the share still silent "
			"after t days; removals and present silences are "
			"right-censored. After N days of silence the chance of "
			"a contact within the next %d days is 1 - S(N + %d) / "
			"S(N). Its 95 %% bounds are two-sided, on the log-log "
			"scale with Greenwood's variance, of the curve that "
			"begins anew on day N; where nobody came back, the "
			"exact binomial bound. Advised is the first day from "
			"which the upper bound is below the threshold of %s."),
		SURVIVAL_WITHIN_DAYS, SURVIVAL_WITHIN_DAYS,
		percent(p, &threshold, a->threshold,
			advice_threshold_digits(a)));
	buf_free(&threshold.text);
}

static void add_chance(const struct page *p, const struct advice *a)
{
	const struct survival_chance *c = &a->found.best;
	const struct translation *t = p->translation;
	struct percent chance, lower, upper;

	page_paragraph(p,
		tr(t,
			"After %d days of silence the chance of a contact "
			"within the next %d days is %s (95 %% bounds %s to "
			"%s)."),
		c->days, SURVIVAL_WITHIN_DAYS,
		percent(p, &chance, c->chance, 2),
		percent(p, &lower, c->lower, 2),
		percent(p, &upper, c->upper, 2));
	page_paragraph(p,
		tr_count(t,
			"%lld subject was silent longer than that; %lld came "
			"back within those days.",
			"%lld subjects were silent longer than that; %lld came "
			"back within those days.",
			c->at_risk),
		(long long)c->at_risk, (long long)c->returned);
	buf_free(&chance.text);
	buf_free(&lower.text);
	buf_free(&upper.text);
}

static void add_line(const struct page *p, const struct advice *a)
{
	struct buf line;

	buf_init(&line, LINE_MAX);
	buf_addf(&line, "relation \"%s\" { ", a->relation->name);
	if (!advice_retain_line(a, &line)) {
		buf_adds(&line, " }");
		page_paragraph(
			p, "%s", tr(p->translation, "For the configuration:"));
		page_code(p, buf_text(&line));
	}
	buf_free(&line);
}

static void add_changes(const struct page *p, const struct advice *a)
{
	struct page_table table;

	page_heading(p, tr(p->translation, "What it would change"));
	table_begin(p, &table);
	row(p, &table, N_("subjects whose time is over today, as configured"),
		a->end_now);
	row(p, &table, N_("subjects whose time would be over today"),
		a->would_end);
	row(p, &table,
		N_("returns of the past that came later and would have been "
		   "lost"),
		a->would_have_lost);
	row(p, &table, N_("returns of the past in all"), a->returned);
	page_table_end(p, &table);
}

/* ---------------------------------------------------------- no advice */

static void add_few_returns(
	const struct page *p, const struct survival_advice *f)
{
	const struct translation *t = p->translation;

	page_paragraph(p, "%s", tr(t, "No advice: too few returns."));
	page_paragraph(p,
		tr_count(t,
			"%lld return is on record, %lld are needed; %lld are "
			"missing.",
			"%lld returns are on record, %lld are needed; %lld are "
			"missing.",
			f->have),
		(long long)f->have, (long long)f->need,
		(long long)(f->need - f->have));
}

static void add_few_seen(const struct page *p, const struct survival_advice *f)
{
	const struct translation *t = p->translation;
	struct percent chance;

	page_paragraph(p,
		tr(t,
			"No advice: after %d days of silence the chance of a "
			"contact within the next %d days seems to be %s, but "
			"too few subjects were seen that long."),
		f->best.days, SURVIVAL_WITHIN_DAYS,
		percent(p, &chance, f->best.chance, 2));
	page_paragraph(p,
		tr_count(t,
			"%lld subject was seen that long. With %lld the bound "
			"would be below the threshold, should the chance stay "
			"what it seems; %lld are missing.",
			"%lld subjects were seen that long. With %lld the "
			"bound would be below the threshold, should the chance "
			"stay what it seems; %lld are missing.",
			f->have),
		(long long)f->have, (long long)f->need,
		(long long)(f->need > f->have ? f->need - f->have : 0));
	buf_free(&chance.text);
}

static void add_still_returning(
	const struct page *p, const struct survival_advice *f)
{
	struct percent chance, upper;

	page_paragraph(p,
		tr(p->translation,
			"No advice: as far as silences were seen, up to %d "
			"days, the chance of a contact within the next %d days "
			"is never below the threshold. It is lowest after %d "
			"days: %s (upper bound %s)."),
		f->last_days, SURVIVAL_WITHIN_DAYS, f->best.days,
		percent(p, &chance, f->best.chance, 2),
		percent(p, &upper, f->best.upper, 2));
	buf_free(&chance.text);
	buf_free(&upper.text);
}

/* --------------------------------------------------------------- the whole */

static void add_finding(const struct page *p, const struct advice *a)
{
	page_heading(p, tr(p->translation, "Finding"));
	switch (a->found.answer) {
	case SURVIVAL_FEW_RETURNS:
		add_few_returns(p, &a->found);
		break;
	case SURVIVAL_FEW_SEEN:
		add_few_seen(p, &a->found);
		break;
	case SURVIVAL_STILL_RETURNING:
		add_still_returning(p, &a->found);
		break;
	case SURVIVAL_FOUND:
		add_chance(p, a);
		add_line(p, a);
		break;
	}
	advice_figure(p, a);
	if (a->found.answer == SURVIVAL_FOUND)
		add_changes(p, a);
}

static void add_limits(const struct page *p)
{
	page_heading(p, tr(p->translation, "Limits"));
	page_paragraph(p, "%s",
		tr(p->translation,
			"The curve assumes that those who were removed or are "
			"silent to this day would have come back like the "
			"others who were silent as long, and that the future "
			"resembles the past. A person may have several "
			"silences; they are counted as independent. The day is "
			"the first of many that were looked at, so that its "
			"bound is a little too favourable. The figure supports "
			"the decision of the controller about necessity (GDPR "
			"Art. 5(1)(e)); it does not take its place, and it "
			"does not lengthen what a law or the person has "
			"ended."));
}

static enum err write_page(const struct page *p, const struct advice *a)
{
	char date[INSTANT_TEXT_SIZE];
	struct buf title;

	buf_init(&title, TITLE_MAX);
	buf_addf(&title, tr(p->translation, "Retention of silent subjects: %s"),
		relation_name(p, a));
	page_open(p, buf_text(&title));
	buf_free(&title);
	instant_format_date(a->zone, a->now_utc, date);
	page_paragraph(p, tr(p->translation, "Made on %s by Robinson."), date);
	add_finding(p, a);
	add_data(p, a);
	add_method(p, a);
	add_limits(p);
	page_close(p);
	return buf_err(p->out);
}

enum err advice_markdown(const struct advice *advice, struct buf *out)
{
	return write_page(
		&(struct page){.out = out, .translation = advice->translation},
		advice);
}

enum err advice_html(const struct advice *advice, struct buf *out)
{
	return write_page(&(struct page){.out = out,
				  .is_html = true,
				  .translation = advice->translation},
		advice);
}
