/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>

#include "core/survival.h"
#include "lib/random.h"
#include "lib/rows.h"

#define EXACT 1e-9
#define MOST (INT64_C(1) << 50)
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void close_to(double found, double expected)
{
	/* Also where one of them is no number. */
	if (!(fabs(found - expected) <= EXACT))
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
	{"more than can be lost", {1, 0, INT64_MAX}},
	{"one more came back than can be squared", {1, MOST + 1, 0}},
	{"one more was lost than can be squared", {1, 0, MOST + 1}},
	{"one more of both", {1, MOST, 1}},
};

static void check_refused(void **state)
{
	const struct refused_row *r = *state;
	struct survival fit;

	assert_int_equal(survival_fit(&r->count, 1, &fit), ERR_INVALID);
	assert_null(fit.points);
}

static const struct taken_row {
	const char *name;
	struct survival_count count;
} taken_rows[] = {
	{"the first day", {0, 1, 1}},
	{"the last day", {SURVIVAL_DAYS_MAX, 1, 1}},
	{"as many returns as may be", {1, MOST, 0}},
	{"as many lost as may be", {1, 0, MOST}},
	{"as many as may be of both", {1, MOST - 1, 1}},
};

static void check_taken(void **state)
{
	const struct taken_row *r = *state;
	struct survival fit;

	assert_int_equal(survival_fit(&r->count, 1, &fit), ERR_OK);
	assert_int_equal(fit.len, 1);
	assert_int_equal(fit.spells, r->count.returned + r->count.censored);
	survival_free(&fit);
}

/* The curve is a stair: each day has the value of the last point up to it. */
static void test_each_day(void **state)
{
	struct survival fit;
	double expected = 1;
	size_t next = 0;

	(void)state;
	assert_int_equal(survival_fit(freireich, LEN(freireich), &fit), ERR_OK);
	for (int day = 0; day < 60; day++) {
		if (next < fit.len && fit.points[next].days == day)
			expected = fit.points[next++].surviving;
		close_to(survival_at(&fit, day), expected);
	}
	assert_int_equal(next, fit.len);
	survival_free(&fit);
}

/* In any order, those of one day in several parts. */
static void test_days_are_added_up(void **state)
{
	const struct survival_count counts[] = {{5, 1, 2}, {3, 1, 1}, {5, 4, 8},
		{3, 0, 4}, {9, 0, 1}, {5, 0, 16}, {4, 0, 0}};
	static const struct survival_count expected[] = {
		{3, 1, 5}, {5, 5, 26}, {9, 0, 1}};
	struct survival fit;

	(void)state;
	assert_int_equal(survival_fit(counts, LEN(counts), &fit), ERR_OK);
	assert_int_equal(fit.spells, 38);
	assert_int_equal(fit.returned, 6);
	assert_int_equal(fit.len, LEN(expected));
	for (size_t i = 0; i < fit.len; i++) {
		assert_int_equal(fit.points[i].days, expected[i].days);
		assert_int_equal(fit.points[i].returned, expected[i].returned);
		assert_int_equal(fit.points[i].censored, expected[i].censored);
	}
	survival_free(&fit);
}

/* Nobody is left behind: all that were at risk came back within the time. */
static void test_all_come_back(void **state)
{
	const struct survival_count counts[] = {{1, 1, 0}, {3, 2, 0}};
	struct survival_chance c;
	struct survival fit;

	(void)state;
	assert_int_equal(survival_fit(counts, LEN(counts), &fit), ERR_OK);
	assert_true(survival_chance(&fit, 1, 2, &c));
	close_to(c.chance, 1);
	close_to(c.lower, 1);
	close_to(c.upper, 1);
	assert_int_equal(c.seen, 2);
	/* The first point may be the first of it. */
	assert_true(survival_chance(&fit, 0, 1, &c));
	assert_int_equal(c.at_risk, 3);
	assert_int_equal(c.returned, 1);
	assert_true(survival_chance(&fit, 0, 3, &c));
	assert_int_equal(c.returned, 3);
	survival_free(&fit);
}

/* Where those who are lost on the very last day have been seen to its end,
 * and those lost before have not. */
static void test_lost_before_the_end(void **state)
{
	const struct survival_count counts[] = {
		{1, 1, 0}, {2, 0, 5}, {3, 0, 1}, {4, 0, 1}};
	struct survival_chance c;
	struct survival fit;

	(void)state;
	assert_int_equal(survival_fit(counts, LEN(counts), &fit), ERR_OK);
	assert_true(survival_chance(&fit, 1, 1, &c));
	assert_int_equal(c.at_risk, 7);
	assert_int_equal(c.seen, 7);
	assert_true(survival_chance(&fit, 1, 2, &c));
	assert_int_equal(c.seen, 2);
	assert_true(survival_chance(&fit, 1, 3, &c));
	assert_int_equal(c.seen, 1);
	close_to(c.chance, 0);
	close_to(c.lower, 0);
	close_to(c.upper, 0.975);
	survival_free(&fit);
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
	{"all come back at once", 0, 0, 0, 0.02, SURVIVAL_FEW_RETURNS, 0, 0, 0,
		SURVIVAL_RETURNS_MIN},
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

/* Too few came back, or just enough, and nobody was seen any longer. */
static void test_few_returns(void **state)
{
	for (int n = SURVIVAL_RETURNS_MIN - 1; n <= SURVIVAL_RETURNS_MIN; n++) {
		const struct survival_count count = {3, n, 0};
		struct survival_advice a;
		struct survival fit;

		(void)state;
		assert_int_equal(survival_fit(&count, 1, &fit), ERR_OK);
		survival_advise(&fit, 0.02, &a);
		if (n < SURVIVAL_RETURNS_MIN) {
			assert_int_equal(a.answer, SURVIVAL_FEW_RETURNS);
			assert_int_equal(a.have, n);
			assert_int_equal(a.need, SURVIVAL_RETURNS_MIN);
		} else {
			/* 0.98^182 > 0.025 > 0.98^183 */
			assert_int_equal(a.answer, SURVIVAL_FEW_SEEN);
			assert_int_equal(a.have, 0);
			assert_int_equal(a.need, 183);
		}
		survival_free(&fit);
	}
}

/* The upper bound, had "n" been seen in the proportions of "c". */
static double upper_if(const struct survival_chance *c, double n)
{
	double s = 1 - c->chance, times = n / (double)c->seen;

	if (c->returned == 0)
		return 1 - pow(0.025, 1 / n);
	return 1 -
		exp(-exp(log(-log(s)) -
			1.959963984540054 * sqrt(c->greenwood / times) /
				log(s)));
}

/* What the header says of an advice, looked for day by day. */
static void check_advised(
	const struct survival *fit, double threshold, struct survival_advice *a)
{
	struct survival_chance c, lowest = {.upper = 2}, likely = {.upper = 2};
	int last = 0, end = fit->points[fit->len - 1].days;

	for (int day = 1; day <= end; day++) {
		if (!survival_chance(fit, day, SURVIVAL_WITHIN_DAYS, &c))
			continue;
		if (c.upper < threshold) {
			assert_int_equal(a->answer, SURVIVAL_FOUND);
			assert_int_equal(a->best.days, day);
			return;
		}
		last = day;
		if (c.upper < lowest.upper)
			lowest = c;
		if (c.chance < threshold && c.upper < likely.upper)
			likely = c;
	}
	assert_int_equal(a->last_days, last);
	if (likely.upper > 1) {
		assert_int_equal(a->answer, SURVIVAL_STILL_RETURNING);
		assert_int_equal(a->best.days, lowest.days);
		assert_int_equal(a->have, lowest.seen);
		return;
	}
	assert_int_equal(a->answer, SURVIVAL_FEW_SEEN);
	assert_int_equal(a->best.days, likely.days);
	assert_int_equal(a->have, likely.seen);
	assert_true(upper_if(&likely, (double)a->need + 1) < threshold);
	assert_true(upper_if(&likely, (double)a->need - 1) >= threshold);
}

/* Of curves that flatten sooner or later, at thresholds high and low. */
static void test_advice_of_any_curve(void **state)
{
	unsigned seen[SURVIVAL_STILL_RETURNING + 1] = {0};
	struct random seed;

	(void)state;
	random_begin(&seed, "the advice of any curve");
	for (int round = 0; round < 200; round++) {
		static const double thresholds[] = {0.004, 0.02, 0.1};
		double threshold = thresholds[random_below(&seed, 3)];
		unsigned many = 2 + random_below(&seed, 200);
		unsigned late = random_below(&seed, 3);
		struct survival_count counts[121];
		struct survival_advice a;
		struct survival fit;

		for (int i = 0; i < 120; i++)
			counts[i] = (struct survival_count){i,
				random_below(&seed, i < 40 ? 6 : 1 + late),
				random_below(&seed, 1 + many / 20)};
		counts[120] = (struct survival_count){130, 0, many};
		assert_int_equal(survival_fit(counts, 121, &fit), ERR_OK);
		survival_advise(&fit, threshold, &a);
		check_advised(&fit, threshold, &a);
		seen[a.answer]++;
		survival_free(&fit);
	}
	assert_true(seen[SURVIVAL_FOUND] > 5);
	assert_true(seen[SURVIVAL_FEW_SEEN] > 5);
	assert_true(seen[SURVIVAL_STILL_RETURNING] > 5);
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
		{"each day of the stair", test_each_day},
		{"days are added up", test_days_are_added_up},
		{"all come back", test_all_come_back},
		{"lost before the end", test_lost_before_the_end},
		{"few returns", test_few_returns},
		{"the advice of any curve", test_advice_of_any_curve},
	};
	struct rows rows = {NULL, 0};

	rows_add(&rows, point_rows, check_point);
	rows_add(&rows, refused_rows, check_refused);
	rows_add(&rows, taken_rows, check_taken);
	rows_add(&rows, advice_rows, check_advice);
	for (size_t i = 0; i < LEN(tests); i++)
		rows_add_one(&rows, tests[i].name, tests[i].test, NULL);
	return rows_run("survival", &rows);
}
