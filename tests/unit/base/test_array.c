/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "base/array.h"

static void one_by_one(void **state)
{
	size_t len = 0, cap = 0, moves = 0;
	int *items = NULL;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		size_t before = cap;
		int *grown = array_grow(items, len, &cap, sizeof(*grown));

		assert_non_null(grown);
		assert_true(cap > len);
		moves += cap != before;
		items = grown;
		items[len++] = i;
	}
	for (int i = 0; i < 10000; i++)
		assert_int_equal(items[i], i);
	assert_true(moves < 20);
	free(items);
}

static void many_at_once(void **state)
{
	size_t cap = 0;
	char *items = array_room(NULL, 1000, &cap, 3), *same;

	(void)state;
	assert_non_null(items);
	assert_true(cap >= 1000);
	same = array_room(items, cap, &cap, 3);
	assert_ptr_equal(items, same);
	same = array_room(same, 1, &cap, 3);
	assert_ptr_equal(items, same);
	free(same);
}

/* Room for none is room all the same: NULL means that there is no memory. */
static void none(void **state)
{
	size_t cap = 0;
	char *items = array_room(NULL, 0, &cap, 1);

	(void)state;
	assert_non_null(items);
	free(items);
}

static void secrets(void **state)
{
	size_t cap = 0, len = 0;
	unsigned char *items = NULL;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		assert_int_equal(
			array_reserve_secret((void **)&items, &cap, len + 1, 1),
			ERR_OK);
		assert_true(cap > len);
		items[len++] = (unsigned char)i;
	}
	for (int i = 0; i < 5000; i++)
		assert_int_equal(items[i], (unsigned char)i);
	/* Without room for more nothing is lost. */
	assert_int_equal(
		array_reserve_secret((void **)&items, &cap, SIZE_MAX, 1),
		ERR_NOMEM);
	assert_true(cap >= len);
	assert_int_equal(items[len - 1], (unsigned char)(len - 1));
	free(items);
}

static void too_many(void **state)
{
	size_t cap = 0;

	(void)state;
	assert_null(array_room(NULL, SIZE_MAX, &cap, 1));
	assert_null(array_room(NULL, SIZE_MAX / 4, &cap, 16));
	assert_null(array_grow(NULL, SIZE_MAX, &cap, 1));
	assert_int_equal(cap, 0);
}

struct pair {
	int name, count;
};

static int by_name(const void *a, const void *b)
{
	return ((const struct pair *)a)->name - ((const struct pair *)b)->name;
}

static void add_pair(void *kept, const void *item)
{
	((struct pair *)kept)->count += ((const struct pair *)item)->count;
}

static void joined(void **state)
{
	struct pair pairs[] = {
		{3, 1}, {1, 2}, {3, 4}, {2, 8}, {1, 16}, {3, 32}};
	const struct pair sums[] = {{1, 18}, {2, 8}, {3, 37}};

	(void)state;
	assert_int_equal(array_join(NULL, 0, 1, by_name, add_pair), 0);
	assert_int_equal(
		array_join(pairs, 1, sizeof(*pairs), by_name, add_pair), 1);
	assert_int_equal(
		array_join(pairs, 6, sizeof(*pairs), by_name, add_pair), 3);
	assert_memory_equal(pairs, sums, sizeof(sums));
	/* None is equal to another any more. */
	assert_int_equal(
		array_join(pairs, 3, sizeof(*pairs), by_name, add_pair), 3);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "one by one", one_by_one, NULL);
	rows_add_one(&rows, "many at once", many_at_once, NULL);
	rows_add_one(&rows, "none", none, NULL);
	rows_add_one(&rows, "secrets", secrets, NULL);
	rows_add_one(&rows, "too many", too_many, NULL);
	rows_add_one(&rows, "joined", joined, NULL);
	return rows_run("arrays", &rows);
}
