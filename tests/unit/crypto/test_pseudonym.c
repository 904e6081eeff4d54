/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules N4 */
#include "crypto/pseudonym.h"

#include "crypto/chain.h"
#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

enum what {
	ADDRESS,
	DOMAIN,
	MESSAGE,
	NAME
};

/* The worked examples of the headers. */
static const struct row {
	const char *name;
	enum what what;
	const char *text;
	const char *hex;
} rows[] = {
	{"address", ADDRESS, "adam.nowak@example.com",
		"0e16b1569317a8e3975e2ec4dae55c87"
		"d1b0552283e3836b2614a46653685553"},
	{"domain", DOMAIN, "example.com",
		"0b4bb8ad5f9bfed566dd55f16c615dd2"
		"d124cd1777997c549d5261e40cda58ae"},
	{"message", MESSAGE, "1@example.com",
		"de299613d18daa5af92338fd3582346a"},
	{"sealed name", NAME, "ania",
		"1b1ba2d69e9a34f1f18f6d814fb2e10f"
		"b0010da5"},
	{"sealed nothing", NAME, "", ""},
};

struct fixture {
	struct tempdir dir;
	struct keyfile *keys;
	struct pseudonymizer *p;
};

static void fixture_make(struct fixture *f, unsigned first)
{
	char path[PATH_MAX / 2];

	tempdir_make(&f->dir);
	f->keys = keys_known(tempdir_path(&f->dir, "keys", path), first);
	assert_int_equal(pseudonymizer_new(f->keys, &f->p), ERR_OK);
}

static void fixture_remove(struct fixture *f)
{
	pseudonymizer_free(&f->p);
	keyfile_free(&f->keys);
	tempdir_remove(&f->dir);
}

static size_t compute(
	struct pseudonymizer *p, const struct row *row, unsigned char *bytes_r)
{
	struct address a = {0};
	struct pseudonym key;
	size_t len = PSEUDONYM_LEN;

	switch (row->what) {
	case ADDRESS:
		a.text_len = strlen(row->text);
		memcpy(a.text, row->text, a.text_len);
		assert_int_equal(pseudonym_of_address(p, &a, &key), ERR_OK);
		memcpy(bytes_r, key.bytes, len);
		return len;
	case DOMAIN:
		assert_int_equal(
			pseudonym_of_domain(p, row->text, &key), ERR_OK);
		memcpy(bytes_r, key.bytes, len);
		return len;
	case MESSAGE:
		assert_int_equal(pseudonym_of_message(p, row->text,
					 strlen(row->text), bytes_r),
			ERR_OK);
		return MESSAGE_DIGEST_LEN;
	case NAME:
		assert_int_equal(
			pseudonym_seal_name(p, row->text, bytes_r, &len),
			ERR_OK);
		return len;
	}
	return 0;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	unsigned char bytes[SEALED_NAME_MAX];
	char hex[2 * SEALED_NAME_MAX + 1];
	struct fixture f;
	size_t len;

	fixture_make(&f, 0);
	/* Twice: the context is used again. */
	for (int round = 0; round < 2; round++) {
		len = compute(f.p, row, bytes);
		hex[0] = '\0';
		for (size_t i = 0; i < len; i++)
			snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
		assert_string_equal(hex, row->hex);
	}
	fixture_remove(&f);
}

static void test_open_name(void **state)
{
	unsigned char sealed[SEALED_NAME_MAX];
	char longest[256], name[256];
	struct fixture f, other;
	size_t len;

	(void)state;
	fixture_make(&f, 0);
	fixture_make(&other, 1);
	memset(longest, 'a', 255);
	longest[255] = '\0';
	assert_int_equal(
		pseudonym_seal_name(f.p, longest, sealed, &len), ERR_OK);
	assert_int_equal(len, SEALED_NAME_MAX);
	assert_int_equal(pseudonym_open_name(f.p, sealed, len, name), ERR_OK);
	assert_string_equal(name, longest);
	assert_int_equal(
		pseudonym_open_name(other.p, sealed, len, name), ERR_CORRUPT);
	assert_string_equal(name, "");
	sealed[20] ^= 1;
	assert_int_equal(
		pseudonym_open_name(f.p, sealed, len, name), ERR_CORRUPT);
	sealed[20] ^= 1;
	assert_int_equal(
		pseudonym_open_name(f.p, sealed, len - 1, name), ERR_CORRUPT);
	assert_int_equal(
		pseudonym_open_name(f.p, sealed, 16, name), ERR_CORRUPT);
	assert_int_equal(pseudonym_open_name(f.p, sealed, 0, name), ERR_OK);
	assert_string_equal(name, "");
	fixture_remove(&f);
	fixture_remove(&other);
}

static void test_name_too_long(void **state)
{
	unsigned char sealed[SEALED_NAME_MAX];
	char name[257];
	struct fixture f;
	size_t len;

	(void)state;
	fixture_make(&f, 0);
	memset(name, 'a', 256);
	name[256] = '\0';
	assert_int_equal(
		pseudonym_seal_name(f.p, name, sealed, &len), ERR_LIMIT);
	fixture_remove(&f);
}

static void test_chain(void **state)
{
	static const unsigned char first[4] = {0x1b, 0x3a, 0xa8, 0x54};
	static const unsigned char second[4] = {0x97, 0x4d, 0x28, 0x62};
	unsigned char mac[CHAIN_MAC_LEN] = {0};
	struct chain *chain;
	struct fixture f;

	(void)state;
	fixture_make(&f, 0);
	assert_int_equal(chain_new(f.keys, &chain), ERR_OK);
	assert_int_equal(chain_next(chain, mac, "first", 5, mac), ERR_OK);
	assert_memory_equal(mac, first, sizeof(first));
	assert_int_equal(chain_next(chain, mac, "second", 6, mac), ERR_OK);
	assert_memory_equal(mac, second, sizeof(second));
	chain_free(&chain);
	fixture_remove(&f);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "open a sealed name", test_open_name, NULL);
	rows_add_one(&all, "a name that is too long", test_name_too_long, NULL);
	rows_add_one(&all, "chain", test_chain, NULL);
	return rows_run("pseudonym", &all);
}
