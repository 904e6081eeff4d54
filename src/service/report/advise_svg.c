/* SPDX-License-Identifier: BSD-2-Clause */
/* Above, who is still silent; below, the chance that decides. */
#include <math.h>
#include <string.h>

#include "base/html.h"
#include "service/document/words.h"
#include "service/report/advise.h"

#define SHOWN_MIN 90
#define STEPS_MAX 400 /* points of a curve: a page, not a data set */
#define WORDS_MAX 400
#define LINE_HEIGHT 17

/* A picture is as large as it is shown, so that its letters can be read. */
struct plot {
	const char *name; /* its class */
	int width, height;
	int left, right;
	int upper_top, upper_bottom, lower_top, lower_bottom;
	int parts; /* of the axis of days, about */
	size_t line_max; /* characters of a title; octets, to be exact */
};

static const struct plot wide = {
	"wide", 720, 560, 62, 700, 40, 230, 310, 500, 8, 200};
static const struct plot narrow = {
	"narrow", 330, 620, 48, 322, 52, 252, 350, 550, 4, 40};

struct panel {
	struct buf *out;
	const struct translation *t;
	const struct plot *plot;
	int top, bottom;
	int days; /* at the right end */
	double high; /* at the top */
};

static double at_x(const struct panel *p, double days)
{
	return p->plot->left +
		(p->plot->right - p->plot->left) * days / p->days;
}

static double at_y(const struct panel *p, double share)
{
	if (share > p->high)
		share = p->high;
	return p->bottom - (p->bottom - p->top) * share / p->high;
}

/* 1, 2 or 5 times a power of ten, so that about "parts" of them fit. */
static double pleasant_step(double range, int parts)
{
	double rough = range / parts;
	double power = pow(10, floor(log10(rough)));
	double times = rough / power;

	return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static void add_line(
	const struct panel *p, int y, const char *words, size_t len)
{
	buf_addf(p->out, "<text x=\"%d\" y=\"%d\" class=\"t\">",
		p->plot == &wide ? p->plot->left : 0, y);
	html_add_len(p->out, words, len);
	buf_adds(p->out, "</text>\n");
}

/* In two lines where one is too long. */
static void add_title(const struct panel *p, const char *title)
{
	size_t len = strlen(title), cut = p->plot->line_max;

	if (len <= p->plot->line_max) {
		add_line(p, p->top - 12, title, len);
		return;
	}
	while (cut > 0 && (title[cut] != ' ' || title[cut + 1] == '%'))
		cut--;
	add_line(p, p->top - 12 - LINE_HEIGHT, title, cut);
	add_line(
		p, p->top - 12, title + cut + (cut > 0), len - cut - (cut > 0));
}

static int digits_of(double step)
{
	return step >= 0.01 - 1e-9 ? 0 : step >= 0.001 - 1e-9 ? 1 : 2;
}

static void add_share(const struct panel *p, double share, double step)
{
	struct buf text;

	buf_init(&text, WORDS_MAX);
	words_percent(p->t, share, digits_of(step), &text);
	buf_addf(p->out,
		"<path class=\"g\" d=\"M%d %.1fH%d\"/>"
		"<text x=\"%d\" y=\"%.1f\" class=\"y\">%s</text>\n",
		p->plot->left, at_y(p, share), p->plot->right,
		p->plot->left - 8, at_y(p, share) + 4, buf_text(&text));
	buf_free(&text);
}

static void add_axes(const struct panel *p, const char *title)
{
	double step = pleasant_step(p->high, 5);

	add_title(p, title);
	for (int i = 0; i * step <= p->high * 1.0001; i++)
		add_share(p, i * step, step);
	step = fmax(1, pleasant_step(p->days, p->plot->parts));
	for (int i = 0; i * step <= p->days; i++)
		buf_addf(p->out,
			"<text x=\"%.1f\" y=\"%d\" class=\"x\">%g</text>\n",
			at_x(p, i * step), p->bottom + 18, i * step);
}

/* The step function of the points' "lower", "surviving" or "upper". */
static void add_steps(const struct panel *p, const struct survival *fit,
	double (*value)(const struct survival_point *point))
{
	double next_x = 0;

	buf_addf(p->out, "M%.1f %.1f", at_x(p, 0), at_y(p, 1));
	for (size_t i = 0; i < fit->len && fit->points[i].days <= p->days;
		i++) {
		double x = at_x(p, fit->points[i].days);

		if (x < next_x || isnan(value(&fit->points[i])))
			continue;
		next_x = x +
			(double)(p->plot->right - p->plot->left) / STEPS_MAX;
		buf_addf(p->out, "H%.1fV%.1f", x,
			at_y(p, value(&fit->points[i])));
	}
	buf_addf(p->out, "H%d", p->plot->right);
}

static double surviving_of(const struct survival_point *point)
{
	return point->surviving;
}

static double lower_of(const struct survival_point *point)
{
	return point->lower;
}

static double upper_of(const struct survival_point *point)
{
	return point->upper;
}

static void add_curve(const struct panel *p, const struct advice *a)
{
	add_axes(p,
		tr(p->t,
			N_("Still silent after so many days, with 95 % "
			   "bounds")));
	buf_adds(p->out, "<path class=\"b\" d=\"");
	add_steps(p, &a->fit, lower_of);
	buf_adds(p->out, "\"/>\n<path class=\"b\" d=\"");
	add_steps(p, &a->fit, upper_of);
	buf_adds(p->out, "\"/>\n<path class=\"c\" d=\"");
	add_steps(p, &a->fit, surviving_of);
	buf_adds(p->out, "\"/>\n");
}

static double chance_at(const struct advice *a, int days, bool is_upper)
{
	struct survival_chance c;

	if (!survival_chance(&a->fit, days, SURVIVAL_WITHIN_DAYS, &c))
		return -1;
	return is_upper ? c.upper : c.chance;
}

static int stride(const struct panel *p)
{
	return p->days / STEPS_MAX + 1;
}

static void add_chances(
	const struct panel *p, const struct advice *a, bool is_upper)
{
	char letter = 'M';

	buf_addf(p->out, "<path class=\"%s\" d=\"", is_upper ? "b" : "c");
	for (int days = 0; days <= p->days; days += stride(p)) {
		double chance = chance_at(a, days, is_upper);

		if (chance < 0)
			break;
		buf_addf(p->out, "%c%.1f %.1f", letter, at_x(p, days),
			at_y(p, chance));
		letter = 'L';
	}
	buf_adds(p->out, "\"/>\n");
}

int advice_threshold_digits(const struct advice *advice)
{
	double percent = advice->threshold * 100;

	return fabs(percent - round(percent)) < 1e-9 ? 0 : 2;
}

static void add_threshold(const struct panel *p, const struct advice *a)
{
	double y = at_y(p, a->threshold);
	struct buf share;

	buf_init(&share, WORDS_MAX);
	words_percent(p->t, a->threshold, advice_threshold_digits(a), &share);
	buf_addf(p->out,
		"<path class=\"h\" d=\"M%d %.1fH%d\"/>"
		"<text x=\"%d\" y=\"%.1f\" class=\"r\">",
		p->plot->left, y, p->plot->right, p->plot->right, y - 6);
	buf_addf(p->out, tr(p->t, "threshold %s"), buf_text(&share));
	buf_adds(p->out, "</text>\n");
	buf_free(&share);
}

static void add_day(
	const struct panel *upper, const struct panel *lower, int days)
{
	double x = at_x(upper, days);
	bool is_right = x > (upper->plot->left + upper->plot->right) / 2.0;

	buf_addf(upper->out,
		"<path class=\"d\" d=\"M%.1f %dV%dM%.1f %dV%d\"/>"
		"<text x=\"%.1f\" y=\"%d\" class=\"%s\">",
		x, upper->top, upper->bottom, x, lower->top, lower->bottom,
		is_right ? x - 6 : x + 6, upper->top + 14,
		is_right ? "r n" : "n");
	buf_addf(upper->out, tr_count(upper->t, "%d day", "%d days", days),
		days);
	buf_adds(upper->out, "</text>\n");
}

static int days_shown(const struct advice *a)
{
	int last = a->fit.points[a->fit.len - 1].days;
	int wanted = last;

	if (a->found.answer == SURVIVAL_FOUND)
		wanted = a->days * 3;
	if (wanted < SHOWN_MIN)
		wanted = SHOWN_MIN;
	if (wanted > last)
		wanted = last;
	return wanted > 0 ? wanted : 1;
}

static double highest_chance(const struct advice *a, int days)
{
	double high = a->threshold * 2;

	/* Far behind the advised day few are left, and the chance jumps. */
	if (a->found.answer == SURVIVAL_FOUND && days > a->days * 2)
		days = a->days * 2;
	for (int day = 0; day <= days; day += days / STEPS_MAX + 1) {
		double chance = chance_at(a, day, false);

		if (chance > high)
			high = chance;
	}
	return fmin(1, high * 1.15);
}

/* The colours are those of the page, where it is in one; a program that knows
 * no variables takes the first. */
static const char style[] =
	".chart text{font:13px "
	"system-ui,sans-serif;fill:#333;fill:var(--text,#333)}"
	".chart .t{font-weight:600}.chart .x{text-anchor:middle}"
	".chart .y,.chart .r{text-anchor:end}"
	".chart .n{font-weight:600;fill:#8a2d0b;fill:var(--no,#8a2d0b)}"
	".chart path{fill:none;stroke-width:1}"
	".chart .g{stroke:#e3e3e3;stroke:var(--line,#e3e3e3)}"
	".chart .c{stroke:#14508c;stroke:var(--key,#14508c);stroke-width:2}"
	".chart .b{stroke:#14508c;stroke:var(--key,#14508c);stroke-dasharray:4 "
	"3}"
	".chart .h{stroke:#555;stroke:var(--soft,#555);stroke-dasharray:2 3}"
	".chart .d{stroke:#b33f16;stroke:var(--no,#b33f16);stroke-width:1.5}"
	".chart .back{fill:#fff}";

static void add_frame(
	const struct plot *plot, const struct translation *t, struct buf *out)
{
	buf_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
		"class=\"chart %s\" viewBox=\"0 0 %d %d\" aria-label=\"",
		plot->name, plot->width, plot->height);
	html_add(out, tr(t, N_("How long silence lasts")));
	buf_addf(out, "\">\n<style>%s</style>\n", style);
}

/* A page has a ground of its own. */
static void add_ground(const struct plot *plot, struct buf *out)
{
	buf_addf(out, "<path class=\"back\" d=\"M0 0H%dV%dH0z\"/>\n",
		plot->width, plot->height);
}

static void add_picture(const struct advice *a, const struct plot *plot,
	bool is_alone, struct buf *out)
{
	const struct translation *t = a->translation;
	int days = a->fit.len ? days_shown(a) : 1;
	const struct panel upper = {
		out, t, plot, plot->upper_top, plot->upper_bottom, days, 1};
	const struct panel lower = {out, t, plot, plot->lower_top,
		plot->lower_bottom, days, highest_chance(a, days)};

	add_frame(plot, t, out);
	if (is_alone)
		add_ground(plot, out);
	add_curve(&upper, a);
	add_axes(&lower,
		tr(t,
			N_("Chance of a contact within the next 30 days, and "
			   "its upper bound")));
	add_chances(&lower, a, true);
	add_chances(&lower, a, false);
	add_threshold(&lower, a);
	if (a->found.answer == SURVIVAL_FOUND)
		add_day(&upper, &lower, a->days);
	buf_addf(out, "<text x=\"%d\" y=\"%d\" class=\"x\">",
		(plot->left + plot->right) / 2, plot->height - 18);
	html_add(out, tr(t, N_("days of silence")));
	buf_adds(out, "</text>\n</svg>\n");
}

enum err advice_svg(const struct advice *advice, struct buf *out)
{
	add_picture(advice, &wide, true, out);
	return buf_err(out);
}

void advice_figure(const struct page *p, const struct advice *advice)
{
	if (!p->is_html || advice->fit.len == 0)
		return;
	buf_adds(p->out, "<figure>\n");
	add_picture(advice, &wide, false, p->out);
	add_picture(advice, &narrow, false, p->out);
	buf_adds(p->out, "</figure>\n");
}
