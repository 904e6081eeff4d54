/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/zone.h"
#include "lib/rows.h"

#include <glib.h>
#include <pthread.h>

/* Wall-clock times around the changes of spring and autumn; the instants
 * were computed with GNU date and the tz database. */
static const struct local_row {
	const char *name;
	const char *zone;
	struct civil civil;
	int64_t utc;
	struct civil shown; /* zero: the same as civil */
} local_rows[] = {
	{"winter", "Europe/Warsaw", {2018, 1, 15, 12, 0, 0}, 1516014000, {0}},
	{"summer", "Europe/Warsaw", {2018, 5, 28, 10, 0, 0}, 1527494400, {0}},
	{"last second before the gap", "Europe/Warsaw",
		{2018, 3, 25, 1, 59, 59}, 1521939599, {0}},
	{"in the gap moves past it", "Europe/Warsaw", {2018, 3, 25, 2, 30, 0},
		1521941400, {2018, 3, 25, 3, 30, 0}},
	{"first second after the gap", "Europe/Warsaw", {2018, 3, 25, 3, 0, 0},
		1521939600, {0}},
	{"occurs twice: the earlier", "Europe/Warsaw", {2018, 10, 28, 2, 30, 0},
		1540686600, {0}},
	{"after the overlap", "Europe/Warsaw", {2018, 10, 28, 3, 0, 0},
		1540692000, {0}},
	{"beyond 2037 by the rule in the file's footer", "Europe/Warsaw",
		{2050, 7, 1, 12, 0, 0}, 2540282400, {0}},
	{"half-hour zone", "Asia/Kolkata", {2018, 5, 28, 10, 0, 0}, 1527481800,
		{0}},
	{"UTC", "UTC", {2018, 5, 28, 10, 0, 0}, 1527501600, {0}},
	{"midnight that does not exist", "America/Sao_Paulo",
		{2018, 11, 4, 0, 0, 0}, 1541300400, {2018, 11, 4, 1, 0, 0}},
	{"before 1970", "Europe/Warsaw", {1939, 9, 1, 4, 45, 0}, -957298500,
		{0}},
};

static void check_local(void **state)
{
	const struct local_row *r = *state;
	const struct civil *shown = r->shown.year ? &r->shown : &r->civil;
	struct civil back;
	struct zone *zone;

	assert_int_equal(zone_open(r->zone, &zone), ERR_OK);
	assert_int_equal(zone_from_civil(zone, &r->civil), r->utc);
	zone_to_civil(zone, r->utc, &back);
	assert_memory_equal(&back, shown, sizeof(back));
	zone_free(&zone);
	assert_null(zone);
}

static const struct name_row {
	const char *name;
	enum err expected;
} name_rows[] = {
	{"Europe/Warsaw", ERR_OK},
	{"UTC", ERR_OK},
	{"America/Argentina/Buenos_Aires", ERR_OK},
	{"Europe/Warszawa", ERR_NOT_FOUND},
	{"", ERR_INVALID},
	{"CET-1CEST", ERR_INVALID},
	{"+02:00", ERR_INVALID},
	{"/etc/localtime", ERR_INVALID},
	{"../../etc/passwd", ERR_INVALID},
};

static void check_name(void **state)
{
	const struct name_row *r = *state;
	struct zone *zone;

	assert_int_equal(zone_open(r->name, &zone), r->expected);
	zone_free(&zone);
}

static const struct day_row {
	const char *name;
	int y, m, d;
	int64_t end;
	const char *zone; /* NULL: Europe/Warsaw */
} day_rows[] = {
	{"a day of 23 hours", 2018, 3, 25, 1522015199, NULL},
	{"a day of 25 hours", 2018, 10, 28, 1540767599, NULL},
	{"an ordinary day", 2018, 6, 28, 1530223199, NULL},
	/* At 00:01 it was 23:01 of the day before. */
	{"back across midnight: the later end", 2010, 11, 6, 1289100599,
		"America/St_Johns"},
	{"the day after that", 2010, 11, 7, 1289186999, "America/St_Johns"},
	/* At 00:00 it was 23:00 of the day before. */
	{"back at midnight", 2018, 2, 17, 1518922799, "America/Sao_Paulo"},
	/* At 01:00 it was 00:00 of the same day. */
	{"midnight twice", 2018, 11, 3, 1541303999, "America/Havana"},
	{"the day that begins twice", 2018, 11, 4, 1541393999,
		"America/Havana"},
	{"before a day without midnight", 2018, 11, 3, 1541300399,
		"America/Sao_Paulo"},
	/* Behind the date line's move: the day has no last second. */
	{"a day that there was not", 2011, 12, 30, 1325239199, "Pacific/Apia"},
};

static void check_day(void **state)
{
	const struct day_row *r = *state;
	struct zone *zone;

	assert_int_equal(
		zone_open(r->zone ? r->zone : "Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(zone_day_end(zone, r->y, r->m, r->d), r->end);
	zone_free(&zone);
}

static void test_days_round_trip(void **state)
{
	(void)state;
	for (int64_t d = -800000; d < 2900000; d += 13) {
		struct civil c;

		civil_from_days(d, &c);
		assert_int_equal(civil_days(c.year, c.month, c.day), d);
	}
}

/* Offsets change at whole half hours: each of them, and the second before it,
 * beside GLib's own answer, from before our table to beyond it. */
static const struct {
	const char *name;
} offset_rows[] = {
	{"Europe/Warsaw"},
	{"Australia/Lord_Howe"},
	{"Africa/Casablanca"},
	{"UTC"},
};

static int asked_of_glib(GTimeZone *tz, int64_t utc)
{
	return g_time_zone_get_offset(
		tz, g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, utc));
}

static void check_offsets(void **state)
{
	const char *name = *(const char *const *)*state;
	GTimeZone *tz = g_time_zone_new_identifier(name);
	struct zone *zone;

	assert_int_equal(zone_open(name, &zone), ERR_OK);
	for (int64_t t = -86400; t < ((int64_t)1 << 32) + 86400; t += 1800) {
		if (zone_offset(zone, t) != asked_of_glib(tz, t) ||
			zone_offset(zone, t - 1) != asked_of_glib(tz, t - 1))
			fail_msg("%s at %lld", name, (long long)t);
	}
	zone_free(&zone);
	g_time_zone_unref(tz);
}

/* The process's own zone neither matters nor changes. */
static void test_process_zone_is_left_alone(void **state)
{
	const struct civil c = {2018, 5, 28, 10, 0, 0};
	struct zone *zone;

	(void)state;
	setenv("TZ", "Asia/Tokyo", 1);
	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(zone_from_civil(zone, &c), 1527494400);
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
	zone_free(&zone);
}

static void *read_zone(void *arg)
{
	const struct zone *zone = arg;
	int64_t wrong = 0;

	for (int64_t t = 1500000000; t < 1600000000; t += 9973) {
		struct civil c;
		int64_t back;

		zone_to_civil(zone, t, &c);
		back = zone_from_civil(zone, &c);
		/* In the hour that occurs twice the earlier one comes back. */
		wrong += back != t && back != t - 3600;
	}
	return (void *)(intptr_t)wrong;
}

static void test_threads_share_a_zone(void **state)
{
	pthread_t threads[4];
	struct zone *zone;

	(void)state;
	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, read_zone, zone), 0);
	for (size_t i = 0; i < 4; i++) {
		void *wrong;

		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
	zone_free(&zone);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, local_rows, check_local);
	rows_add(&rows, name_rows, check_name);
	rows_add(&rows, day_rows, check_day);
	rows_add(&rows, offset_rows, check_offsets);
	rows_add_one(&rows, "days round trip", test_days_round_trip, NULL);
	rows_add_one(&rows, "the process's zone is left alone",
		test_process_zone_is_left_alone, NULL);
	rows_add_one(
		&rows, "threads share a zone", test_threads_share_a_zone, NULL);
	return rows_run("zone", &rows);
}
