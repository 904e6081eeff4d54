/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/rowmac.h"

#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

struct bench {
	struct tempdir dir;
	struct keyfile *keys, *others;
};

static void bench_make(struct bench *b)
{
	char path[PATH_MAX];

	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", path), 0);
	b->others = keys_known(tempdir_path(&b->dir, "others", path), 1);
}

static void bench_remove(struct bench *b)
{
	keyfile_free(&b->keys);
	keyfile_free(&b->others);
	tempdir_remove(&b->dir);
}

static void digest(const struct keyfile *keys, const char *first,
	const char *second, unsigned char mac_r[ROW_MAC_LEN])
{
	struct row_mac *mac;

	assert_int_equal(row_mac_new(keys, &mac), ERR_OK);
	/* One that was begun and left does not count. */
	assert_int_equal(row_mac_begin(mac), ERR_OK);
	assert_int_equal(row_mac_add(mac, "x", 1), ERR_OK);
	assert_int_equal(row_mac_begin(mac), ERR_OK);
	assert_int_equal(row_mac_add(mac, first, strlen(first)), ERR_OK);
	assert_int_equal(row_mac_add(mac, second, strlen(second)), ERR_OK);
	assert_int_equal(row_mac_end(mac, mac_r), ERR_OK);
	row_mac_free(&mac);
	assert_null(mac);
}

static void test_example(void **state)
{
	static const unsigned char example[ROW_MAC_LEN] = {0x52, 0x62, 0x7f,
		0x37, 0x85, 0xbd, 0x05, 0x6e, 0x63, 0x38, 0x80, 0xc4, 0xec,
		0x42, 0x28, 0xc0, 0xf2, 0x4c, 0x90, 0x92, 0xaa, 0x88, 0x28,
		0x93, 0xe3, 0xd4, 0xce, 0xcd, 0x3d, 0x7f, 0x26, 0x0f};
	unsigned char mac[ROW_MAC_LEN];
	struct bench b;

	(void)state;
	bench_make(&b);
	digest(b.keys, "r", "ow", mac);
	assert_memory_equal(mac, example, sizeof(mac));
	digest(b.keys, "ro", "w", mac);
	assert_memory_equal(mac, example, sizeof(mac));
	bench_remove(&b);
}

static void test_others(void **state)
{
	unsigned char mac[ROW_MAC_LEN], other[ROW_MAC_LEN];
	struct bench b;

	(void)state;
	bench_make(&b);
	digest(b.keys, "row", "", mac);
	digest(b.keys, "rox", "", other);
	assert_memory_not_equal(mac, other, sizeof(mac));
	digest(b.others, "row", "", other);
	assert_memory_not_equal(mac, other, sizeof(mac));
	bench_remove(&b);
}

/* In whatever pieces it comes. */
static void test_pieces(void **state)
{
	static const size_t firsts[] = {0, 1, 511, 512, 513, 1024, 1999};
	unsigned char whole[ROW_MAC_LEN], mac[ROW_MAC_LEN];
	char row[2001], first[2001];
	struct bench b;

	(void)state;
	bench_make(&b);
	for (size_t i = 0; i < sizeof(row) - 1; i++)
		row[i] = (char)('a' + i % 26);
	row[sizeof(row) - 1] = '\0';
	digest(b.keys, row, "", whole);
	for (size_t i = 0; i < sizeof(firsts) / sizeof(*firsts); i++) {
		memcpy(first, row, firsts[i]);
		first[firsts[i]] = '\0';
		digest(b.keys, first, row + firsts[i], mac);
		assert_memory_equal(mac, whole, sizeof(mac));
	}
	bench_remove(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"the digest that the header shows", test_example, NULL, NULL,
			NULL},
		{"pieces", test_pieces, NULL, NULL, NULL},
		{"another row, another key", test_others, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
