/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>

#include "core/survival.h"
#include "lib/random.h"
#include "lib/rows.h"

#define EXACT 1e-9
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void close_to(double found, double expected)
{
	if (fabs(found - expected) > EXACT)
		fail_msg("found %.15g, expected %.15g", found, expected);
}

/* Remissions of leukaemia in weeks under 6-mercaptopurine (Freireich et al.,
 * 1963), the standard example; figures by R's survfit(). */
static const struct survival_count freireich[] = {
	{35, 0, 1},
	{6, 3, 1},
	{7, 1, 0},
	{9, 0, 1},
	{10, 1, 0},
	{10, 0, 1},
	{11, 0, 1},
	{13, 1, 0},
	{16, 1, 0},
	{17, 0, 1},
	{19, 0, 1},
	{20, 0, 1},
	{22, 1, 0},
	{23, 1, 0},
	{25, 0, 1},
	{32, 0, 2},
	{34, 0, 1},
	{50, 0, 0},
};

static const struct point_row {
	const char *name;
	int days;
	int64_t at_risk, returned;
	double surviving, greenwood, lower, upper;
} point_rows[] = {
	{"first returns", 6, 21, 3, 0.857142857142857, 0.00793650793650794,
		0.619717955265984, 0.951551747646997},
	{"one more", 7, 17, 1, 0.80672268907563, 0.0116129785247432,
		0.563146564622233, 0.92280901920288},
	{"nobody returned", 9, 16, 0, 0.80672268907563, 0.0116129785247432,
		0.563146564622233, 0.92280901920288},
	{"censored on the same day are at risk", 10, 15, 1, 0.752941176470588,
		0.016374883286648, 0.503199510799957, 0.889361835169265},
	{"the middle", 16, 11, 1, 0.627450980392157, 0.0330415499533147,
		0.367510855987502, 0.804912189471841},
	{"the last return", 23, 6, 1, 0.448179271708683, 0.0901844070961718,
		0.188052005959232, 0.680142628495241},
	{"the end", 35, 1, 0, 0.448179271708683, 0.0901844070961718,
		0.188052005959232, 0.680142628495241},
};

static void check_point(void **state)
{
	const struct point_row *r = *state;
	struct survival fit;
	const struct survival_point *found = NULL;

	assert_int_equal(survival_fit(freireich, LEN(freireich), &fit), ERR_OK);
	assert_int_equal(fit.spells, 21);
	assert_int_equal(fit.returned, 9);
	assert_int_equal(fit.len, 16);
	for (size_t i = 0; i < fit.len; i++)
		if (fit.points[i].days == r->days)
			found = &fit.points[i];
	assert_non_null(found);
	assert_int_equal(found->at_risk, r->at_risk);
	assert_int_equal(found->returned, r->returned);
	close_to(found->surviving, r->surviving);
	close_to(found->greenwood, r->greenwood);
	close_to(found->lower, r->lower);
	close_to(found->upper, r->upper);
	close_to(survival_at(&fit, r->days), r->surviving);
	survival_free(&fit);
}

/* Against survfit(..., start.time = 11) at 22. */
static void test_chance(void **state)
{
	struct survival_chance c;
	struct survival fit;

	(void)state;
	assert_int_equal(survival_fit(freireich, LEN(freireich), &fit), ERR_OK);
	assert_true(survival_chance(&fit, 10, 12, &c));
	assert_int_equal(c.at_risk, 13);
	assert_int_equal(c.returned, 3);
	assert_int_equal(c.seen, 9);
	close_to(c.chance, 0.285714285714286);
	close_to(c.lower, 0.0989813726592944);
	close_to(c.upper, 0.662502315693192);
	/* Nobody came back: 1 - 0.025^(1/6), and 1 - 0.025^(1/1) */
	assert_true(survival_chance(&fit, 23, 2, &c));
	assert_int_equal(c.seen, 5);
	close_to(c.chance, 0);
	close_to(c.upper, 1 - pow(0.025, 1.0 / 5));
	assert_true(survival_chance(&fit, 34, 1, &c));
	close_to(c.upper, 0.975);
	/* Nobody was seen so far. */
	assert_false(survival_chance(&fit, 34, 2, &c));
	assert_false(survival_chance(&fit, 35, 1, &c));
	survival_free(&fit);
}

static void test_ends(void **state)
{
	const struct survival_count all[] = {{3, 2, 0}, {5, 3, 0}};
	const struct survival_count none[] = {{3, 0, 7}};
	struct survival fit;

	(void)state;
	assert_int_equal(survival_fit(NULL, 0, &fit), ERR_OK);
	assert_int_equal(fit.len, 0);
	close_to(survival_at(&fit, 100), 1);
	survival_free(&fit);
	assert_int_equal(survival_fit(all, LEN(all), &fit), ERR_OK);
	close_to(survival_at(&fit, 2), 1);
	close_to(survival_at(&fit, 3), 0.6);
	close_to(survival_at(&fit, 5), 0);
	assert_true(isnan(fit.points[1].lower));
	survival_free(&fit);
	assert_int_equal(survival_fit(none, LEN(none), &fit), ERR_OK);
	close_to(survival_at(&fit, 3), 1);
	assert_true(isnan(fit.points[0].upper));
	survival_free(&fit);
}

static const struct refused_row {
	const char *name;
	struct survival_count count;
} refused_rows[] = {
	{"a day before the first", {-1, 1, 1}},
	{"a day after all", {SURVIVAL_DAYS_MAX + 1, 1, 1}},
	{"fewer than none came back", {1, -1, 1}},
	{"fewer than none were lost", {1, 1, -1}},
	{"more than can be counted", {1, INT64_MAX, 1}},
};

static void check_refused(void **state)
{
	const struct refused_row *r = *state;
	struct survival fit;

	assert_int_equal(survival_fit(&r->count, 1, &fit), ERR_INVALID);
	assert_null(fit.points);
}

/* "early" returns a day on days 1 .. 60, "late" on 61 .. 480, and "lost" are
 * seen to the day 500. */
static const struct advice_row {
	const char *name;
	int64_t early, late, lost;
	double threshold;
	enum survival_answer answer;
	int first, last; /* the day lies between them */
	int64_t have, need;
} advice_rows[] = {
	{"nobody ever came back", 0, 0, 100000, 0.02, SURVIVAL_FEW_RETURNS, 0,
		0, 0, SURVIVAL_RETURNS_MIN},
	{"all come back within two months", 10, 0, 5000, 0.02, SURVIVAL_FOUND,
		45, 60, 0, 0},
	{"a stricter threshold, a longer time", 10, 0, 5000, 0.002,
		SURVIVAL_FOUND, 56, 60, 0, 0},
	{"too few are left to see it", 2, 0, 100, 0.02, SURVIVAL_FEW_SEEN, 0, 0,
		100, 183},
	{"they go on coming back", 10, 20, 2000, 0.02, SURVIVAL_STILL_RETURNING,
		0, 0, 0, 0},
};

static size_t spells_of(const struct advice_row *r, struct survival_count *c)
{
	size_t len = 0;

	for (int day = 1; day <= 480; day++)
		c[len++] = (struct survival_count){
			day, day <= 60 ? r->early : r->late, 0};
	c[len++] = (struct survival_count){500, 0, r->lost};
	return len;
}

static void check_advice(void **state)
{
	const struct advice_row *r = *state;
	struct survival_count counts[500];
	struct survival_advice a;
	struct survival fit;

	assert_int_equal(
		survival_fit(counts, spells_of(r, counts), &fit), ERR_OK);
	survival_advise(&fit, r->threshold, &a);
	assert_int_equal(a.answer, r->answer);
	if (r->need)
		assert_int_equal(a.need, r->need);
	if (r->have)
		assert_int_equal(a.have, r->have);
	if (a.answer == SURVIVAL_FOUND) {
		assert_in_range(a.best.days, r->first, r->last);
		assert_true(a.best.upper < r->threshold);
	}
	if (a.answer == SURVIVAL_STILL_RETURNING)
		assert_true(a.best.upper >= r->threshold);
	if (a.answer == SURVIVAL_FEW_SEEN)
		assert_true(a.have < a.need);
	survival_free(&fit);
}

/* The advised day is the first: none before it has the bound below. */
static void test_first_day(void **state)
{
	struct random seed;
	struct survival_count counts[200];
	struct survival_chance c;
	struct survival_advice a;
	struct survival fit;
	double last;

	(void)state;
	random_begin(&seed, "survival");
	for (int round = 0; round < 300; round++) {
		int64_t spells = 0;

		for (int i = 0; i < 200; i++) {
			counts[i].days = (int)random_below(&seed, 300);
			counts[i].returned = (int64_t)random_below(
				&seed, counts[i].days < 100 ? 20 : 2);
			counts[i].censored = (int64_t)random_below(&seed, 60);
			spells += counts[i].returned + counts[i].censored;
		}
		assert_int_equal(survival_fit(counts, 200, &fit), ERR_OK);
		assert_int_equal(fit.spells, spells);
		last = 1;
		for (size_t i = 0; i < fit.len; i++) {
			assert_true(fit.points[i].surviving <= last);
			last = fit.points[i].surviving;
			assert_int_equal(fit.points[i].at_risk, spells);
			spells -=
				fit.points[i].returned + fit.points[i].censored;
		}
		survival_advise(&fit, 0.05, &a);
		for (int day = 1;
			a.answer == SURVIVAL_FOUND && day < a.best.days; day++)
			if (survival_chance(&fit, day, 30, &c))
				assert_true(c.upper >= 0.05);
		survival_free(&fit);
	}
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"the chance of a return", test_chance},
		{"nobody, all and none", test_ends},
		{"the first day is advised", test_first_day},
	};
	struct rows rows = {NULL, 0};

	rows_add(&rows, point_rows, check_point);
	rows_add(&rows, refused_rows, check_refused);
	rows_add(&rows, advice_rows, check_advice);
	for (size_t i = 0; i < LEN(tests); i++)
		rows_add_one(&rows, tests[i].name, tests[i].test, NULL);
	return rows_run("survival", &rows);
}
