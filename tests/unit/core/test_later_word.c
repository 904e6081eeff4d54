/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/order.h"
#include "lib/rows.h"

/* Which of two words is the later (src/core/RULES): where dates do not tell
 * the order of two records, the order of recording does. */

#define NONE INSTANT_NONE
#define DAY 1527458400 /* the first second of 2018-05-28 in Warsaw */
#define END (DAY + 86399)

static const struct pair_row {
	const char *name;
	int64_t favour, favour_told;
	int64_t against, against_told;
	bool is_day;
	bool grant_is_later; /* than a withdrawal */
	bool lift_is_later; /* than an objection */
} pair_rows[] = {
	{"the favour is later", 20, NONE, 10, NONE, false, true, true},
	{"by a second", 11, NONE, 10, NONE, false, true, true},
	{"the same instant", 10, NONE, 10, NONE, false, false, false},
	{"earlier by a second", 9, NONE, 10, NONE, false, false, false},
	{"both told, the dates count", 20, 30, 10, 40, false, true, true},
	{"both told, the dates count against it", 10, 40, 20, 30, false, false,
		false},
	{"within the day", END, NONE, DAY, NONE, true, false, false},
	{"within the day, told later", END, 50, DAY, 40, true, false, false},
	{"behind the day", END + 1, NONE, DAY, NONE, true, true, true},
	{"before the day", DAY - 1, NONE, DAY, NONE, true, false, false},
	{"a wish without a date from before", 20, NONE, NONE, NONE, false,
		false, true},
	{"a wish without a date from before, favour told", 20, 30, NONE, NONE,
		false, false, true},
	{"a wish without a date, told before", 20, 30, NONE, 29, false, true,
		true},
	{"a wish without a date, told with it", 20, 30, NONE, 30, false, false,
		false},
	{"a wish without a date, told since", 20, 30, NONE, 31, false, false,
		false},
	{"a wish without a date, told since a favour from before", 20, NONE,
		NONE, 31, false, false, false},
	{"a favour without a date from before", NONE, NONE, 10, NONE, false,
		false, false},
	{"a favour without a date, told", NONE, 30, 10, NONE, false, false,
		false},
	{"a favour without a date, told since", NONE, 30, 10, 29, false, true,
		true},
	{"a favour without a date, told with it", NONE, 30, 10, 30, false,
		false, false},
	{"neither has a date, told since", NONE, 30, NONE, 29, false, true,
		true},
	{"neither has a date, told before", NONE, 28, NONE, 29, false, false,
		false},
	{"neither has a date, both from before", NONE, NONE, NONE, NONE, false,
		false, false},
	{"neither has a date, the wish from before", NONE, 30, NONE, NONE,
		false, false, false},
};

static void check_pair(void **state)
{
	const struct pair_row *r = *state;
	const struct grant grant = {
		.given_utc = r->favour, .recorded_utc = r->favour_told};
	const struct objection_lift lift = {
		.at_utc = r->favour, .recorded_utc = r->favour_told};
	const struct withdrawal withdrawal = {.at_utc = r->against,
		.recorded_utc = r->against_told,
		.is_day = r->is_day};
	const struct objection objection = {.at_utc = r->against,
		.recorded_utc = r->against_told,
		.is_day = r->is_day};
	struct zone *zone;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(
		order_outlasts(zone, &grant, &withdrawal), r->grant_is_later);
	assert_int_equal(
		order_lifts(zone, &lift, &objection), r->lift_is_later);
	zone_free(&zone);
}

static const struct wrote_row {
	const char *name;
	int64_t wrote;
	int64_t against, against_told;
	bool is_day;
	bool is_later;
} wrote_rows[] = {
	{"wrote since", 11, 10, NONE, false, true},
	{"wrote at its instant", 10, 10, NONE, false, false},
	{"wrote before", 9, 10, NONE, false, false},
	{"wrote within its day", END, DAY, NONE, true, false},
	{"wrote behind its day", END + 1, DAY, NONE, true, true},
	{"wrote since it was told", 31, NONE, 30, false, true},
	{"wrote as it was told", 30, NONE, 30, false, false},
	{"wrote, and nobody knows when it was told", 31, NONE, NONE, false,
		false},
	{"nobody knows when it was written", NONE, 10, NONE, false, false},
};

static void check_wrote(void **state)
{
	const struct wrote_row *r = *state;
	const struct withdrawal withdrawal = {.at_utc = r->against,
		.recorded_utc = r->against_told,
		.is_day = r->is_day};
	const struct objection objection = {.at_utc = r->against,
		.recorded_utc = r->against_told,
		.is_day = r->is_day};
	struct zone *zone;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	assert_int_equal(
		order_wrote_after_objection(zone, r->wrote, &objection),
		r->is_later);
	assert_int_equal(
		order_wrote_after_withdrawal(zone, r->wrote, &withdrawal),
		r->is_later);
	zone_free(&zone);
}

/* Of two wishes, or of two favours, the earlier by date is the earlier; where
 * the dates do not tell, the order of recording. */
static const struct alike_row {
	const char *name;
	int64_t a, a_told, b, b_told;
	bool a_is_day;
	int order;
} alike_rows[] = {
	{"alike: the earlier", 10, NONE, 11, NONE, false, -1},
	{"alike: the earlier, though told later", 10, 50, 11, 40, false, -1},
	{"alike: equal", 10, NONE, 10, NONE, false, 0},
	{"alike: equal, told earlier", 10, 40, 10, 50, false, -1},
	{"alike: equal, told at once", 10, 40, 10, 40, false, 0},
	{"alike: a day counts to its end", DAY, NONE, END - 1, NONE, true, 1},
	{"alike: a day before the next", DAY, NONE, END + 1, NONE, true, -1},
	{"alike: one without a date, told earlier", NONE, 40, 10, 50, false,
		-1},
	{"alike: one without a date, told later", NONE, 60, 10, 50, false, 1},
	{"alike: one without a date, both from before", NONE, NONE, 10, NONE,
		false, 0},
};

static void check_alike(void **state)
{
	const struct alike_row *r = *state;
	struct zone *zone;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	for (int against = 0; against < 2; against++) {
		const struct order_record a = {.at_utc = r->a,
			.recorded_utc = r->a_told,
			.is_day = r->a_is_day,
			.is_against = against};
		const struct order_record b = {.at_utc = r->b,
			.recorded_utc = r->b_told,
			.is_against = against};

		assert_int_equal(order_compare(zone, &a, &b), r->order);
		assert_int_equal(order_compare(zone, &b, &a), -r->order);
	}
	zone_free(&zone);
}

static const struct last_row {
	const char *name;
	const char *zone; /* NULL: none is known */
	int64_t at_utc;
	bool is_day;
	int64_t last;
} last_rows[] = {
	{"an instant is its own last second", "Europe/Warsaw", DAY, false, DAY},
	{"of a day", "Europe/Warsaw", DAY, true, END},
	{"of a day of 23 hours", "Europe/Warsaw", 1521932400, true, 1522015199},
	{"of a day of 25 hours", "Europe/Warsaw", 1540677600, true, 1540767599},
	{"of a day that was another zone's", "UTC", DAY, true, END + 7200},
	{"of a day of a zone in the west", "America/New_York", DAY, true,
		END + 6 * 3600},
	{"without a zone no day is longer", NULL, DAY, true, DAY + 89999},
	{"no date has none", "Europe/Warsaw", NONE, true, NONE},
	{"no date and no zone", NULL, NONE, true, NONE},
};

static void check_last(void **state)
{
	const struct last_row *r = *state;
	struct zone *zone = NULL;

	if (r->zone)
		assert_int_equal(zone_open(r->zone, &zone), ERR_OK);
	assert_true(order_last_second(zone, r->at_utc, r->is_day) == r->last);
	zone_free(&zone);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, pair_rows, check_pair);
	rows_add(&rows, wrote_rows, check_wrote);
	rows_add(&rows, alike_rows, check_alike);
	rows_add(&rows, last_rows, check_last);
	return rows_run("the later word", &rows);
}
