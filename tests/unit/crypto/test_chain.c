/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/chain.h"

#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

struct bench {
	struct tempdir dir;
	struct keyfile *keys;
	struct chain *chain;
};

static void bench_make(struct bench *b, unsigned first)
{
	char path[PATH_MAX / 2];

	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", path), first);
	assert_int_equal(chain_new(b->keys, &b->chain), ERR_OK);
}

static void bench_remove(struct bench *b)
{
	chain_free(&b->chain);
	assert_null(b->chain);
	chain_free(&b->chain);
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

/* The link behind "entries", of which each is one letter. */
static void link_of(
	struct chain *chain, const char *entries, unsigned char mac[32])
{
	memset(mac, 0, CHAIN_MAC_LEN);
	for (; *entries; entries++)
		assert_int_equal(
			chain_next(chain, mac, entries, 1, mac), ERR_OK);
}

static const struct change_row {
	const char *name;
	const char *entries;
	bool is_same;
} change_rows[] = {
	{"the same entries", "abcd", true},
	{"one is changed", "abxd", false},
	{"the first is changed", "xbcd", false},
	{"the last is changed", "abcx", false},
	{"one is removed", "abd", false},
	{"the first is removed", "bcd", false},
	{"the last is removed", "abc", false},
	{"one is added", "abccd", false},
	{"two change places", "acbd", false},
	{"none is left", "", false},
};

static void check_change(void **state)
{
	const struct change_row *r = *state;
	unsigned char was[CHAIN_MAC_LEN], is[CHAIN_MAC_LEN];
	struct bench b;

	bench_make(&b, 0);
	link_of(b.chain, "abcd", was);
	link_of(b.chain, r->entries, is);
	assert_int_equal(chain_is_same(was, is), r->is_same);
	assert_int_equal(memcmp(was, is, sizeof(was)) == 0, r->is_same);
	bench_remove(&b);
}

/* Whoever has not the key makes no link of it and signs nothing. */
static void test_other_keys(void **state)
{
	unsigned char ours[CHAIN_MAC_LEN], theirs[CHAIN_MAC_LEN];
	struct bench b, other;

	(void)state;
	bench_make(&b, 0);
	bench_make(&other, 1);
	link_of(b.chain, "a", ours);
	link_of(other.chain, "a", theirs);
	assert_false(chain_is_same(ours, theirs));
	assert_int_equal(chain_sign(b.chain, "a", 1, ours), ERR_OK);
	assert_int_equal(chain_sign(other.chain, "a", 1, theirs), ERR_OK);
	assert_false(chain_is_same(ours, theirs));
	bench_remove(&b);
	bench_remove(&other);
}

/* A checkpoint's signature is of its text, and never a link. */
static void test_sign(void **state)
{
	unsigned char zeros[CHAIN_MAC_LEN] = {0}, link[CHAIN_MAC_LEN];
	unsigned char one[CHAIN_MAC_LEN], two[CHAIN_MAC_LEN];
	unsigned char bytes[CHAIN_MAC_LEN + 1] = {[CHAIN_MAC_LEN] = 'a'};
	struct bench b;

	(void)state;
	bench_make(&b, 0);
	assert_int_equal(chain_sign(b.chain, "text", 4, one), ERR_OK);
	assert_int_equal(chain_sign(b.chain, "text", 4, two), ERR_OK);
	assert_true(chain_is_same(one, two));
	assert_int_equal(chain_sign(b.chain, "text", 3, two), ERR_OK);
	assert_false(chain_is_same(one, two));
	assert_int_equal(chain_next(b.chain, zeros, "a", 1, link), ERR_OK);
	assert_int_equal(
		chain_sign(b.chain, bytes, sizeof(bytes), one), ERR_OK);
	assert_false(chain_is_same(one, link));
	/* Any bit tells them apart. */
	for (size_t bit = 0; bit < 8 * sizeof(one); bit++) {
		memcpy(two, one, sizeof(two));
		two[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_false(chain_is_same(one, two));
	}
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, change_rows, check_change);
	rows_add_one(&rows, "other keys", test_other_keys, NULL);
	rows_add_one(&rows, "checkpoints", test_sign, NULL);
	return rows_run("chain", &rows);
}
