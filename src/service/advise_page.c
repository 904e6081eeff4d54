/* SPDX-License-Identifier: BSD-2-Clause */
/* The page to file: one list of statements, written twice. */
#include <inttypes.h>
#include <string.h>

#include "base/html.h"
#include "service/advise.h"

#define SENTENCES_MAX 20000

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

/* One page in either notation. */
struct page {
	const struct advice *advice;
	struct buf *out;
	bool is_html;
};

static void text(const struct page *p, const char *words)
{
	if (p->is_html)
		html_add(p->out, words);
	else
		buf_adds(p->out, words);
}

static void begin(const struct page *p, const char *element, const char *mark)
{
	if (p->is_html)
		buf_addf(p->out, "<%s>", element);
	else
		buf_adds(p->out, mark);
}

static void end(const struct page *p, const char *element, const char *mark)
{
	if (p->is_html)
		buf_addf(p->out, "</%s>\n", element);
	else
		buf_adds(p->out, mark);
}

static void heading(const struct page *p, const char *words)
{
	begin(p, "h2", "## ");
	text(p, words);
	end(p, "h2", "\n\n");
}

static void PRINTF_LIKE(2, 3)
	paragraph(const struct page *p, const char *fmt, ...)
{
	struct buf words;
	va_list ap;

	buf_init(&words, SENTENCES_MAX);
	va_start(ap, fmt);
	buf_vaddf(&words, fmt, ap);
	va_end(ap);
	begin(p, "p", "");
	text(p, buf_text(&words));
	end(p, "p", "\n\n");
	buf_free(&words);
}

static void row(const struct page *p, const char *what, int64_t count)
{
	if (p->is_html) {
		buf_adds(p->out, "<tr><th scope=\"row\">");
		html_add(p->out, what);
		buf_addf(p->out, "</th><td>%" PRId64 "</td></tr>\n", count);
	} else {
		buf_addf(p->out, "| %s | %" PRId64 " |\n", what, count);
	}
}

static void table_begin(const struct page *p)
{
	buf_adds(p->out, p->is_html ? "<table>\n" : "| | |\n|---|---:|\n");
}

static void table_end(const struct page *p)
{
	buf_adds(p->out, p->is_html ? "</table>\n" : "\n");
}

static void add_data(const struct page *p)
{
	const struct advice *a = p->advice;

	heading(p, "Data");
	paragraph(p,
		"Counts only, kept without any person: for each day of "
		"silence, how many subjects of the relation \"%s\" came back "
		"on it and how many were removed on it; and the subjects that "
		"are silent to this day, counted now.",
		a->relation->name);
	table_begin(p);
	row(p, "silences that ended with a contact", a->returned);
	row(p, "silences that ended with a removal", a->removed);
	row(p, "silences that last to this day", a->silent);
	row(p, "subjects without any date, left out", a->undated);
	table_end(p);
}

static void add_method(const struct page *p)
{
	heading(p, "Method");
	paragraph(p,
		"Kaplan-Meier estimate S of the share still silent after t "
		"days; removals and present silences are right-censored. "
		"After N days of silence the chance of a contact within the "
		"next %d days is 1 - S(N + %d) / S(N). Its 95 %% bounds are "
		"two-sided, on the log-log scale with Greenwood's variance, "
		"of the curve that begins anew on day N; where nobody came "
		"back, the exact binomial bound. Advised is the first day "
		"from which the upper bound is below the threshold of %g %%.",
		SURVIVAL_WITHIN_DAYS, SURVIVAL_WITHIN_DAYS,
		p->advice->threshold * 100);
}

static void add_found(const struct page *p)
{
	const struct advice *a = p->advice;
	const struct survival_chance *c = &a->found.best;
	struct buf line;

	paragraph(p,
		"After %d days of silence the chance of a contact within the "
		"next %d days is %.2f %% (95 %% bounds %.2f %% to %.2f %%; "
		"%" PRId64 " subjects were silent longer than that, %" PRId64
		" of them came back within those days).",
		c->days, SURVIVAL_WITHIN_DAYS, c->chance * 100, c->lower * 100,
		c->upper * 100, c->at_risk, c->returned);
	buf_init(&line, 1000);
	if (!advice_retain_line(a, &line))
		paragraph(p, "For the configuration: relation \"%s\" { %s }",
			a->relation->name, buf_text(&line));
	buf_free(&line);
	heading(p, "What it would change");
	table_begin(p);
	row(p, "subjects whose time is over today, as configured", a->end_now);
	row(p, "subjects whose time would be over today", a->would_end);
	row(p, "returns of the past that came later and would have been lost",
		a->would_have_lost);
	row(p, "returns of the past in all", a->returned);
	table_end(p);
}

static void add_refusal(const struct page *p)
{
	const struct survival_advice *f = &p->advice->found;

	switch (f->answer) {
	case SURVIVAL_FEW_RETURNS:
		paragraph(p,
			"No advice: %" PRId64 " returns are on record, %" PRId64
			" are needed; %" PRId64 " are missing.",
			f->have, f->need, f->need - f->have);
		break;
	case SURVIVAL_FEW_SEEN:
		paragraph(p,
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
		paragraph(p,
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
	heading(p, "Limits");
	paragraph(p,
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

static void add_all(const struct page *p)
{
	const struct advice *a = p->advice;
	struct buf title;
	char date[INSTANT_TEXT_SIZE];

	buf_init(&title, 400);
	buf_addf(&title, "Retention of silent subjects: %s", a->relation->name);
	begin(p, "h1", "# ");
	text(p, buf_text(&title));
	end(p, "h1", "\n\n");
	buf_free(&title);
	instant_format_date(a->zone, a->now_utc, date);
	paragraph(p, "Made on %s by Robinson.", date);
	heading(p, "Finding");
	if (a->found.answer == SURVIVAL_FOUND)
		add_found(p);
	else
		add_refusal(p);
	if (p->is_html && a->fit.len > 0)
		advice_svg(a, p->out);
	add_data(p);
	add_method(p);
	add_limits(p);
}

enum err advice_markdown(const struct advice *advice, struct buf *out)
{
	const struct page p = {advice, out, false};

	add_all(&p);
	return buf_err(out);
}

/* Print and screen: no foreign resource, no script. */
static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff;"
	"max-width:44rem;margin:2rem auto;padding:0 1rem}"
	"h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;"
	"margin-top:1.6rem}table{border-collapse:collapse;width:100%}"
	"th{font-weight:400;text-align:left}td{text-align:right;"
	"font-variant-numeric:tabular-nums}th,td{padding:.3rem .2rem;"
	"border-bottom:1px solid #ddd}svg{width:100%;height:auto}";

enum err advice_html(const struct advice *advice, struct buf *out)
{
	const struct page p = {advice, out, true};

	buf_adds(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n<title>Retention of silent subjects: ");
	html_add(out, advice->relation->name);
	buf_addf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
	add_all(&p);
	buf_adds(out, "</body>\n</html>\n");
	return buf_err(out);
}
