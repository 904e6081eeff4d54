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

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_stands, check_stands);
	return rows_run("order", &rows);
}
