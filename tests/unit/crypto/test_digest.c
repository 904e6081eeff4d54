/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>

#include "crypto/digest.h"

/* The digests of "abc", RFC 1321 A.5 and FIPS 180-4's examples. */
static const struct row {
	const char *name;
	enum digest_kind kind;
	size_t len;
	const char *abc;
} rows[] = {
	{"MD5", DIGEST_MD5, 16, "900150983cd24fb0d6963f7d28e17f72"},
	{"SHA-1", DIGEST_SHA1, 20, "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{"SHA-256", DIGEST_SHA256, 32,
		"ba7816bf8f01cfea414140de5dae2223"
		"b00361a396177a9cb410ff61f20015ad"},
	{"SHA-512", DIGEST_SHA512, 64,
		"ddaf35a193617abacc417349ae204131"
		"12e6fa4e89a97ea20a9eeee64b55d39a"
		"2192992a274fc1a836ba3c23a3feebbd"
		"454d4423643ce80e2a9ac94fa54ca49f"},
};

static void assert_hex(
	const unsigned char *digest, size_t len, const char *expected)
{
	char hex[2 * DIGEST_MAX_LEN + 1];

	for (size_t i = 0; i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, expected);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	unsigned char digest[DIGEST_MAX_LEN];
	struct digester *d;

	assert_int_equal(digest_len(r->kind), r->len);
	assert_int_equal(digester_new(&d), ERR_OK);
	/* Used again, whole and in pieces, also after one left unfinished. */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			digest_of(d, r->kind, "abc", 3, digest), ERR_OK);
		assert_hex(digest, r->len, r->abc);
		assert_int_equal(digest_begin(d, r->kind), ERR_OK);
		assert_int_equal(digest_add(d, r->kind, "x", 1), ERR_OK);
		assert_int_equal(digest_begin(d, r->kind), ERR_OK);
		assert_int_equal(digest_add(d, r->kind, "a", 1), ERR_OK);
		assert_int_equal(digest_add(d, r->kind, "bc", 2), ERR_OK);
		assert_int_equal(digest_end(d, r->kind, digest), ERR_OK);
		assert_hex(digest, r->len, r->abc);
	}
	digester_free(&d);
	digester_free(&d);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("digest", &all);
}
