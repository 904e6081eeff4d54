/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/deadline.h"
#include "lib/rows.h"

#include <stdio.h>

/* Known dates of Easter, the earliest and the latest possible among them. */
static const struct easter_row {
	const char *name;
	int year, month, day;
} easter_rows[] = {
	{"the first Gregorian Easter", 1583, 4, 10},
	{"the earliest", 1818, 3, 22},
	{"the latest", 1943, 4, 25},
	{"full moon on a Sunday, put off", 1954, 4, 18},
	{"epact 24", 1981, 4, 19},
	{"2000", 2000, 4, 23},
	{"2008, early", 2008, 3, 23},
	{"2018", 2018, 4, 1},
	{"2019, later than astronomy", 2019, 4, 21},
	{"2024", 2024, 3, 31},
	{"2025", 2025, 4, 20},
	{"2026", 2026, 4, 5},
	{"2027", 2027, 3, 28},
	{"2038, the latest again", 2038, 4, 25},
	{"2049", 2049, 4, 18},
	{"2285, the earliest again", 2285, 3, 22},
};

static void check_easter(void **state)
{
	const struct easter_row *r = *state;

	assert_int_equal(
		easter_sunday(r->year), civil_days(r->year, r->month, r->day));
}

static const struct deadline_row {
	const char *name;
	const char *received;
	const char *period; /* NULL: 1 month */
	const char *end;
	enum holiday_calendar calendar;
	const char *more; /* one further day; NULL: none */
} deadline_rows[] = {
	{"a plain weekday", "2018-05-28 10:00", NULL,
		"2018-06-28T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"the end of January, in a leap year", "2024-01-31 10:00", NULL,
		"2024-02-29T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"the end of January, 28 February a Wednesday", "2018-01-31 10:00",
		NULL, "2018-02-28T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"the end of August", "2018-08-31", NULL, "2018-10-01T23:59:59+02:00",
		HOLIDAYS_PL, NULL},
	{"a Saturday runs to Monday", "2018-05-30", NULL,
		"2018-07-02T23:59:59+02:00", HOLIDAYS_NONE, NULL},
	{"a Sunday runs to Monday", "2018-06-01", NULL,
		"2018-07-02T23:59:59+02:00", HOLIDAYS_NONE, NULL},
	{"Good Friday is a working day", "2018-02-28", NULL,
		"2018-03-28T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"Easter Sunday runs past Easter Monday", "2018-03-01", NULL,
		"2018-04-03T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"Easter Monday", "2018-03-02", NULL, "2018-04-03T23:59:59+02:00",
		HOLIDAYS_PL, NULL},
	{"Easter Monday without a calendar", "2018-03-02", NULL,
		"2018-04-02T23:59:59+02:00", HOLIDAYS_NONE, NULL},
	{"Corpus Christi, a Thursday", "2018-04-30 12:00", "31 days",
		"2018-06-01T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"Pentecost Monday is none in Poland", "2018-04-21", NULL,
		"2018-05-21T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"1 November on a Saturday", "2025-10-01", NULL,
		"2025-11-03T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"1 November on a Thursday", "2018-10-01", NULL,
		"2018-11-02T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"11 November on a Sunday", "2018-10-11", NULL,
		"2018-11-12T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"1 May, a Tuesday", "2018-04-01", NULL, "2018-05-02T23:59:59+02:00",
		HOLIDAYS_PL, NULL},
	{"3 May, a Friday, then the weekend", "2019-04-03", NULL,
		"2019-05-06T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"15 August, a Wednesday", "2018-07-15", NULL,
		"2018-08-16T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"6 January before it was a holiday", "2009-12-06", NULL,
		"2010-01-06T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"6 January since 2011", "2010-12-06", NULL,
		"2011-01-07T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"24 December 2024 was a working day", "2024-11-24", NULL,
		"2024-12-24T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"24 December 2025 is none, and Christmas and a weekend follow",
		"2025-11-24", NULL, "2025-12-29T23:59:59+01:00", HOLIDAYS_PL,
		NULL},
	{"New Year", "2018-12-01", NULL, "2019-01-02T23:59:59+01:00",
		HOLIDAYS_PL, NULL},
	{"a further day is listed", "2018-10-12", NULL,
		"2018-11-13T23:59:59+01:00", HOLIDAYS_PL, "2018-11-12"},
	{"a further day behind a weekend", "2018-10-11", NULL,
		"2018-11-13T23:59:59+01:00", HOLIDAYS_NONE, "2018-11-12"},
	{"extended: three months from receipt", "2018-05-28", "3 months",
		"2018-08-28T23:59:59+02:00", HOLIDAYS_PL, NULL},
	{"extended: never month by month", "2018-11-30", "3 months",
		"2019-02-28T23:59:59+01:00", HOLIDAYS_PL, NULL},
	{"before 1970", "1969-11-25", NULL, "1969-12-29T23:59:59+01:00",
		HOLIDAYS_PL, NULL},
};

static void check_deadline(void **state)
{
	const struct deadline_row *r = *state;
	struct holidays holidays = {.calendar = r->calendar};
	char text[INSTANT_TEXT_SIZE];
	int64_t event, more_utc, more;
	struct period period;
	struct civil c;
	struct zone *zone;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(
		period_parse(r->period ? r->period : "1 month", &period),
		ERR_OK);
	assert_int_equal(
		instant_parse(zone, r->received, DAY_FIRST, &event), ERR_OK);
	if (r->more) {
		assert_int_equal(
			instant_parse(zone, r->more, DAY_FIRST, &more_utc),
			ERR_OK);
		zone_to_civil(zone, more_utc, &c);
		more = civil_days(c.year, c.month, c.day);
		holidays.more = &more;
		holidays.more_len = 1;
	}
	instant_format_iso(
		zone, deadline_end(zone, &holidays, event, &period), text);
	zone_free(&zone);
	assert_string_equal(text, r->end);
}

/* Of every year: a Sunday in its span, and the next one no period later. */
static void check_easter_span(void **state)
{
	(void)state;
	for (int year = 1583; year <= 4099; year++) {
		int64_t day = easter_sunday(year);

		assert_true(day >= civil_days(year, 3, 22));
		assert_true(day <= civil_days(year, 4, 25));
		assert_int_equal(((day - 3) % 7 + 7) % 7, 0);
	}
}

/* The same by another reckoning: that of Butcher's Ecclesiastical Calendar
 * (1876), which knows neither golden number nor epact. */
static int64_t easter_after_butcher(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int day = h + l - 7 * m + 114;

	return civil_days(year, day / 31, day % 31 + 1);
}

static void check_easter_otherwise(void **state)
{
	(void)state;
	for (int year = 1583; year <= 9999; year++)
		assert_int_equal(
			easter_sunday(year), easter_after_butcher(year));
}

/* Of a year the holidays that are no Saturday and no Sunday. */
static const struct year_row {
	const char *name;
	int year;
	const char *holidays;
} year_rows[] = {
	{"Poland in 2010", 2010, "01-01 04-05 05-03 06-03 11-01 11-11"},
	{"Poland in 2011", 2011,
		"01-06 04-25 05-03 06-23 08-15 11-01 11-11 12-26"},
	{"Poland in 2018", 2018,
		"01-01 04-02 05-01 05-03 05-31 08-15 11-01 12-25 12-26"},
	{"Poland in 2024", 2024,
		"01-01 04-01 05-01 05-03 05-30 08-15 11-01 11-11 12-25 12-26"},
	{"Poland in 2025", 2025,
		"01-01 01-06 04-21 05-01 06-19 08-15 11-11 12-24 12-25 12-26"},
	{"Poland in 2026", 2026,
		"01-01 01-06 04-06 05-01 06-04 11-11 12-24 12-25"},
};

static void check_year(void **state)
{
	const struct year_row *r = *state;
	const struct holidays poland = {HOLIDAYS_PL, NULL, 0};
	const struct holidays none = {HOLIDAYS_NONE, NULL, 0};
	int64_t first = civil_days(r->year, 1, 1);
	char found[200] = "";

	for (int64_t day = first; day < civil_days(r->year + 1, 1, 1); day++) {
		bool is_weekend = (day - 2) % 7 == 0 || (day - 3) % 7 == 0;
		size_t len = strlen(found);
		struct civil c;

		assert_int_equal(is_working_day(&none, day), !is_weekend);
		if (is_weekend)
			assert_false(is_working_day(&poland, day));
		if (is_weekend || is_working_day(&poland, day))
			continue;
		civil_from_days(day, &c);
		snprintf(found + len, sizeof(found) - len, "%s%02d-%02d",
			len ? " " : "", c.month, c.day);
	}
	assert_string_equal(found, r->holidays);
}

/* All days listed as holidays: the search ends, and past them. */
static void check_listed_run(void **state)
{
	int64_t days[400], end;
	struct holidays holidays = {HOLIDAYS_PL, days, 400};
	const struct period month = {1, PERIOD_MONTHS};
	struct zone *zone;
	struct civil c;

	(void)state;
	for (int i = 0; i < 400; i++)
		days[i] = civil_days(2018, 6, 1) + i;
	assert_int_equal(zone_open("UTC", &zone), ERR_OK);
	end = deadline_end(
		zone, &holidays, civil_days(2018, 5, 28) * 86400, &month);
	zone_to_civil(zone, end, &c);
	zone_free(&zone);
	assert_int_equal(civil_days(c.year, c.month, c.day), days[399] + 3);
}

int main(void)
{
	struct rows rows = {NULL, 0};

	rows_add(&rows, easter_rows, check_easter);
	rows_add(&rows, deadline_rows, check_deadline);
	rows_add(&rows, year_rows, check_year);
	rows_add_one(&rows, "Easter of every year", check_easter_span, NULL);
	rows_add_one(&rows, "Easter by another reckoning",
		check_easter_otherwise, NULL);
	rows_add_one(&rows, "a long run of holidays", check_listed_run, NULL);
	return rows_run("deadlines", &rows);
}
