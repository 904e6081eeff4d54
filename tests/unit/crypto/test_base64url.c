/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/base64url_private.h"

#include "lib/random.h"
#include "lib/rows.h"

/* RFC 4648 section 10 without its padding, and the digits of section 5. */
static const struct row {
	const char *name;
	const char *bytes;
	size_t len;
	const char *text;
} rows_of_texts[] = {
	{"nothing", "", 0, ""},
	{"one octet", "f", 1, "Zg"},
	{"two", "fo", 2, "Zm8"},
	{"three", "foo", 3, "Zm9v"},
	{"four", "foob", 4, "Zm9vYg"},
	{"five", "fooba", 5, "Zm9vYmE"},
	{"six", "foobar", 6, "Zm9vYmFy"},
	{"the first digits", "\x00\x10\x83", 3, "ABCD"},
	{"the last digits", "\xfb\xef\xff", 3, "--__"},
	{"the ends of the alphabets", "\x01\x9c\x74", 3, "AZx0"},
	{"small letters", "\x69\xbc\xff", 3, "abz_"},
	{"digits", "\xd3\x5f\x7e", 3, "019-"},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	unsigned char bytes[8] = {0};
	char text[16];

	base64url_encode((const unsigned char *)r->bytes, r->len, text);
	assert_true(strlen(text) == BASE64URL_LEN(r->len));
	if (strcmp(text, r->text) != 0)
		assert_string_equal(text, r->text);
	assert_true(base64url_decode(r->text, bytes, r->len));
	assert_memory_equal(bytes, r->bytes, r->len);
}

static const struct bad_row {
	const char *name;
	const char *text;
	size_t len;
} bad_rows[] = {
	{"padding", "Zg==", 3},
	{"a blank", "Z m9", 3},
	{"plus and slash", "++//", 3},
	{"before the capitals", "@AAA", 3},
	{"behind the capitals", "A[AA", 3},
	{"before the small letters", "AA`A", 3},
	{"behind the small letters", "AAA{", 3},
	{"before the digits", "/AAA", 3},
	{"behind the digits", "A:AA", 3},
	{"one octet with bits left over", "Zh", 1},
	{"one octet with another bit", "Zo", 1},
	{"two octets with bits left over", "Zm9", 2},
	{"two octets with another bit", "Zm-", 2},
};

static void check_bad(void **state)
{
	const struct bad_row *r = *state;
	unsigned char bytes[8];

	assert_false(base64url_decode(r->text, bytes, r->len));
}

/* What is written is read, and no other text is read as the same. */
static void test_there_and_back(void **state)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				     "opqrstuvwxyz0123456789-_";
	struct random random;

	(void)state;
	random_begin(&random, "there and back");
	for (int round = 0; round < 2000; round++) {
		unsigned char bytes[40], back[40];
		size_t len = 1 + random_below(&random, sizeof(bytes));
		char text[64];
		size_t at;

		for (size_t i = 0; i < len; i++)
			bytes[i] = (unsigned char)random_below(&random, 256);
		base64url_encode(bytes, len, text);
		assert_true(strlen(text) == BASE64URL_LEN(len));
		assert_true(strspn(text, digits) == strlen(text));
		assert_true(base64url_decode(text, back, len));
		assert_memory_equal(back, bytes, len);
		at = random_below(&random, (unsigned)strlen(text));
		text[at] = text[at] == 'A' ? 'B' : 'A';
		assert_true(!base64url_decode(text, back, len) ||
			memcmp(back, bytes, len) != 0);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_texts, check_row);
	rows_add(&rows, bad_rows, check_bad);
	rows_add_one(&rows, "there and back", test_there_and_back, NULL);
	return rows_run("base64url", &rows);
}
