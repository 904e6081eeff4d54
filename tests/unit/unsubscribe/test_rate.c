/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>

#include "unsubscribe/rate.h"

#define MANY 200000

static struct rate *open_rate(int per_minute)
{
	struct rate *r;

	assert_int_equal(rate_new(per_minute, &r), ERR_OK);
	return r;
}

static int taken(struct rate *r, const char *who, int64_t now_ms, int tries)
{
	unsigned char key[RATE_KEY_LEN] = {0};
	int n = 0;

	memcpy(key, who, strlen(who));
	for (int i = 0; i < tries; i++)
		n += rate_take(r, key, now_ms);
	return n;
}

static void at_once(void **state)
{
	struct rate *r = open_rate(10);

	(void)state;
	assert_int_equal(taken(r, "a", 1000, 25), 10);
	assert_int_equal(taken(r, "b", 1000, 25), 10);
	rate_free(&r);
	assert_null(r);
	rate_free(&r);
}

static void by_and_by(void **state)
{
	struct rate *r = open_rate(10);

	(void)state;
	assert_int_equal(taken(r, "a", 0, 20), 10);
	/* One each six seconds. */
	assert_int_equal(taken(r, "a", 5999, 5), 0);
	assert_int_equal(taken(r, "a", 6000, 5), 1);
	assert_int_equal(taken(r, "a", 30000, 50), 4);
	rate_free(&r);
}

static void not_saved_up(void **state)
{
	struct rate *r = open_rate(10);

	(void)state;
	assert_int_equal(taken(r, "a", 0, 20), 10);
	assert_int_equal(taken(r, "a", 3600000, 50), 10);
	/* A clock that went back gives nothing, and takes nothing. */
	assert_int_equal(taken(r, "a", 10, 5), 0);
	rate_free(&r);
}

static void changed(void **state)
{
	struct rate *r = open_rate(10);

	(void)state;
	assert_int_equal(taken(r, "a", 0, 20), 10);
	rate_set(r, 60);
	assert_int_equal(taken(r, "a", 10000, 100), 10);
	assert_int_equal(taken(r, "b", 10000, 100), 60);
	rate_free(&r);
}

/* Who asks again and again is not forgotten for a flood of others, and the
 * flood costs no more than its places. */
static void flood(void **state)
{
	struct rate *r = open_rate(5);
	char who[RATE_KEY_LEN + 1];
	int refused = 0;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(who, sizeof(who), "%d", i);
		assert_int_equal(taken(r, who, 1000 + i / 100, 1), 1);
		if (i % 1000 == 0)
			refused += !taken(r, "steady", 1000 + i / 100, 1);
	}
	assert_true(refused >= MANY / 1000 - 5 - 2);
	rate_free(&r);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "so many at once, each by itself", at_once, NULL);
	rows_add_one(&all, "more by and by", by_and_by, NULL);
	rows_add_one(
		&all, "what was not used is not saved up", not_saved_up, NULL);
	rows_add_one(&all, "the limit is changed", changed, NULL);
	rows_add_one(&all, "a flood of others", flood, NULL);
	return rows_run("rates", &all);
}
