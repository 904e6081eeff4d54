/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>

#include "base/rate.h"

#define SPAN 60
#define PLACES 512
#define MANY 20000

static struct rate *open_rate(void)
{
	struct rate *r;

	assert_int_equal(rate_new(SPAN, PLACES, &r), ERR_OK);
	return r;
}

static enum rate_result take(
	struct rate *r, const char *who, int64_t at, int limit)
{
	unsigned char key[RATE_KEY_LEN] = {0};

	memcpy(key, who, strlen(who));
	return rate_take(r, key, at, limit);
}

static int taken(struct rate *r, const char *who, int64_t at, int tries)
{
	int n = 0;

	for (int i = 0; i < tries; i++)
		n += take(r, who, at, 10) == RATE_WITHIN;
	return n;
}

static void each_by_itself(void **state)
{
	struct rate *r = open_rate();

	(void)state;
	assert_int_equal(taken(r, "a", 1000, 25), 10);
	assert_int_equal(taken(r, "b", 1000, 25), 10);
	rate_free(&r);
	assert_null(r);
	rate_free(&r);
}

static const struct step {
	int64_t at;
	enum rate_result result;
} steps[] = {
	{100, RATE_WITHIN},
	{100, RATE_WITHIN},
	{110, RATE_FIRST_OVER},
	{111, RATE_OVER},
	/* What waited comes late. */
	{41, RATE_OVER},
	{159, RATE_OVER},
	/* A new span begins with the first that comes after it. */
	{160, RATE_WITHIN},
	{219, RATE_WITHIN},
	{219, RATE_FIRST_OVER},
	{220, RATE_WITHIN},
	/* So long before is another span. */
	{160, RATE_WITHIN},
};

static void by_span(void **state)
{
	struct rate *r = open_rate();

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		assert_int_equal(take(r, "a", steps[i].at, 2), steps[i].result);
	rate_free(&r);
}

static void changed(void **state)
{
	struct rate *r = open_rate();

	(void)state;
	assert_int_equal(take(r, "a", 0, 1), RATE_WITHIN);
	assert_int_equal(take(r, "a", 0, 1), RATE_FIRST_OVER);
	assert_int_equal(take(r, "a", 0, 2), RATE_WITHIN);
	assert_int_equal(take(r, "a", 0, 2), RATE_OVER);
	assert_int_equal(take(r, "a", 0, 0), RATE_OVER);
	rate_free(&r);
}

static void without_key(void **state)
{
	struct rate *r;

	(void)state;
	assert_int_equal(rate_new(SPAN, 1, &r), ERR_OK);
	assert_int_equal(rate_take(r, NULL, 0, 1), RATE_WITHIN);
	assert_int_equal(rate_take(r, NULL, 1, 1), RATE_FIRST_OVER);
	rate_give_back(r, NULL, 1, 1, 1);
	assert_int_equal(rate_take(r, NULL, 2, 1), RATE_WITHIN);
	assert_int_equal(rate_take(r, NULL, 2, 1), RATE_FIRST_OVER);
	/* More than was taken, or of a span that is over. */
	rate_give_back(r, NULL, 2, 7, 7);
	rate_give_back(r, NULL, 2000, 7, 7);
	assert_int_equal(rate_take(r, NULL, 2, 1), RATE_WITHIN);
	rate_free(&r);
}

/* Who asks most is not forgotten for a flood of others. */
static void flood(void **state)
{
	struct rate *r = open_rate();
	char who[RATE_KEY_LEN];

	(void)state;
	assert_int_equal(taken(r, "steady", 0, 10), 10);
	for (int i = 0; i < MANY; i++) {
		snprintf(who, sizeof(who), "%d", i);
		assert_int_equal(taken(r, who, 1 + i / MANY, 1), 1);
	}
	assert_int_equal(taken(r, "steady", 2, 5), 0);
	rate_free(&r);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "each by itself", each_by_itself, NULL);
	rows_add_one(&all, "so many in a span", by_span, NULL);
	rows_add_one(&all, "the limit is changed", changed, NULL);
	rows_add_one(&all, "nobody's, and given back", without_key, NULL);
	rows_add_one(&all, "a flood of others", flood, NULL);
	return rows_run("rates", &all);
}
