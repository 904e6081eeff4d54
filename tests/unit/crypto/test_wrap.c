/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/wrap.h"

#include <stdio.h>

#include "crypto/unsubscribe.h"
#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define TEXT "a click that waits"

struct bench {
	struct tempdir dir;
	char path[PATH_MAX / 2];
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
	struct wrapper *w;
	unsigned char sealed[WRAP_OVERHEAD + sizeof(TEXT)];
};

static void bench_make(struct bench *b)
{
	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", b->path), 0);
	assert_int_equal(wrapper_new(b->keys, &b->w), ERR_OK);
	assert_int_equal(
		wrap_seal(b->w, "name", TEXT, sizeof(TEXT), b->sealed), ERR_OK);
}

static void bench_remove(struct bench *b)
{
	wrapper_free(&b->w);
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

static void assert_opens(struct bench *b, struct wrapper *w)
{
	char back[sizeof(TEXT)] = "";

	assert_int_equal(
		wrap_open(w, "name", b->sealed, sizeof(b->sealed), back),
		ERR_OK);
	assert_string_equal(back, TEXT);
}

static void test_every_bit(void **state)
{
	char back[sizeof(TEXT)];
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_opens(&b, b.w);
	for (size_t bit = 0; bit < 8 * sizeof(b.sealed); bit++) {
		b.sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_equal(wrap_open(b.w, "name", b.sealed,
					 sizeof(b.sealed), back),
			ERR_CORRUPT);
		b.sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	for (size_t len = 0; len < sizeof(b.sealed); len++)
		assert_int_equal(wrap_open(b.w, "name", b.sealed, len, back),
			ERR_CORRUPT);
	assert_int_equal(
		wrap_open(b.w, "nama", b.sealed, sizeof(b.sealed), back),
		ERR_CORRUPT);
	assert_opens(&b, b.w);
	bench_remove(&b);
}

/* The same text is sealed the same: a click that comes twice is seen. */
static void test_same(void **state)
{
	unsigned char again[sizeof(((struct bench *)0)->sealed)];
	unsigned char one[WRAP_OVERHEAD + 1];
	char back[1];
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(
		wrap_seal(b.w, "name", TEXT, sizeof(TEXT), again), ERR_OK);
	assert_memory_equal(again, b.sealed, sizeof(again));
	assert_int_equal(again[0], 1);
	assert_int_equal(
		wrap_seal(b.w, "other", TEXT, sizeof(TEXT), again), ERR_OK);
	assert_memory_not_equal(again, b.sealed, sizeof(again));
	/* The shortest text. */
	assert_int_equal(wrap_seal(b.w, "name", "x", 1, one), ERR_OK);
	assert_int_equal(
		wrap_open(b.w, "name", one, sizeof(one), back), ERR_OK);
	assert_int_equal(back[0], 'x');
	bench_remove(&b);
}

/* The public page has the token keys alone: both seal and open alike. */
static void test_from_file(void **state)
{
	unsigned char again[sizeof(((struct bench *)0)->sealed)];
	struct wrapper *page, *none;
	char path[PATH_MAX / 2];
	struct bench b;

	(void)state;
	bench_make(&b);
	tempdir_path(&b.dir, "tokens", path);
	assert_int_equal(wrapper_read(path, &none, b.cause), ERR_NOT_FOUND);
	assert_null(none);
	assert_true(b.cause[0] != '\0');
	assert_int_equal(unsubscribe_export(b.keys, path, b.cause), ERR_OK);
	assert_int_equal(wrapper_read(path, &page, b.cause), ERR_OK);
	assert_string_equal(b.cause, "");
	assert_opens(&b, page);
	assert_int_equal(
		wrap_seal(page, "name", TEXT, sizeof(TEXT), again), ERR_OK);
	assert_memory_equal(again, b.sealed, sizeof(again));
	wrapper_free(&page);
	wrapper_free(&page);
	/* The key file itself is none of token keys. */
	assert_int_equal(wrapper_read(b.path, &none, b.cause), ERR_CORRUPT);
	assert_null(none);
	bench_remove(&b);
}

static void test_generations(void **state)
{
	unsigned char new[sizeof(((struct bench *)0)->sealed)];
	char back[sizeof(TEXT)];
	struct keyfile *keys;
	struct wrapper *w;
	unsigned newest;
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(
		keyfile_rotate(b.path, 1795428000, &newest, b.cause), ERR_OK);
	assert_int_equal(keyfile_read(b.path, &keys, b.cause), ERR_OK);
	assert_int_equal(wrapper_new(keys, &w), ERR_OK);
	assert_opens(&b, w);
	assert_int_equal(wrap_seal(w, "name", TEXT, sizeof(TEXT), new), ERR_OK);
	assert_int_equal(new[0], 2);
	assert_int_equal(wrap_open(w, "name", new, sizeof(new), back), ERR_OK);
	assert_string_equal(back, TEXT);
	/* Of a generation that is not there. */
	assert_int_equal(
		wrap_open(b.w, "name", new, sizeof(new), back), ERR_CORRUPT);
	wrapper_free(&w);
	keyfile_free(&keys);
	/* Of one that is retired. */
	assert_int_equal(keyfile_retire(b.path, 1, b.cause), ERR_OK);
	assert_int_equal(keyfile_read(b.path, &keys, b.cause), ERR_OK);
	assert_int_equal(wrapper_new(keys, &w), ERR_OK);
	assert_int_equal(wrap_open(w, "name", b.sealed, sizeof(b.sealed), back),
		ERR_CORRUPT);
	assert_int_equal(wrap_open(w, "name", new, sizeof(new), back), ERR_OK);
	wrapper_free(&w);
	keyfile_free(&keys);
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "every bit and every length", test_every_bit, NULL);
	rows_add_one(&rows, "the same is sealed the same", test_same, NULL);
	rows_add_one(
		&rows, "from the file of token keys", test_from_file, NULL);
	rows_add_one(&rows, "generations", test_generations, NULL);
	return rows_run("wrap", &rows);
}
