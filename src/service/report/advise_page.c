/* SPDX-License-Identifier: BSD-2-Clause */
/* The page to file: one list of statements, written twice. */
#include <inttypes.h>

#include "service/document/page.h"
#include "service/report/advise.h"

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

static void row(struct page_table *t, const char *what, int64_t count)
{
	page_cell(t, "%s", what);
	page_cell_count(t, count);
}

static void table_begin(struct page_table *t)
{
	page_table_begin(t, 2, PAGE_COLUMN(1));
	page_cell(t, "counted");
	page_cell(t, "number");
}

static void add_data(const struct page *p, const struct advice *a)
{
	struct page_table t;

	page_heading(p, "Data");
	page_paragraph(p,
		"Counts only, kept without any person: for each day of "
		"silence, how many subjects of the relation \"%s\" came back "
		"on it and how many were removed on it; and the subjects that "
		"are silent to this day, counted now.",
		a->relation->name);
	table_begin(&t);
	row(&t, "silences that ended with a contact", a->returned);
	row(&t, "silences that ended with a removal", a->removed);
	row(&t, "silences that last to this day", a->silent);
	row(&t, "subjects without any date, left out", a->undated);
	page_table_end(p, &t);
}

static void add_method(const struct page *p, const struct advice *a)
{
	page_heading(p, "Method");
	page_paragraph(p,
		"Kaplan-Meier estimate S of the share still silent after t "
		"days; removals and present silences are right-censored. "
		"After N days of silence the chance of a contact within the "
		"next %d days is 1 - S(N + %d) / S(N). Its 95 %% bounds are "
		"two-sided, on the log-log scale with Greenwood's variance, "
		"of the curve that begins anew on day N; where nobody came "
		"back, the exact binomial bound. Advised is the first day "
		"from which the upper bound is below the threshold of %g %%.",
		SURVIVAL_WITHIN_DAYS, SURVIVAL_WITHIN_DAYS, a->threshold * 100);
}

static void add_found(const struct page *p, const struct advice *a)
{
	const struct survival_chance *c = &a->found.best;
	struct page_table t;
	struct buf line;

	page_paragraph(p,
		"After %d days of silence the chance of a contact within the "
		"next %d days is %.2f %% (95 %% bounds %.2f %% to %.2f %%; "
		"%" PRId64 " subjects were silent longer than that, %" PRId64
		" of them came back within those days).",
		c->days, SURVIVAL_WITHIN_DAYS, c->chance * 100, c->lower * 100,
		c->upper * 100, c->at_risk, c->returned);
	buf_init(&line, 1000);
	if (!advice_retain_line(a, &line))
		page_paragraph(p,
			"For the configuration: relation \"%s\" { %s }",
			a->relation->name, buf_text(&line));
	buf_free(&line);
	page_heading(p, "What it would change");
	table_begin(&t);
	row(&t, "subjects whose time is over today, as configured", a->end_now);
	row(&t, "subjects whose time would be over today", a->would_end);
	row(&t, "returns of the past that came later and would have been lost",
		a->would_have_lost);
	row(&t, "returns of the past in all", a->returned);
	page_table_end(p, &t);
}

static void add_refusal(const struct page *p, const struct advice *a)
{
	const struct survival_advice *f = &a->found;

	switch (f->answer) {
	case SURVIVAL_FEW_RETURNS:
		page_paragraph(p,
			"No advice: %" PRId64 " returns are on record, %" PRId64
			" are needed; %" PRId64 " are missing.",
			f->have, f->need, f->need - f->have);
		break;
	case SURVIVAL_FEW_SEEN:
		page_paragraph(p,
			"No advice: after %d days of silence the chance of a "
			"contact within the next %d days seems to be %.2f %%, "
			"but only %" PRId64 " subjects were seen that long. "
			"With %" PRId64 " the bound would be below the "
			"threshold, should the chance stay what it seems; "
			"%" PRId64 " are missing.",
			f->best.days, SURVIVAL_WITHIN_DAYS,
			f->best.chance * 100, f->have, f->need,
			f->need > f->have ? f->need - f->have : 0);
		break;
	case SURVIVAL_STILL_RETURNING:
		page_paragraph(p,
			"No advice: as far as silences were seen, up to %d "
			"days, the chance of a contact within the next %d days "
			"is never below the threshold. It is lowest after %d "
			"days: %.2f %% (upper bound %.2f %%).",
			f->last_days, SURVIVAL_WITHIN_DAYS, f->best.days,
			f->best.chance * 100, f->best.upper * 100);
		break;
	case SURVIVAL_FOUND:
		break;
	}
}

static void add_limits(const struct page *p)
{
	page_heading(p, "Limits");
	page_paragraph(p,
		"The curve assumes that those who were removed or are silent "
		"to this day would have come back like the others who were "
		"silent as long, and that the future resembles the past. A "
		"person may have several silences; they are counted as "
		"independent. The day is the first of many that were looked "
		"at, so that its bound is a little too favourable. The figure "
		"supports the decision of the controller about necessity "
		"(GDPR Art. 5(1)(e)); it does not take its place, and it does "
		"not lengthen what a law or the person has ended.");
}

static enum err write_page(const struct page *p, const struct advice *a)
{
	char date[INSTANT_TEXT_SIZE];
	struct buf title;

	buf_init(&title, 400);
	buf_addf(&title, "Retention of silent subjects: %s", a->relation->name);
	page_open(p, buf_text(&title));
	buf_free(&title);
	instant_format_date(a->zone, a->now_utc, date);
	page_paragraph(p, "Made on %s by Robinson.", date);
	page_heading(p, "Finding");
	if (a->found.answer == SURVIVAL_FOUND)
		add_found(p, a);
	else
		add_refusal(p, a);
	if (p->is_html && a->fit.len > 0)
		advice_svg(a, p->out);
	add_data(p, a);
	add_method(p, a);
	add_limits(p);
	page_close(p);
	return buf_err(p->out);
}

enum err advice_markdown(const struct advice *advice, struct buf *out)
{
	return write_page(&(struct page){out, false}, advice);
}

enum err advice_html(const struct advice *advice, struct buf *out)
{
	return write_page(&(struct page){out, true}, advice);
}
