/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "lib/random.h"
#include "lists/sort_private.h"

#define MOST 5000

static const struct row {
	const char *name;
	size_t len;
	unsigned values; /* each byte is one of so many */
} rows[] = {
	{"20 bytes, all different", 20, 256},
	{"16 bytes, many alike", 16, 2},
	{"64 bytes, all the same", 64, 1},
	{"1 byte", 1, 256},
	{"32 bytes, long beginnings alike", 32, 3},
};

static size_t width;

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, width);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	unsigned char *ours = malloc(MOST * r->len);
	unsigned char *theirs = malloc(MOST * r->len);
	struct random random;

	assert_non_null(ours);
	assert_non_null(theirs);
	random_begin(&random, r->name);
	width = r->len;
	for (unsigned round = 0; round < 20; round++) {
		size_t count = round < 3 ? round : random_below(&random, MOST);
		size_t unique = 0;

		for (size_t i = 0; i < count * r->len; i++)
			ours[i] =
				(unsigned char)random_below(&random, r->values);
		memcpy(theirs, ours, count * r->len);
		qsort(theirs, count, r->len, compare);
		sort_digests(ours, count, r->len);
		assert_memory_equal(ours, theirs, count * r->len);
		for (size_t i = 0; i < count; i++)
			unique += i == 0 ||
				compare(theirs + i * r->len,
					theirs + (i - 1) * r->len) != 0;
		assert_int_equal(sort_unique(ours, count, r->len), unique);
		for (size_t i = 1; i < unique; i++)
			assert_true(compare(ours + (i - 1) * r->len,
					    ours + i * r->len) < 0);
	}
	free(ours);
	free(theirs);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("sort", &all);
}
