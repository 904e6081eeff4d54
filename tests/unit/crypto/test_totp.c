/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/totp.h"

#include <stdio.h>
#include <string.h>

#include "crypto/crockford_private.h"
#include "crypto/session_token.h"
#include "lib/rows.h"

/* RFC 6238, appendix B: the last six of the eight digits there. */
static const unsigned char secret[TOTP_SECRET_LEN + 1] = "12345678901234567890";

static const struct code_row {
	const char *name;
	int64_t now_utc;
	const char *code;
	bool is_right;
	int64_t step;
} code_rows[] = {
	{"59 s", 59, "287082", true, 1},
	{"2005-03-18 01:58:29", 1111111109, "081804", true, 37037036},
	{"2005-03-18 01:58:31", 1111111111, "050471", true, 37037037},
	{"2009-02-13", 1234567890, "005924", true, 41152263},
	{"2033-05-18", 2000000000, "279037", true, 66666666},
	{"2603-10-11", INT64_C(20000000000), "353130", true, 666666666},
	{"with blanks", 59, " 287 082 ", true, 1},
	{"a step late", 89, "287082", true, 1},
	{"a step early", 29, "287082", true, 1},
	{"two steps late", 90, "287082", false, 0},
	{"wrong", 59, "287083", false, 0},
	{"eight digits", 59, "94287082", false, 0},
	{"five digits", 59, "28708", false, 0},
	{"none", 59, "", false, 0},
	{"letters", 59, "28708a", false, 0},
	{"full-width digits", 59, "２８７０８２", false, 0},
	{"before 1970", -59, "287082", false, 0},
};

static void check_code(void **state)
{
	const struct code_row *row = *state;
	bool is_right;
	int64_t step;

	assert_int_equal(
		totp_check(secret, row->code, row->now_utc, &is_right, &step),
		ERR_OK);
	assert_int_equal(is_right, row->is_right);
	assert_true(step == row->step);
}

static void test_texts(void **state)
{
	char text[TOTP_TEXT_SIZE];
	struct buf uri;

	(void)state;
	assert_int_equal(totp_text(secret, text), ERR_OK);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	buf_init(&uri, 300);
	assert_int_equal(
		totp_uri(secret, "Firma & syn", "ania@firma.example", &uri),
		ERR_OK);
	assert_string_equal(buf_text(&uri),
		"otpauth://totp/Firma%20%26%20syn:ania%40firma.example"
		"?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		"&issuer=Firma%20%26%20syn&algorithm=SHA1&digits=6&period=30");
	buf_free(&uri);
	buf_init(&uri, 60);
	assert_int_equal(totp_uri(secret, "Firma", "ania", &uri), ERR_LIMIT);
	buf_free(&uri);
}

static void test_secrets(void **state)
{
	unsigned char a[TOTP_SECRET_LEN], b[TOTP_SECRET_LEN];

	(void)state;
	assert_int_equal(totp_secret(a), ERR_OK);
	assert_int_equal(totp_secret(b), ERR_OK);
	assert_memory_not_equal(a, b, sizeof(a));
}

static void test_recovery(void **state)
{
	unsigned char made[RECOVERY_DIGEST_LEN], read[RECOVERY_DIGEST_LEN];
	char code[RECOVERY_SIZE], typed[40];

	(void)state;
	assert_int_equal(recovery_code(code, made), ERR_OK);
	assert_int_equal(strlen(code), RECOVERY_SIZE - 1);
	assert_true(recovery_digest(code, read));
	assert_true(recovery_is_same(made, read));
	snprintf(typed, sizeof(typed), " %.3s %s ", code, code + 3);
	assert_true(recovery_digest(typed, read));
	assert_true(recovery_is_same(made, read));
	code[0] = code[0] == 'a' ? 'b' : 'a';
	assert_true(recovery_digest(code, read));
	assert_false(recovery_is_same(made, read));
	assert_false(recovery_digest("4f7k2-m9xq", read));
	assert_false(recovery_digest("4f7k2-m9xqdd", read));
	assert_false(recovery_digest("4f7k2-m9x!d", read));
	assert_false(recovery_digest("", read));
}

static void test_crockford(void **state)
{
	char text[6];

	(void)state;
	assert_true(crockford_read("O-iL Az", text, 5));
	assert_string_equal(text, "011az");
	assert_false(crockford_read("uuuuu", text, 5));
}

static void test_tokens(void **state)
{
	unsigned char a[SESSION_TOKEN_LEN], b[SESSION_TOKEN_LEN];
	char text[SESSION_TOKEN_SIZE];

	(void)state;
	assert_int_equal(session_token(a, text), ERR_OK);
	assert_int_equal(strlen(text), SESSION_TOKEN_SIZE - 1);
	assert_true(session_token_read(text, b));
	assert_memory_equal(a, b, sizeof(a));
	text[5] = '!';
	assert_false(session_token_read(text, b));
	text[42] = '\0';
	assert_false(session_token_read(text, b));
	assert_false(session_token_read("", b));
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, code_rows, check_code);
	rows_add_one(&rows, "texts", test_texts, NULL);
	rows_add_one(&rows, "secrets", test_secrets, NULL);
	rows_add_one(&rows, "recovery codes", test_recovery, NULL);
	rows_add_one(&rows, "characters to copy", test_crockford, NULL);
	rows_add_one(&rows, "tokens", test_tokens, NULL);
	return rows_run("totp", &rows);
}
