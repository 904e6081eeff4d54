/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/text.h"

#include <stdio.h>

#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define TEXT "letter of Ann"
#define TEXT_LEN (sizeof(TEXT) - 1)

struct bench {
	struct tempdir dir;
	char path[PATH_MAX];
	struct keyfile *keys;
	struct text_keeper *keeper;
	unsigned char sealed[TEXT_LEN + SEAL_OVERHEAD];
};

static void bench_read(struct bench *b)
{
	char cause[KEYFILE_CAUSE_SIZE];

	text_keeper_free(&b->keeper);
	keyfile_free(&b->keys);
	assert_int_equal(keyfile_read(b->path, &b->keys, cause), ERR_OK);
	assert_int_equal(text_keeper_new(b->keys, &b->keeper), ERR_OK);
}

static void bench_make(struct bench *b)
{
	*b = (struct bench){.keys = NULL};
	tempdir_make(&b->dir);
	tempdir_path(&b->dir, "keys", b->path);
	keys_write(b->path, 0);
	bench_read(b);
	assert_int_equal(
		text_seal(b->keeper, "evidence", TEXT, TEXT_LEN, b->sealed),
		ERR_OK);
}

static void bench_remove(struct bench *b)
{
	text_keeper_free(&b->keeper);
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

static void opens(struct bench *b)
{
	char text[TEXT_LEN + 1];

	assert_int_equal(text_open(b->keeper, "evidence", b->sealed,
				 sizeof(b->sealed), text),
		ERR_OK);
	assert_string_equal(text, TEXT);
}

static void digest_is(
	const unsigned char digest[TEXT_DIGEST_LEN], const char *expected)
{
	char hex[2 * TEXT_DIGEST_LEN + 1];

	for (size_t i = 0; i < TEXT_DIGEST_LEN; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, expected);
}

/* As the header shows them. */
static void check_digest(struct bench *b)
{
	unsigned char digest[TEXT_DIGEST_LEN];

	assert_int_equal(text_digest(b->keeper, "phone", 5, digest), ERR_OK);
	digest_is(digest,
		"619037d1a7a4a7b5d27be3a83ba3b3cf"
		"42c46305e4d702013b36d07ccd14e4ca");
	assert_int_equal(
		text_digest_for(b->keeper, "name", "ania", 4, digest), ERR_OK);
	digest_is(digest,
		"4d6615d411dd6ce354b094a9a0d1d1f6"
		"f3f5e3f3926eacbd947d79eebe842747");
}

/* Octets of 00 are as good as others. */
static void test_bytes(void **state)
{
	unsigned char sealed[3 + SEAL_OVERHEAD];
	struct bench b;
	char bytes[3];
	size_t len;

	(void)state;
	bench_make(&b);
	assert_int_equal(
		text_seal(b.keeper, "bytes", "a\0b", 3, sealed), ERR_OK);
	assert_int_equal(text_open_bytes(b.keeper, "bytes", sealed,
				 sizeof(sealed), bytes, &len),
		ERR_OK);
	assert_int_equal(len, 3);
	assert_memory_equal(bytes, "a\0b", 3);
	assert_int_equal(text_open_bytes(b.keeper, "other", sealed,
				 sizeof(sealed), bytes, &len),
		ERR_CORRUPT);
	bench_remove(&b);
}

/* A new generation, and the old one retired: what was sealed opens, and what
 * was equal stays equal. */
static void test_generations(void **state)
{
	char cause[KEYFILE_CAUSE_SIZE];
	unsigned number;
	struct bench b;

	(void)state;
	bench_make(&b);
	opens(&b);
	check_digest(&b);
	assert_int_equal(
		keyfile_rotate(b.path, 1800000000, &number, cause), ERR_OK);
	bench_read(&b);
	opens(&b);
	check_digest(&b);
	assert_int_equal(keyfile_retire(b.path, 1, cause), ERR_OK);
	bench_read(&b);
	opens(&b);
	check_digest(&b);
	bench_remove(&b);
}

static const struct refused_row {
	const char *name;
	const char *use;
	size_t len; /* 0: all */
	int changed; /* which octet; -1: none */
} refused_rows[] = {
	{"for another use", "reason", 0, -1},
	{"cut short", "evidence", TEXT_LEN + SEAL_OVERHEAD - 1, -1},
	{"no more than a head", "evidence", SEAL_HEAD_LEN, -1},
	{"the first octet changed", "evidence", 0, 0},
	{"the generation changed", "evidence", 0, 4},
	{"the text changed", "evidence", 0, SEAL_HEAD_LEN},
};

static void check_refused(void **state)
{
	const struct refused_row *row = *state;
	char text[TEXT_LEN + 1];
	struct bench b;

	bench_make(&b);
	if (row->changed >= 0)
		b.sealed[row->changed] ^= 1;
	assert_int_equal(text_open(b.keeper, row->use, b.sealed,
				 row->len ? row->len : sizeof(b.sealed), text),
		ERR_CORRUPT);
	assert_string_equal(text, "");
	bench_remove(&b);
}

/* The keys of held messages are others, and go with their generation. */
static void test_no_seal_of_messages(void **state)
{
	char text[TEXT_LEN + 1];
	struct seal *seal;
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(seal_new(b.keys, &seal), ERR_OK);
	assert_int_equal(seal_open_bytes(seal, "evidence", b.sealed,
				 sizeof(b.sealed), text, NULL),
		ERR_CORRUPT);
	seal_free(&seal);
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "generations", test_generations, NULL);
	rows_add(&rows, refused_rows, check_refused);
	rows_add_one(&rows, "bytes", test_bytes, NULL);
	rows_add_one(&rows, "not by the seal of messages",
		test_no_seal_of_messages, NULL);
	return rows_run("text", &rows);
}
