/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules P2 */
#include "core/period.h"
#include "lib/rows.h"

/* The instants were computed with GNU date. */
static const struct good_row {
	const char *name;
	const char *text;
	int64_t first; /* with DAY_FIRST */
	int64_t last; /* with DAY_LAST; 0: the same */
} good_rows[] = {
	{"a date", "2018-05-28", 1527458400, 1527544799},
	{"a date with dots", "28.05.2018", 1527458400, 1527544799},
	{"a date with dots, short", "1.5.2018", 1525125600, 1525211999},
	{"a leap day", "2020-02-29", 1582930800, 1583017199},
	{"a day of 23 hours", "2018-03-25", 1521932400, 1522015199},
	{"a day of 25 hours", "2018-10-28", 1540677600, 1540767599},
	{"with dots and minutes", "28.05.2018 10:00", 1527494400, 0},
	{"with dots and seconds", "28.05.2018 10:00:30", 1527494430, 0},
	{"an hour of one digit", "28.05.2018 9:05", 1527491100, 0},
	{"minutes", "2018-05-28 10:00", 1527494400, 0},
	{"seconds", "2018-05-28 10:00:30", 1527494430, 0},
	{"a fraction is cut off", "2018-05-28 10:00:30.999999", 1527494430, 0},
	{"a fraction after a comma", "2018-05-28 10:00:30,5", 1527494430, 0},
	{"ISO 8601 without zone", "2018-05-28T10:00:30", 1527494430, 0},
	{"ISO 8601 with Z", "2018-05-28T10:00:30Z", 1527501630, 0},
	{"ISO 8601 without seconds", "2018-05-28T10:00Z", 1527501600, 0},
	{"ISO 8601 with hours", "2018-05-28T10:00:30+02", 1527494430, 0},
	{"ISO 8601 with hours and minutes", "2018-05-28T10:00:30+0200",
		1527494430, 0},
	{"ISO 8601 with a colon", "2018-05-28T10:00:30+02:00", 1527494430, 0},
	{"ISO 8601 west of Greenwich", "2018-05-28T10:00:30-05:30", 1527521430,
		0},
	{"ISO 8601, fraction and zone", "2018-05-28T10:00:30.123+02:00",
		1527494430, 0},
	{"a blank and a zone", "2018-05-28 10:00:30+02", 1527494430, 0},
	{"Go's UTC", "2018-05-28 10:00:30 +0000 UTC", 1527501630, 0},
	{"Go's fraction", "2018-05-28 10:00:30.123456 +0000 UTC", 1527501630,
		0},
	{"Go's summer time", "2018-05-28 10:00:30 +0200 CEST", 1527494430, 0},
	{"Go's zone without a name", "2018-05-28 10:00:30 +0200 +0200",
		1527494430, 0},
	{"UTC at the end", "2018-05-28 10:00:30 UTC", 1527501630, 0},
	{"blanks around", "  2018-05-28 10:00 ", 1527494400, 0},
	{"seconds since 1970", "@1527494400", 1527494400, 0},
	{"seconds before 1970", "@-1", -1, 0},
	{"in the gap moves past it", "2018-03-25 02:30", 1521941400, 0},
	{"occurs twice: the earlier", "2018-10-28 02:30", 1540686600, 0},
	{"the first instant", "@-62135596800", -62135596800, 0},
	{"the last instant", "@253402300799", 253402300799, 0},
};

static void check_good(void **state)
{
	const struct good_row *r = *state;
	struct zone *zone;
	int64_t utc = 0;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(instant_parse(zone, r->text, DAY_FIRST, &utc), ERR_OK);
	assert_int_equal(utc, r->first);
	assert_int_equal(instant_parse(zone, r->text, DAY_LAST, &utc), ERR_OK);
	assert_int_equal(utc, r->last ? r->last : r->first);
	zone_free(&zone);
}

static const struct bad_row {
	const char *name;
	const char *text;
} bad_rows[] = {
	{"empty", ""},
	{"blanks only", "   "},
	{"a word", "yesterday"},
	{"31 February", "31.02.2018"},
	{"29 February of a common year", "2018-02-29"},
	{"30 February", "2020-02-30"},
	{"31 April", "2018-04-31"},
	{"month 13", "2018-13-01"},
	{"month 0", "2018-00-01"},
	{"day 0", "2018-05-00"},
	{"year 0", "0000-05-01"},
	{"SQL's zero", "0000-00-00 00:00:00"},
	{"24:00", "2018-05-28 24:00"},
	{"minute 60", "2018-05-28 10:60"},
	{"second 60", "2018-12-31 23:59:60"},
	{"two digits of year", "28.05.18"},
	{"five digits of year", "20180-05-28"},
	{"short ISO", "2018-5-28"},
	{"slashes", "28/05/2018"},
	{"month first", "05/28/2018"},
	{"no separators", "20180528"},
	{"hour alone", "2018-05-28 10"},
	{"a colon and nothing", "2018-05-28 10:"},
	{"minutes of one digit", "2018-05-28 10:5"},
	{"a dot without fraction", "2018-05-28 10:00:30."},
	{"T without time", "2018-05-28T"},
	{"a date with zone only", "2018-05-28Z"},
	{"a tail after a date", "2018-05-28x"},
	{"a tail after minutes", "2018-05-28 10:00 x"},
	{"a tail after Z", "2018-05-28T10:00:00Z x"},
	{"a tail after an offset", "2018-05-28T10:00:00+02:00:00"},
	{"an offset of 24 hours", "2018-05-28T10:00:00+24:00"},
	{"an offset of 60 minutes", "2018-05-28T10:00:00+02:60"},
	{"an offset of three digits", "2018-05-28T10:00:00+020"},
	{"an offset cut off", "2018-05-28T10:00:00+02:"},
	{"two offsets that differ", "2018-05-28 10:00:00 +0200 +0300"},
	{"an abbreviation alone", "2018-05-28 10:00:00 CEST"},
	{"morning", "2018-05-28 10:00 AM"},
	{"an @ alone", "@"},
	{"an @ and a tail", "@1527494400x"},
	{"an @ and a fraction", "@1527494400.5"},
	{"an @ out of range", "@253402300800"},
	{"an @ far out of range", "@99999999999999999999999"},
	{"a long tail",
		"2018-05-28 10:00:30.0000000000000000000000000000000"
		"000000000000000000000000000"},
};

static void check_bad(void **state)
{
	const struct bad_row *r = *state;
	struct zone *zone;
	int64_t utc;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(
		instant_parse(zone, r->text, DAY_FIRST, &utc), ERR_INVALID);
	zone_free(&zone);
}

static const struct show_row {
	const char *name;
	const char *zone;
	int64_t utc;
	const char *iso;
	const char *plain;
	const char *date;
} show_rows[] = {
	{"summer", "Europe/Warsaw", 1530223199, "2018-06-28T23:59:59+02:00",
		"2018-06-28 23:59:59", "2018-06-28"},
	{"winter", "Europe/Warsaw", 1516014000, "2018-01-15T12:00:00+01:00",
		"2018-01-15 12:00:00", "2018-01-15"},
	{"UTC", "UTC", 0, "1970-01-01T00:00:00+00:00", "1970-01-01 00:00:00",
		"1970-01-01"},
	{"west, half an hour", "America/St_Johns", 1516014000,
		"2018-01-15T07:30:00-03:30", "2018-01-15 07:30:00",
		"2018-01-15"},
	{"no date", "Europe/Warsaw", INSTANT_NONE, "-", "-", "-"},
	{"far ahead", "UTC", INT64_MAX, "99999-12-30T23:59:59+00:00",
		"99999-12-30 23:59:59", "99999-12-30"},
	{"far back", "UTC", INT64_MIN + 1, "0001-01-02T00:00:00+00:00",
		"0001-01-02 00:00:00", "0001-01-02"},
};

static void check_show(void **state)
{
	const struct show_row *r = *state;
	char text[INSTANT_TEXT_SIZE];
	struct zone *zone;

	assert_int_equal(zone_open(r->zone, &zone), ERR_OK);
	instant_format_iso(zone, r->utc, text);
	assert_string_equal(text, r->iso);
	instant_format(zone, r->utc, text);
	assert_string_equal(text, r->plain);
	instant_format_date(zone, r->utc, text);
	assert_string_equal(text, r->date);
	zone_free(&zone);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, good_rows, check_good);
	rows_add(&rows, bad_rows, check_bad);
	rows_add(&rows, show_rows, check_show);
	return rows_run("instant", &rows);
}
