/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules P2 */
#include "core/period.h"
#include "lib/random.h"
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
	{"an @ and as many digits as there may be", "@001527494400", 1527494400,
		0},
	{"each digit", "2016-07-19 18:45:36", 1468946736, 0},
	{"dots, each digit", "09.08.2017 06:53:41", 1502254421, 0},
	{"the last second of a day", "2018-05-28 23:59:59", 1527544799, 0},
	{"a fraction of nines and noughts", "2018-05-28 10:00:30.9090",
		1527494430, 0},
	{"tabs around", "\t2018-05-28 10:00\t", 1527494400, 0},
	{"the largest offset", "2018-05-28T10:00:00+18:59", 1527433260, 0},
	{"the largest offset, in one", "2018-05-28T10:00:00-1859", 1527569940,
		0},
	{"an offset of minutes", "2018-05-28T10:00:00+00:01", 1527501540, 0},
	{"a zone of one letter", "2018-05-28 10:00:00 +0200 A", 1527494400, 0},
	{"a zone of five letters", "2018-05-28 10:00:00 +0200 AZBYC",
		1527494400, 0},
	{"as long as it may be",
		"2018-05-28 10:00:30.000000000000000000000000000000000"
		"0000000000",
		1527494430, 0},
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
	{"an @ and a digit too many", "@0001527494400"},
	{"an @ before the first", "@-62135596801"},
	{"an @ and two signs", "@--1"},
	{"an offset of 19 hours", "2018-05-28T10:00:00+19"},
	{"an offset of 60 minutes, in one", "2018-05-28T10:00:00+0260"},
	{"an offset of one digit", "2018-05-28T10:00:00+2"},
	{"an offset of five digits", "2018-05-28T10:00:00+02000"},
	{"a colon and one digit", "2018-05-28T10:00:00+02:0"},
	{"a zone of six letters", "2018-05-28 10:00:00 +0200 AZBYCX"},
	{"a zone in small letters", "2018-05-28 10:00:00 +0200 cest"},
	{"a zone after two blanks", "2018-05-28 10:00:00 +0200  CEST"},
	{"a zone with an end", "2018-05-28 10:00:00 +0200 CEST."},
	{"an offset twice, cut off", "2018-05-28 10:00:00 +0200 +02:"},
	{"UTC and more", "2018-05-28 10:00:00 UTCX"},
	{"day of three digits", "128.05.2018"},
	{"month of three digits", "28.005.2018"},
	{"five digits of year with dots", "28.05.20180"},
	{"a dot instead of the second", "28.05-2018"},
	{"a hyphen instead of a dot", "28-05.2018"},
	{"an hour of three digits", "2018-05-28 010:00"},
	{"a second of one digit", "2018-05-28 10:00:3"},
	{"a letter for a fraction", "2018-05-28 10:00:30.x"},
	{"a slash for a digit", "2018-05-2/"},
	{"a colon for a digit", "2018-05-2:"},
	{"longer than it may be",
		"2018-05-28 10:00:30.000000000000000000000000000000000"
		"00000000000"},
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
	{"west, a second before midnight", "America/New_York", 1527566399,
		"2018-05-28T23:59:59-04:00", "2018-05-28 23:59:59",
		"2018-05-28"},
	{"minutes of each digit", "Asia/Kathmandu", 1468860336,
		"2016-07-18T22:30:36+05:45", "2016-07-18 22:30:36",
		"2016-07-18"},
	{"the first that can be shown", "UTC", -62135510400,
		"0001-01-02T00:00:00+00:00", "0001-01-02 00:00:00",
		"0001-01-02"},
	{"the next", "UTC", -62135510399, "0001-01-02T00:00:01+00:00",
		"0001-01-02 00:00:01", "0001-01-02"},
	{"the last but one that can be shown", "UTC", 3093527894398,
		"99999-12-30T23:59:58+00:00", "99999-12-30 23:59:58",
		"99999-12-30"},
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

static const struct day_row {
	const char *name;
	const char *text;
	bool is_day;
} day_rows[] = {
	{"a day", "2018-05-28", true},
	{"a day with dots", "28.05.2018", true},
	{"a day and blanks", " \t2018-05-28 \t", true},
	{"a day and a time", "2018-05-28 10:00", false},
	{"a day and its first second", "2018-05-28T00:00:00Z", false},
	{"seconds are no day", "@1527494400", false},
	{"nothing is no day", "", false},
	{"a word is no day", "yesterday", false},
};

static void check_day(void **state)
{
	const struct day_row *r = *state;

	assert_int_equal(instant_is_day(r->text), r->is_day);
}

/* What was recorded as a day in Warsaw, shown where the firm has moved to. */
static const struct moved_row {
	const char *name;
	const char *zone;
	int64_t utc;
	const char *day;
} moved_rows[] = {
	{"the day at home", "Europe/Warsaw", 1527458400, "2018-05-28"},
	{"the day seen from the west", "America/New_York", 1527458400,
		"2018-05-28"},
	{"the day seen from the east", "Asia/Tokyo", 1527458400, "2018-05-28"},
	{"as far west as half a day goes", "UTC", 1527458400 + 7200 - 43200,
		"2018-05-28"},
	{"and a second further", "UTC", 1527458400 + 7200 - 43201,
		"2018-05-27"},
	{"no day", "UTC", INSTANT_NONE, "-"},
};

static void check_moved(void **state)
{
	const struct moved_row *r = *state;
	char text[INSTANT_TEXT_SIZE];
	struct zone *zone;

	assert_int_equal(zone_open(r->zone, &zone), ERR_OK);
	instant_format_day(zone, r->utc, text);
	assert_string_equal(text, r->day);
	zone_free(&zone);
}

/* What is shown is read as the same instant, with and without its zone. */
static void test_shown_is_read(void **state)
{
	static const char *const zones[] = {
		"Europe/Warsaw", "America/St_Johns", "UTC", "Asia/Kathmandu"};
	struct random random;

	(void)state;
	random_begin(&random, "what is shown is read");
	for (int i = 0; i < 4000; i++) {
		const char *name = zones[random_below(&random, 4)];
		int64_t utc =
			(int64_t)random_below(&random, 2000000000) - 500000000;
		char text[INSTANT_TEXT_SIZE];
		int64_t iso, plain;
		struct zone *zone;

		assert_int_equal(zone_open(name, &zone), ERR_OK);
		instant_format_iso(zone, utc, text);
		assert_int_equal(
			instant_parse(zone, text, DAY_FIRST, &iso), ERR_OK);
		assert_true(iso == utc);
		instant_format(zone, utc, text);
		assert_int_equal(
			instant_parse(zone, text, DAY_LAST, &plain), ERR_OK);
		/* The hour that occurs twice is the earlier. */
		assert_true(
			plain == utc || (plain < utc && utc - plain <= 3600));
		zone_free(&zone);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, good_rows, check_good);
	rows_add(&rows, bad_rows, check_bad);
	rows_add(&rows, show_rows, check_show);
	rows_add(&rows, day_rows, check_day);
	rows_add(&rows, moved_rows, check_moved);
	rows_add_one(&rows, "what is shown is read", test_shown_is_read, NULL);
	return rows_run("instant", &rows);
}
