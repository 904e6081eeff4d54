/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules P5 P6 P7 P8 */
/* Whose time is over, from the record alone. */
#include "unit/service/house.h"

#include "service/retention/ended.h"

#define BASES " bases = {'legitimate-interest'} }\n"
#define CONFIG                                                          \
	"relation 'lead' { retain = {'2 weeks after collection'}" BASES \
	"relation 'both' { retain = {'1 month after last-contact',"     \
	" '1 year after relation-end'}" BASES

/* Dates of a record; NULL: not known. It is 2018-07-01 12:00. */
static const struct row {
	const char *name;
	const char *relation;
	const char *since, *end;
	const char *collected, *contact;
	enum retention_kind kind;
	const char *ends; /* of RETENTION_AT */
} rows_of_records[] = {
	{"a month from the last contact", "prospect", "2018-05-01", NULL,
		"2018-05-01", "2018-06-10", RETENTION_AT,
		"2018-07-10 23:59:59"},
	{"without one, from the collection", "prospect", "2018-05-01", NULL,
		"2018-06-05", NULL, RETENTION_AT, "2018-07-05 23:59:59"},
	{"with neither", "prospect", "2018-05-01", NULL, NULL, NULL,
		RETENTION_ENDED, NULL},
	{"as long as the relation lasts", "customer", "2018-05-01", NULL,
		"2018-05-01", "2018-05-01", RETENTION_UNLIMITED, NULL},
	{"six years from its end", "customer", "2010-05-01", "2012-07-15",
		"2010-05-01", "2010-05-01", RETENTION_AT,
		"2018-07-15 23:59:59"},
	{"two weeks from the collection", "lead", "2018-06-20", NULL,
		"2018-06-20", "2018-06-30", RETENTION_AT,
		"2018-07-04 23:59:59"},
	{"without a collection", "lead", "2018-06-20", NULL, NULL, "2018-06-30",
		RETENTION_ENDED, NULL},
	{"of several rules the earliest end", "both", "2018-01-01",
		"2018-02-01", "2018-01-01", "2018-06-10", RETENTION_AT,
		"2018-07-10 23:59:59"},
	{"no relation", NULL, NULL, NULL, "2018-06-30", "2018-06-30",
		RETENTION_ENDED, NULL},
	{"a relation that is not configured", "of-yesterday", "2018-06-30",
		NULL, "2018-06-30", "2018-06-30", RETENTION_ENDED, NULL},
};

static void check_record(void **state)
{
	const struct row *row = *state;
	struct store_person person;
	struct retention retention;
	struct subject scratch;
	struct house h;

	house_open_with(&h, CONFIG);
	person = (struct store_person){
		.relation = row->relation,
		.relation_since_utc = house_instant(&h, row->since),
		.relation_end_utc = house_instant(&h, row->end),
		.collected_utc = house_instant(&h, row->collected),
		.last_contact_utc = house_instant(&h, row->contact),
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE,
	};
	subject_init(&scratch);
	/* What was there of another person counts no more. */
	assert_int_equal(subject_add_contact(&scratch, HOUSE_NOW), ERR_OK);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(ended_retention(&h.settings->policy, &scratch,
					 &person, HOUSE_NOW, &retention),
			ERR_OK);
		assert_int_equal(retention.kind, row->kind);
		if (row->ends)
			assert_int_equal(retention.end_utc,
				house_instant(&h, row->ends));
	}
	subject_free(&scratch);
	house_close(&h);
}

static const struct over_row {
	const char *name;
	struct retention retention;
	bool is_over; /* at 1000 */
} over_rows[] = {
	{"it ended", {RETENTION_ENDED, INSTANT_NONE}, true},
	{"it never ends", {RETENTION_UNLIMITED, INSTANT_NONE}, false},
	{"it ended a second before", {RETENTION_AT, 999}, true},
	{"its last second", {RETENTION_AT, 1000}, false},
	{"it ends a second later", {RETENTION_AT, 1001}, false},
};

static void check_over(void **state)
{
	const struct over_row *row = *state;

	assert_int_equal(ended_is_over(row->retention, 1000), row->is_over);
}

/* By the firm's calendar, not by hours. */
static const struct days_row {
	const char *name;
	const char *from, *to;
	int days;
} days_rows[] = {
	{"the same instant", "2018-05-28 10:00", "2018-05-28 10:00", 0},
	{"the same day", "2018-05-28 00:00", "2018-05-28 23:59:59", 0},
	{"a second later is the next day", "2018-05-28 23:59:59",
		"2018-05-29 00:00", 1},
	{"two days of 23 hours and 24", "2018-03-25 00:00", "2018-03-27 00:00",
		2},
	{"a month", "2018-05-28", "2018-06-28", 31},
	{"from year to year", "2017-12-31 12:00", "2018-01-01 12:00", 1},
	{"backwards", "2018-05-29", "2018-05-28", 0},
};

static void check_days(void **state)
{
	const struct days_row *row = *state;
	struct house h;

	house_open(&h);
	assert_int_equal(
		ended_days(h.settings->zone, house_instant(&h, row->from),
			house_instant(&h, row->to)),
		row->days);
	house_close(&h);
}

static void test_silent_since(void **state)
{
	struct store_person person = {.collected_utc = INSTANT_NONE,
		.last_contact_utc = INSTANT_NONE};

	(void)state;
	assert_int_equal(ended_silent_since(&person), INSTANT_NONE);
	person.collected_utc = 7;
	assert_int_equal(ended_silent_since(&person), 7);
	person.last_contact_utc = 5;
	assert_int_equal(ended_silent_since(&person), 5);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_records, check_record);
	rows_add(&rows, over_rows, check_over);
	rows_add(&rows, days_rows, check_days);
	rows_add_one(&rows, "since when silent", test_silent_since, NULL);
	return rows_run("ended", &rows);
}
