/* SPDX-License-Identifier: BSD-2-Clause */
/* Which objections stand against a purpose beside the lifts on record. */
#include "core/order.h"

#include "lib/rows.h"

struct row {
	const char *name;
	const char *objected; /* purpose; NULL: all direct marketing */
	bool by_domain;
	const char *lifted; /* purpose; NULL: no lift is on record */
	int64_t lifted_utc; /* the objection is of the second 100 */
	bool stands;
};

static const struct row rows_of_stands[] = {
	{"alone", "news", false, NULL, 0, true},
	{"of all, alone", NULL, false, NULL, 0, true},
	{"of another purpose", "offers", false, NULL, 0, false},
	{"lifted later", "news", false, "news", 101, false},
	{"of all, lifted later", NULL, false, "news", 101, false},
	{"lifted earlier", "news", false, "news", 99, true},
	{"lifted in the same second", "news", false, "news", 100, true},
	{"lifted for another purpose", NULL, false, "offers", 101, true},
	{"of the domain", "news", true, "news", 101, true},
	{"of the domain, of another purpose", "offers", true, NULL, 0, false},
};

static void check_stands(void **state)
{
	const struct row *row = *state;
	const struct objection objection = {.purpose = row->objected,
		.at_utc = 100,
		.by_domain = row->by_domain,
		.recorded_utc = 100};
	struct objection_lift lift = {.purpose = row->lifted,
		.at_utc = row->lifted_utc,
		.recorded_utc = row->lifted_utc};
	struct subject subject = {
		.lifts = &lift, .lifts_len = row->lifted ? 1 : 0};

	assert_int_equal(
		order_stands_against(NULL, &subject, &objection, "news"),
		row->stands);
}

#define SOME 2

struct favour_row {
	const char *name;
	int64_t granted[SOME],
		lifted[SOME]; /* when recorded; 0: is not there */
	int64_t last;
};

static const struct favour_row rows_of_favour[] = {
	{"nothing", {0}, {0}, INSTANT_NONE},
	{"one grant", {10}, {0}, 10},
	{"the later grant is first", {20, 10}, {0}, 20},
	{"the later grant is last", {10, 20}, {0}, 20},
	{"one lift", {0}, {10}, 10},
	{"the later lift is first", {0}, {20, 10}, 20},
	{"the later lift is last", {0}, {10, 20}, 20},
	{"a grant after a lift", {30}, {10, 20}, 30},
	{"a lift after a grant", {10, 20}, {30}, 30},
	{"a lift before a grant", {10, 30}, {20}, 30},
};

static size_t count_of(const int64_t recorded[SOME])
{
	return (recorded[0] ? 1U : 0U) + (recorded[1] ? 1U : 0U);
}

static void check_favour(void **state)
{
	const struct favour_row *row = *state;
	struct grant grants[SOME] = {{.recorded_utc = row->granted[0]},
		{.recorded_utc = row->granted[1]}};
	struct objection_lift lifts[SOME] = {{.recorded_utc = row->lifted[0]},
		{.recorded_utc = row->lifted[1]}};
	struct subject subject = {.grants = grants,
		.grants_len = count_of(row->granted),
		.lifts = lifts,
		.lifts_len = count_of(row->lifted)};

	assert_int_equal(order_favour_recorded(&subject), row->last);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_stands, check_stands);
	rows_add(&rows, rows_of_favour, check_favour);
	return rows_run("order", &rows);
}
