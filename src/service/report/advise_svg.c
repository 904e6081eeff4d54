/* SPDX-License-Identifier: BSD-2-Clause */
/* Above, who is still silent; below, the chance that decides. */
#include <math.h>

#include "base/html.h"
#include "service/report/advise.h"

#define WIDTH 720
#define HEIGHT 560
#define LEFT 62
#define RIGHT 700
#define SHOWN_MIN 90
#define STEPS_MAX 400 /* points of a curve: a page, not a data set */

struct panel {
	struct buf *out;
	int top, bottom;
	int days; /* at the right end */
	double high; /* at the top */
};

static double at_x(const struct panel *p, double days)
{
	return LEFT + (RIGHT - LEFT) * days / p->days;
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

static void add_axes(const struct panel *p, const char *title)
{
	double step = pleasant_step(p->high, 5);

	buf_addf(p->out, "<text x=\"%d\" y=\"%d\" class=\"t\">", LEFT,
		p->top - 12);
	html_add(p->out, title);
	buf_adds(p->out, "</text>\n");
	for (int i = 0; i * step <= p->high * 1.0001; i++) {
		double y = at_y(p, i * step);

		buf_addf(p->out,
			"<path class=\"g\" d=\"M%d %.1fH%d\"/>"
			"<text x=\"%d\" y=\"%.1f\" class=\"y\">%g %%</text>\n",
			LEFT, y, RIGHT, LEFT - 8, y + 4, i * step * 100);
	}
	step = fmax(1, pleasant_step(p->days, 8));
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
		next_x = x + (double)(RIGHT - LEFT) / STEPS_MAX;
		buf_addf(p->out, "H%.1fV%.1f", x,
			at_y(p, value(&fit->points[i])));
	}
	buf_addf(p->out, "H%d", RIGHT);
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
	add_axes(p, "Still silent after so many days, with 95 % bounds");
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

static void add_threshold(const struct panel *p, const struct advice *a)
{
	double y = at_y(p, a->threshold);

	buf_addf(p->out,
		"<path class=\"h\" d=\"M%d %.1fH%d\"/>"
		"<text x=\"%d\" y=\"%.1f\" class=\"r\">threshold %g "
		"%%</text>\n",
		LEFT, y, RIGHT, RIGHT, y - 6, a->threshold * 100);
}

static void add_day(struct buf *out, const struct panel *upper,
	const struct panel *lower, int days)
{
	double x = at_x(upper, days);
	bool is_right = x > (LEFT + RIGHT) / 2.0;

	buf_addf(out,
		"<path class=\"d\" d=\"M%.1f %dV%dM%.1f %dV%d\"/>"
		"<text x=\"%.1f\" y=\"%d\" class=\"%s\">%d days</text>\n",
		x, upper->top, upper->bottom, x, lower->top, lower->bottom,
		is_right ? x - 6 : x + 6, upper->top + 14,
		is_right ? "r n" : "n", days);
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

static const char style[] =
	"text{font:13px system-ui,sans-serif;fill:#333}"
	".t{font-weight:600;fill:#1c1c1c}.x{text-anchor:middle}"
	".y,.r{text-anchor:end}.n{font-weight:600;fill:#8a2d0b}"
	"path{fill:none;stroke-width:1}.g{stroke:#e3e3e3}"
	".c{stroke:#14508c;stroke-width:2}"
	".b{stroke:#14508c;stroke-dasharray:4 3}"
	".h{stroke:#555;stroke-dasharray:2 3}"
	".d{stroke:#b33f16;stroke-width:1.5}";

enum err advice_svg(const struct advice *advice, struct buf *out)
{
	int days = advice->fit.len ? days_shown(advice) : 1;
	const struct panel upper = {out, 40, 230, days, 1};
	const struct panel lower = {
		out, 310, 500, days, highest_chance(advice, days)};

	buf_addf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
		"viewBox=\"0 0 %d %d\" aria-label=\"How long silence lasts\">\n"
		"<style>%s</style>\n"
		"<path fill=\"#fff\" style=\"fill:#fff\" "
		"d=\"M0 0H%dV%dH0z\"/>\n",
		WIDTH, HEIGHT, style, WIDTH, HEIGHT);
	add_curve(&upper, advice);
	add_axes(&lower,
		"Chance of a contact within the next 30 days, and its upper "
		"bound");
	add_chances(&lower, advice, true);
	add_chances(&lower, advice, false);
	add_threshold(&lower, advice);
	if (advice->found.answer == SURVIVAL_FOUND)
		add_day(out, &upper, &lower, advice->days);
	buf_addf(out,
		"<text x=\"%d\" y=\"%d\" class=\"x\">days of silence</text>\n"
		"</svg>\n",
		(LEFT + RIGHT) / 2, HEIGHT - 18);
	return buf_err(out);
}
