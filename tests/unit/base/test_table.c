/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/table.h"
#include "lib/rows.h"

#include <stdio.h>

#define MANY 5000

static size_t counted;

static void count(void *value)
{
	assert_non_null(value);
	counted++;
}

static void check_many(void **state)
{
	static char keys[MANY][16];
	struct table t;

	(void)state;
	table_init(&t);
	assert_null(table_get(&t, "0", 1));
	for (int i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof(keys[i]), "%d", i);
		assert_int_equal(
			table_put(&t, keys[i], strlen(keys[i]), keys[i]),
			ERR_OK);
		assert_int_equal(table_put(&t, keys[i], strlen(keys[i]), &t),
			ERR_EXISTS);
	}
	assert_int_equal(t.len, MANY);
	for (int i = 0; i < MANY; i++)
		assert_ptr_equal(
			table_get(&t, keys[i], strlen(keys[i])), keys[i]);
	assert_null(table_get(&t, "5000", 4));
	assert_null(table_get(&t, "12345", 5));
	assert_null(table_get(&t, "1\0", 2)); /* another length */
	counted = 0;
	table_each(&t, count);
	assert_int_equal(counted, MANY);
	table_free(&t);
	assert_null(table_get(&t, "0", 1));
	table_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(check_many, NULL),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
