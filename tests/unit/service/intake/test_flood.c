/* SPDX-License-Identifier: BSD-2-Clause */
/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <stdbool.h>
#include <stdio.h>

#include "service/intake/flood.h"

#define HOUR 3600

static void take(struct flood *f, const char *client, int64_t at_utc,
	enum rate_result expected)
{
	assert_int_equal(flood_take(f, client, at_utc, 2), expected);
}

static void test_limit(void **state)
{
	struct flood *f;

	(void)state;
	assert_int_equal(flood_new(&f), ERR_OK);
	take(f, "192.0.2.1", 100, RATE_WITHIN);
	take(f, "192.0.2.1", 100, RATE_WITHIN);
	take(f, "192.0.2.1", 200, RATE_FIRST_OVER);
	take(f, "192.0.2.1", 50, RATE_OVER);
	take(f, "192.0.2.2", 200, RATE_WITHIN);
	take(f, "192.0.2.1", 100 + HOUR, RATE_WITHIN);
	take(f, "192.0.2.1", 101 + HOUR, RATE_WITHIN);
	take(f, "192.0.2.1", 102 + HOUR, RATE_FIRST_OVER);
	flood_free(&f);
	flood_free(&f);
}

static void test_give_back(void **state)
{
	struct flood *f;

	(void)state;
	assert_int_equal(flood_new(&f), ERR_OK);
	take(f, NULL, 0, RATE_WITHIN);
	take(f, NULL, 0, RATE_WITHIN);
	take(f, NULL, 0, RATE_FIRST_OVER);
	flood_give_back(f, NULL, 0, 1, 1);
	take(f, NULL, 0, RATE_WITHIN);
	take(f, NULL, 0, RATE_FIRST_OVER);
	flood_give_back(f, NULL, 0, 100, 100);
	flood_give_back(f, "192.0.2.77", 0, 1, 1);
	take(f, NULL, 0, RATE_WITHIN);
	flood_free(&f);
}

/* Many other clients do not free the one that sends most. */
static void test_full_table(void **state)
{
	struct flood *f;
	char client[32];

	(void)state;
	assert_int_equal(flood_new(&f), ERR_OK);
	take(f, "2001:db8::1", 0, RATE_WITHIN);
	take(f, "2001:db8::2", 0, RATE_WITHIN);
	for (int i = 0; i < 3000; i++) {
		snprintf(client, sizeof(client), "198.51.%d.%d", i / 250,
			i % 250);
		take(f, client, 1, RATE_WITHIN);
	}
	take(f, "2001:db8::3", 2, RATE_FIRST_OVER);
	flood_free(&f);
}

static const struct same {
	const char *name, *a, *b, *shown;
	bool is_same;
} sames[] = {
	{"one IPv4 address", "192.0.2.1", "192.0.2.1", "192.0.2.1", true},
	{"two IPv4 addresses", "192.0.2.1", "192.0.2.2", "192.0.2.1", false},
	{"one network", "2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6",
		"2001:db8:1:2::/64", true},
	{"two networks", "2001:db8:1:2::1", "2001:db8:1:3::1",
		"2001:db8:1:2::/64", false},
	{"IPv4 in IPv6", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", true},
	{"as an MTA writes it", "IPv6:2001:db8::1", "2001:db8::1",
		"2001:db8::/64", true},
	{"this host", NULL, "no address", "this host", true},
	{"this host and another", NULL, "192.0.2.1", "this host", false},
};

static void check_same(void **state)
{
	const struct same *row = *state;
	char name[FLOOD_NAME_SIZE];
	struct flood *f;

	assert_int_equal(flood_new(&f), ERR_OK);
	assert_int_equal(flood_take(f, row->a, 0, 1), RATE_WITHIN);
	assert_int_equal(flood_take(f, row->b, 0, 1),
		row->is_same ? RATE_FIRST_OVER : RATE_WITHIN);
	flood_name(row->a, name);
	assert_string_equal(name, row->shown);
	flood_free(&f);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, sames, check_same);
	rows_add_one(&rows, "so much within an hour", test_limit, NULL);
	rows_add_one(&rows, "given back", test_give_back, NULL);
	rows_add_one(
		&rows, "more clients than are kept", test_full_table, NULL);
	return rows_run("flood", &rows);
}
