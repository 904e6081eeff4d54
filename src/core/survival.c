/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/survival.h"

#include <math.h>
#include <stdlib.h>

/* The quantile 0.975 of the standard normal distribution. */
#define Z 1.959963984540054
#define TAIL 0.025

/* Sums of squares of this many stay exact in a double. */
#define SPELLS_MAX ((int64_t)1 << 50)

static int by_days(const void *a, const void *b)
{
	const struct survival_point *p = a, *q = b;

	return (p->days > q->days) - (p->days < q->days);
}

static enum err take_counts(
	const struct survival_count *counts, size_t len, struct survival *fit)
{
	for (size_t i = 0; i < len; i++) {
		const struct survival_count *c = &counts[i];

		if (c->days < 0 || c->days > SURVIVAL_DAYS_MAX ||
			c->returned < 0 || c->censored < 0 ||
			c->returned > SPELLS_MAX || c->censored > SPELLS_MAX)
			return ERR_INVALID;
		fit->spells += c->returned + c->censored;
		fit->returned += c->returned;
		if (fit->spells > SPELLS_MAX)
			return ERR_INVALID;
		if (c->returned || c->censored)
			fit->points[fit->len++] = (struct survival_point){
				.days = c->days,
				.returned = c->returned,
				.censored = c->censored,
			};
	}
	return ERR_OK;
}

static void join_days(struct survival *fit)
{
	size_t len = 0;

	qsort(fit->points, fit->len, sizeof(*fit->points), by_days);
	for (size_t i = 0; i < fit->len; i++) {
		struct survival_point *p = &fit->points[i];

		if (len > 0 && fit->points[len - 1].days == p->days) {
			fit->points[len - 1].returned += p->returned;
			fit->points[len - 1].censored += p->censored;
		} else {
			fit->points[len++] = *p;
		}
	}
	fit->len = len;
}

static void set_bounds(struct survival_point *p)
{
	double spread;

	if (p->surviving <= 0 || p->surviving >= 1) {
		p->lower = p->upper = NAN;
		return;
	}
	spread = Z * sqrt(p->greenwood) / log(p->surviving);
	p->lower = exp(-exp(log(-log(p->surviving)) - spread));
	p->upper = exp(-exp(log(-log(p->surviving)) + spread));
}

enum err survival_fit(
	const struct survival_count *counts, size_t len, struct survival *fit_r)
{
	int64_t at_risk;
	double surviving = 1, greenwood = 0;
	enum err e;

	*fit_r = (struct survival){.points = NULL};
	fit_r->points = calloc(len ? len : 1, sizeof(*fit_r->points));
	if (!fit_r->points)
		return ERR_NOMEM;
	e = take_counts(counts, len, fit_r);
	if (e) {
		survival_free(fit_r);
		return e;
	}
	join_days(fit_r);
	at_risk = fit_r->spells;
	for (size_t i = 0; i < fit_r->len; i++) {
		struct survival_point *p = &fit_r->points[i];
		double n = (double)at_risk, d = (double)p->returned;

		p->at_risk = at_risk;
		surviving *= (n - d) / n;
		if (d > 0)
			greenwood += d / (n * (n - d));
		p->surviving = surviving;
		p->greenwood = greenwood;
		set_bounds(p);
		at_risk -= p->returned + p->censored;
	}
	return ERR_OK;
}

void survival_free(struct survival *fit)
{
	free(fit->points);
	*fit = (struct survival){.points = NULL};
}

/* The first point later than "days". */
static size_t after(const struct survival *fit, int days)
{
	size_t from = 0, to = fit->len;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (fit->points[middle].days <= days)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

double survival_at(const struct survival *fit, int days)
{
	size_t next = after(fit, days);

	return next ? fit->points[next - 1].surviving : 1;
}

/* Of a curve that begins anew behind "days". */
static void chance_of_returns(
	struct survival_chance *c, double surviving, double greenwood)
{
	double spread;

	c->chance = 1 - surviving;
	c->greenwood = greenwood;
	if (surviving <= 0) {
		c->lower = c->upper = 1;
		return;
	}
	spread = Z * sqrt(greenwood) / log(surviving);
	c->lower = -expm1(-exp(log(-log(surviving)) + spread));
	c->upper = -expm1(-exp(log(-log(surviving)) - spread));
}

bool survival_chance(const struct survival *fit, int days, int within,
	struct survival_chance *chance_r)
{
	size_t i = after(fit, days);
	struct survival_chance *c = chance_r;
	double surviving = 1, greenwood = 0;

	*c = (struct survival_chance){.days = days};
	/* Where nobody was seen on the last day, S is not known there. */
	if (i == fit->len || fit->points[fit->len - 1].days < days + within)
		return false;
	c->at_risk = fit->points[i].at_risk;
	c->seen = c->at_risk;
	for (; i < fit->len && fit->points[i].days <= days + within; i++) {
		const struct survival_point *p = &fit->points[i];
		double n = (double)p->at_risk, d = (double)p->returned;

		surviving *= (n - d) / n;
		if (d > 0)
			greenwood += d / (n * (n - d));
		c->returned += p->returned;
		/* Censored on the last day is seen to its end. */
		if (p->days < days + within)
			c->seen -= p->censored;
	}
	if (c->seen <= 0)
		return false;
	if (c->returned > 0) {
		chance_of_returns(c, surviving, greenwood);
	} else {
		c->chance = c->lower = 0;
		c->upper = 1 - pow(TAIL, 1 / (double)c->seen);
	}
	return true;
}

/* The upper bound if "times" as many persons had been seen, in the same
 * proportions. */
static double upper_of_more(const struct survival_chance *c, double times)
{
	double surviving = 1 - c->chance;
	double spread;

	if (c->returned == 0)
		return 1 - pow(TAIL, 1 / ((double)c->seen * times));
	spread = Z * sqrt(c->greenwood / times) / log(surviving);
	return -expm1(-exp(log(-log(surviving)) - spread));
}

/* How many must be seen for a bound below the threshold, should the chance
 * stay what it seems. */
static int64_t needed(const struct survival_chance *c, double threshold)
{
	double few = 1, many = 2;

	while (upper_of_more(c, many) >= threshold && many < 1e12)
		many *= 2;
	for (int i = 0; i < 60; i++) {
		double middle = (few + many) / 2;

		if (upper_of_more(c, middle) < threshold)
			many = middle;
		else
			few = middle;
	}
	return (int64_t)ceil((double)c->seen * many);
}

/* Of days whose chance seems low enough, that with the lowest bound. */
static void search(
	const struct survival *fit, double threshold, struct survival_advice *a)
{
	int end = fit->len ? fit->points[fit->len - 1].days : 0;
	bool is_hopeful = false, is_first = true;
	struct survival_chance c;

	for (int days = 1; days <= end; days++) {
		if (!survival_chance(fit, days, SURVIVAL_WITHIN_DAYS, &c))
			continue;
		if (c.upper < threshold) {
			a->answer = SURVIVAL_FOUND;
			a->best = c;
			return;
		}
		a->last_days = days;
		if (is_first || (c.chance < threshold && !is_hopeful) ||
			(c.upper < a->best.upper &&
				(c.chance < threshold) == is_hopeful))
			a->best = c;
		is_hopeful = is_hopeful || c.chance < threshold;
		is_first = false;
	}
	a->answer = is_first || is_hopeful ? SURVIVAL_FEW_SEEN :
					     SURVIVAL_STILL_RETURNING;
	a->have = a->best.seen;
	a->need = is_hopeful ? needed(&a->best, threshold) : a->need;
}

void survival_advise(const struct survival *fit, double threshold,
	struct survival_advice *advice_r)
{
	struct survival_advice *a = advice_r;

	*a = (struct survival_advice){.answer = SURVIVAL_FEW_RETURNS,
		.have = fit->returned,
		.need = SURVIVAL_RETURNS_MIN};
	if (fit->returned < SURVIVAL_RETURNS_MIN)
		return;
	/* With fewer, not even no return at all would be below it. */
	a->need = (int64_t)floor(log(TAIL) / log1p(-threshold)) + 1;
	search(fit, threshold, a);
}
