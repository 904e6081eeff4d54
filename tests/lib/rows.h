/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows.h - a table of named rows becomes named cmocka tests
 *
 *     static const struct row { const char *name; ... } rows[] = {...};
 *     static void check_row(void **state) { const struct row *r = *state; ... }
 *     int main(void)
 *     {
 *             struct rows all = {0};
 *
 *             rows_add(&all, rows, check_row);
 *             return rows_run("periods", &all);
 *     }
 *
 * Several tables of one program are added one after the other. ROWS='pages *' in
 * the environment runs those whose names are like it.
 */
#ifndef ROBINSON_TESTS_ROWS_H
#define ROBINSON_TESTS_ROWS_H

/* cmocka wants these first. */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <stdlib.h>
#include <string.h>

struct rows {
	struct CMUnitTest *tests;
	size_t len;
};

static inline void rows_add_one(struct rows *rows, const char *name,
	CMUnitTestFunction check, const void *row)
{
	struct CMUnitTest *tests =
		realloc(rows->tests, (rows->len + 1) * sizeof(*tests));

	if (!tests)
		abort();
	rows->tests = tests;
	rows->tests[rows->len++] = (struct CMUnitTest){
		.name = name,
		.test_func = check,
		.initial_state = (void *)(uintptr_t)row,
	};
}

/* The first member of a row must be its name. */
#define rows_add(rows, table, check)                                         \
	do {                                                                 \
		for (size_t i_ = 0; i_ < sizeof(table) / sizeof((table)[0]); \
			i_++)                                                \
			rows_add_one((rows), (table)[i_].name, (check),      \
				&(table)[i_]);                               \
	} while (0)

static inline int rows_run(const char *group, struct rows *rows)
{
	int failed;

	cmocka_set_test_filter(getenv("ROWS"));
	failed = _cmocka_run_group_tests(
		group, rows->tests, rows->len, NULL, NULL);
	free(rows->tests);
	return failed;
}

#endif
