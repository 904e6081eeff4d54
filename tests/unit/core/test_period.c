/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules P1 */
#include "core/period.h"
#include "lib/random.h"
#include "lib/rows.h"

static int setup_zone(struct zone **zone_r, const char *name)
{
	return zone_open(name, zone_r) == ERR_OK ? 0 : -1;
}

/* Event, period and end as a person in that zone writes them. */
static const struct end_row {
	const char *name;
	const char *event;
	const char *period;
	const char *end;
	const char *zone; /* NULL: Europe/Warsaw */
} end_rows[] = {
	{"2019-01-31 + 1 month", "2019-01-31 10:00", "1 month",
		"2019-02-28T23:59:59+01:00", NULL},
	{"2020-01-31 + 1 month", "2020-01-31 10:00", "1 month",
		"2020-02-29T23:59:59+01:00", NULL},
	{"2019-08-31 + 6 months", "2019-08-31 10:00", "6 months",
		"2020-02-29T23:59:59+01:00", NULL},
	{"2020-02-29 + 1 year", "2020-02-29 10:00", "1 year",
		"2021-02-28T23:59:59+01:00", NULL},
	{"2018-03-24 + 1 day, a day of 23 hours", "2018-03-24 10:00", "1 day",
		"2018-03-25T23:59:59+02:00", NULL},
	{"30 days after 2018-05-28", "2018-05-28 10:00", "30 days",
		"2018-06-27T23:59:59+02:00", NULL},
	{"1 month after 2018-05-28", "2018-05-28 10:00", "1 month",
		"2018-06-28T23:59:59+02:00", NULL},
	{"1 month after 2018-06-20", "2018-06-20 10:00", "1 month",
		"2018-07-20T23:59:59+02:00", NULL},
	{"the event's day is its first second's", "2018-05-28 00:00:00",
		"1 day", "2018-05-29T23:59:59+02:00", NULL},
	{"and its last second's", "2018-05-28 23:59:59", "1 day",
		"2018-05-29T23:59:59+02:00", NULL},
	{"2 months from 31 January, not month by month", "2019-01-31",
		"2 months", "2019-03-31T23:59:59+02:00", NULL},
	{"over the end of a year", "2018-12-15", "1 month",
		"2019-01-15T23:59:59+01:00", NULL},
	{"12 months are a year", "2018-12-15", "12 months",
		"2019-12-15T23:59:59+01:00", NULL},
	{"from December to December", "2018-12-31", "24 months",
		"2020-12-31T23:59:59+01:00", NULL},
	{"a leap day after four years", "2020-02-29", "4 years",
		"2024-02-29T23:59:59+01:00", NULL},
	{"six years", "2018-05-28", "6 years", "2024-05-28T23:59:59+02:00",
		NULL},
	{"two weeks", "2018-05-28", "2 weeks", "2018-06-11T23:59:59+02:00",
		NULL},
	{"into the day of 25 hours", "2018-10-27 12:00", "1 day",
		"2018-10-28T23:59:59+01:00", NULL},
	{"from the hour that occurs twice", "2018-10-28 02:30", "1 day",
		"2018-10-29T23:59:59+01:00", NULL},
	{"a month over the change in spring", "2018-03-01", "1 month",
		"2018-04-01T23:59:59+02:00", NULL},
	{"the day after lacks its midnight", "2018-11-02", "1 day",
		"2018-11-03T23:59:59-03:00", "America/Sao_Paulo"},
	{"the day lacks its midnight", "2018-11-03", "1 day",
		"2018-11-04T23:59:59-02:00", "America/Sao_Paulo"},
	{"the zone decides which day it was", "2018-05-28T23:30:00Z", "1 day",
		"2018-05-30T23:59:59+02:00", NULL},
	{"the same event elsewhere", "2018-05-28T23:30:00Z", "1 day",
		"2018-05-29T23:59:59+00:00", "UTC"},
	{"before 1970", "1969-12-31 12:00", "1 month",
		"1970-01-31T23:59:59+01:00", NULL},
	{"the longest", "2018-05-28", "9999 years",
		"12017-05-28T23:59:59+00:00", "UTC"},
};

static void check_end(void **state)
{
	const struct end_row *r = *state;
	char text[INSTANT_TEXT_SIZE];
	struct period period;
	struct zone *zone;
	int64_t event;

	assert_int_equal(
		setup_zone(&zone, r->zone ? r->zone : "Europe/Warsaw"), 0);
	assert_int_equal(period_parse(r->period, &period), ERR_OK);
	assert_int_equal(
		instant_parse(zone, r->event, DAY_FIRST, &event), ERR_OK);
	instant_format_iso(zone, period_end(zone, event, &period), text);
	zone_free(&zone);
	assert_string_equal(text, r->end);
}

static const struct period_row {
	const char *name;
	const char *text;
	const char *shown; /* NULL: not accepted */
} period_rows[] = {
	{"one month", "1 month", "1 month"},
	{"one, plural", "1 months", "1 month"},
	{"days", "30 days", "30 days"},
	{"weeks", "6 weeks", "6 weeks"},
	{"years", "2 years", "2 years"},
	{"d", "30d", "30 days"},
	{"w", "6 w", "6 weeks"},
	{"m is months", "3m", "3 months"},
	{"y", "2y", "2 years"},
	{"one day", "1 day", "1 day"},
	{"one week", "1 week", "1 week"},
	{"one year", "1 year", "1 year"},
	{"months", "12 months", "12 months"},
	{"blanks between", "3   months", "3 months"},
	{"each digit", "9081 days", "9081 days"},
	{"each other digit", "2736 weeks", "2736 weeks"},
	{"five digits, small", "00007 days", NULL},
	{"a slash for a digit", "1/ days", NULL},
	{"a colon for a digit", "1: days", NULL},
	{"the largest", "9999 days", "9999 days"},
	{"leading zeros", "007 days", "7 days"},
	{"zero", "0 days", NULL},
	{"too large", "10000 days", NULL},
	{"negative", "-1 day", NULL},
	{"no unit", "30", NULL},
	{"no count", "month", NULL},
	{"an unknown unit", "3 fortnights", NULL},
	{"hours are no period of law", "12 hours", NULL},
	{"a garbage tail", "1 month x", NULL},
	{"a trailing blank", "1 month ", NULL},
	{"a fraction", "1.5 months", NULL},
	{"empty", "", NULL},
};

static void check_period(void **state)
{
	const struct period_row *r = *state;
	char text[PERIOD_TEXT_SIZE];
	struct period period, again;

	assert_int_equal(period_parse(r->text, &period),
		r->shown ? ERR_OK : ERR_INVALID);
	if (!r->shown)
		return;
	period_format(&period, text);
	assert_string_equal(text, r->shown);
	assert_int_equal(period_parse(text, &again), ERR_OK);
	assert_int_equal(again.count, period.count);
	assert_int_equal(again.unit, period.unit);
}

static const struct duration_row {
	const char *name;
	const char *text;
	int64_t seconds; /* negative: not accepted */
} duration_rows[] = {
	{"14 days", "14 days", 14 * 86400},
	{"3 days", "3 days", 3 * 86400},
	{"12 hours", "12 hours", 12 * 3600},
	{"30 minutes", "30 minutes", 1800},
	{"90 seconds", "90 seconds", 90},
	{"7d", "7d", 7 * 86400},
	{"2w", "2w", 14 * 86400},
	{"1 week", "1 week", 604800},
	{"one hour", "1 hour", 3600},
	{"5 min", "5 min", 300},
	{"10s", "10s", 10},
	{"one second", "1 second", 1},
	{"one minute", "1 minute", 60},
	{"1 h", "1 h", 3600},
	{"one day of seconds", "1 day", 86400},
	{"weeks of seconds", "3 weeks", 3 * 604800},
	{"9 digits", "123456789 s", 123456789},
	{"10 digits", "0123456789 s", -1},
	{"a bare zero of two digits", "00", 0},
	{"zero of what is none", "0 x", -1},
	{"a bare zero", "0", 0},
	{"zero days", "0 days", 0},
	{"a bare number", "90", -1},
	{"months are no elapsed time", "1 month", -1},
	{"years neither", "1 year", -1},
	{"m would be ambiguous", "5m", -1},
	{"duration too large", "1234567890 days", -1},
	{"duration negative", "-1 day", -1},
	{"duration with a tail", "1 day 2 hours", -1},
	{"duration empty", "", -1},
	{"no number", "days", -1},
};

static void check_duration(void **state)
{
	const struct duration_row *r = *state;
	int64_t seconds = -1;

	assert_int_equal(duration_parse(r->text, &seconds),
		r->seconds < 0 ? ERR_INVALID : ERR_OK);
	if (r->seconds >= 0)
		assert_int_equal(seconds, r->seconds);
}

/* Now, the period, and the first second of the first day that is kept. */
static const struct kept_row {
	const char *name;
	const char *now;
	const char *period;
	const char *since;
} kept_rows[] = {
	{"kept: a day", "2018-05-29 23:59:59", "1 day", "2018-05-28"},
	{"kept: a second later", "2018-05-30 00:00:00", "1 day", "2018-05-29"},
	{"kept: a week", "2018-06-04 12:00", "1 week", "2018-05-28"},
	{"kept: a month", "2018-06-28 23:59:59", "1 month", "2018-05-28"},
	{"kept: a month later by a second", "2018-06-29 00:00:00", "1 month",
		"2018-05-29"},
	{"kept: the end of February has four days of January",
		"2019-02-28 12:00", "1 month", "2019-01-28"},
	{"kept: and March begins behind them", "2019-03-01 12:00", "1 month",
		"2019-02-01"},
	{"kept: years over a leap day", "2021-02-28 12:00", "1 year",
		"2020-02-28"},
	{"kept: ten years", "2028-05-28 12:00", "10 years", "2018-05-28"},
	{"kept: a hundred years", "2118-05-28 12:00", "100 years",
		"2018-05-28"},
	{"kept: a thousand months", "2101-09-28 12:00", "1000 months",
		"2018-05-28"},
	{"kept: a day of 23 hours", "2018-03-26 00:00:00", "1 day",
		"2018-03-25"},
};

static void check_kept(void **state)
{
	const struct kept_row *r = *state;
	char text[INSTANT_TEXT_SIZE];
	struct period period;
	struct zone *zone;
	int64_t now;

	assert_int_equal(setup_zone(&zone, "Europe/Warsaw"), 0);
	assert_int_equal(period_parse(r->period, &period), ERR_OK);
	assert_int_equal(instant_parse(zone, r->now, DAY_FIRST, &now), ERR_OK);
	instant_format(zone, period_kept_since(zone, now, &period), text);
	assert_string_equal(text + strlen("2018-05-28"), " 00:00:00");
	text[strlen("2018-05-28")] = '\0';
	assert_string_equal(text, r->since);
	zone_free(&zone);
}

/* Whatever the period: what is kept has not ended, what is older has. */
static void test_kept_is_not_over(void **state)
{
	static const int longest[] = {4000, 600, 200, 20};
	struct random random;
	struct zone *zone;

	(void)state;
	random_begin(&random, "kept is what is not over");
	assert_int_equal(setup_zone(&zone, "Europe/Warsaw"), 0);
	for (int i = 0; i < 4000; i++) {
		struct period period = {
			.unit = (enum period_unit)random_below(&random, 4)};
		int64_t now =
			1527494400 + (int64_t)random_below(&random, 1000000000);
		int64_t since;

		period.count = 1 +
			(int)random_below(
				&random, (unsigned)longest[period.unit]);
		since = period_kept_since(zone, now, &period);
		assert_true(period_end(zone, since, &period) >= now);
		assert_true(period_end(zone, since - 1, &period) < now);
	}
	zone_free(&zone);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, end_rows, check_end);
	rows_add(&rows, period_rows, check_period);
	rows_add(&rows, duration_rows, check_duration);
	rows_add(&rows, kept_rows, check_kept);
	rows_add_one(
		&rows, "kept is what is not over", test_kept_is_not_over, NULL);
	return rows_run("period", &rows);
}
