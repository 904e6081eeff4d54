/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * survival.h - how long silence lasts before a person comes back
 *
 * A spell of silence begins with a contact and ends when the person comes
 * back ("returned"), or is lost from sight before ("censored": removed, or
 * silent to this day). From counts of both by the day of silence the product-
 * limit estimate S is made: S(t) is the share of persons still silent after
 * day t. Nobody is named in it.
 *
 * Shape:   one point for each day on which a spell ended, ascending. A spell
 *          that ends on day t, however it ends, is at risk on day t.
 * Units:   whole days of silence, 0 .. SURVIVAL_DAYS_MAX
 * Errors:  ERR_INVALID a count or a day is negative or too large, or the sum
 *          of the counts is; ERR_NOMEM
 * Owns:    survival_fit() .. survival_free()
 * Threads: pure
 * Source:  Kaplan and Meier (1958); Greenwood (1926); bounds on the scale
 *          log(-log S) after Kalbfleisch and Prentice (1980)
 */
#ifndef ROBINSON_CORE_SURVIVAL_H
#define ROBINSON_CORE_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SURVIVAL_DAYS_MAX 36524

struct survival_count {
	int days;
	int64_t returned;
	int64_t censored;
};

struct survival_point {
	int days;
	int64_t at_risk;
	int64_t returned;
	int64_t censored;
	double surviving; /* S */
	double greenwood; /* sum of d / (n (n - d)): the variance of log S;
	                   * infinite where S is 0 */
	double lower, upper; /* 95 %; NaN where S is 0 or 1 */
};

struct survival {
	struct survival_point *points;
	size_t len;
	int64_t spells;
	int64_t returned;
};

/* "counts" in any order; those of one day are added up. */
enum err survival_fit(const struct survival_count *counts, size_t len,
	struct survival *fit_r) MUST_CHECK;
void survival_free(struct survival *fit);

/* Of the step function: 1 before the first point. */
double survival_at(const struct survival *fit, int days);

/*
 * The chance that a person who has been silent for "days" comes back within
 * the next "within" days: 1 - S(days + within) / S(days), as the estimate
 * that begins anew with those still silent then, and its bounds. Where none
 * of them came back, the upper bound is the exact binomial one for those who
 * were seen through the whole of it.
 */
struct survival_chance {
	int days;
	int64_t at_risk; /* silent for longer than "days" */
	int64_t seen; /* of them, seen through the whole of it or until they
	               * came back */
	int64_t returned;
	double chance;
	double greenwood; /* as of a point, from "days" on */
	double lower, upper; /* 95 % */
};

/* false: nobody was at risk or nobody was seen to the end of it. */
bool survival_chance(const struct survival *fit, int days, int within,
	struct survival_chance *chance_r);

#define SURVIVAL_WITHIN_DAYS 30
/* A curve of fewer returns has no shape. */
#define SURVIVAL_RETURNS_MIN 20

enum survival_answer {
	SURVIVAL_FOUND,
	SURVIVAL_FEW_RETURNS, /* "have" of "need" */
	SURVIVAL_FEW_SEEN, /* "best" seems below, but only "have" persons were
	                    * seen through it; "need" would be enough, should
	                    * the chance stay what it seems */
	SURVIVAL_STILL_RETURNING /* as far as anybody was seen, the chance is
	                          * never below; nearest is "best" */
};

struct survival_advice {
	enum survival_answer answer;
	struct survival_chance best; /* FOUND: the first day below */
	int64_t have, need;
	int last_days; /* the last day that can be spoken of */
};

/* The first day of silence from which on the chance of a return within 30
 * days has its upper bound below "threshold" (0 < threshold < 1). */
void survival_advise(const struct survival *fit, double threshold,
	struct survival_advice *advice_r);

#endif
