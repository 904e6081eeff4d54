/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/unsubscribe_text.h"

#include "lib/rows.h"

/* 107 characters in two pieces. */
#define A "AQF12uwyDCmQNq_KiDZjKoAKADAaZXLBxLmFiA7hoHYWNjat6Dople"
#define B "rQ_v6LtnszUKNnZ9KvMXBnCOPRaVCNGtU-i-p81RDT8bAgx76Cons"
#define WHOLE A B

static const struct row {
	const char *name;
	const char *text;
	bool is_read, is_found;
} rows[] = {
	{"alone", WHOLE, true, true},
	{"a full stop behind it", WHOLE ".", true, true},
	{"a bracket", WHOLE ")", true, true},
	{"an angle bracket", WHOLE ">,", true, true},
	{"an equals sign", WHOLE "=", true, true},
	{"two of padding", WHOLE "==", true, true},
	{"an escaped full stop", WHOLE "%2E", true, true},
	{"escaped twice", WHOLE "%253E", true, true},
	{"a line's end", WHOLE "\r\n", true, true},
	{"a blank and a word", WHOLE " Adam", true, true},
	{"a slash", WHOLE "/", true, true},
	{"a query", WHOLE "?utm_source=x", true, true},
	{"a no-break space", WHOLE "\xc2\xa0", true, true},
	{"folded", A "\r\n " B, true, true},
	{"wrapped", A "\n" B, true, true},
	{"wrapped in quoted-printable", A "=\r\n" B ".", true, true},
	{"wrapped in a quotation", A "\n> " B, true, true},
	{"wrapped in a quotation of a quotation", A "\r\n>> " B, true, true},
	{"a zero-width space where it may break", A "\xe2\x80\x8b" B, true,
		true},
	{"a soft hyphen", A "\xc2\xad" B, true, true},
	{"blanks before it", " \r\n\t" WHOLE, true, true},
	{"behind other text", "unsubscribe: " WHOLE, false, true},
	{"in an address", "<https://firma.example/u/" WHOLE ">", false, true},
	{"in an escaped address",
		"?url=https%3A%2F%2Ff.example%2Fu%2F" WHOLE "&data=5", false,
		true},

	{"nothing", "", false, false},
	{"too short", A, false, false},
	{"too long", WHOLE "A", false, false},
	{"far too long", WHOLE WHOLE WHOLE, false, false},
	{"letters before it", "x" WHOLE, false, false},
	{"another version", "B" WHOLE, false, false},
	{"cut by a full stop", A "." B, false, false},
	{"cut by a mark that quotes nothing", A ">" B, false, false},
	{"cut by an equals sign", A "=" B, false, false},
	{"a percent sign at the end", WHOLE "A%", false, false},
	{"half a character", A "\xe2\x80", false, false},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	char token[UNSUBSCRIBE_TEXT_SIZE];

	assert_int_equal(unsubscribe_text_read(row->text, token), row->is_read);
	assert_string_equal(token, row->is_read ? WHOLE : "");
	assert_int_equal(
		unsubscribe_text_find(row->text, token), row->is_found);
	assert_string_equal(token, row->is_found ? WHOLE : "");
}

/* How a token of 107, 128 or 160 may begin, and what may stand before it. */
static const struct begin_row {
	const char *name;
	const char *before, *begin;
	size_t len;
	bool is_read, is_found;
} begin_rows[] = {
	{"begin: the first generation", "", "AQ", 107, true, true},
	{"begin: the last capital", "", "AZ", 107, true, true},
	{"begin: the first small letter", "", "Aa", 107, true, true},
	{"begin: the last generation", "", "Af", 107, true, true},
	{"begin: before the first", "", "AP", 107, false, false},
	{"begin: behind the last", "", "Ag", 107, false, false},
	{"begin: between the letters", "", "A_", 107, false, false},
	{"begin: a digit", "", "A0", 107, false, false},
	{"begin: another version", "", "BQ", 107, false, false},
	{"begin: one character less", "", "AQ", 106, false, false},
	{"begin: one character more", "", "AQ", 108, false, false},
	{"begin: the middle length", "", "AQ", 128, true, true},
	{"begin: the longest", "", "AQ", 160, true, true},
	{"begin: longer than the longest", "", "AQ", 161, false, false},
	{"begin: behind an escape", "%2F", "AQ", 107, false, true},
	{"begin: behind an escape in small letters", "%af", "AQ", 107, false,
		true},
	{"begin: behind an escape in capitals", "%AF", "AQ", 107, false, true},
	{"begin: behind what is no escape", "%G0", "AQ", 107, false, false},
	{"begin: behind what is none either", "%0g", "AQ", 107, false, false},
	{"begin: behind a digit", "9", "AQ", 107, false, false},
	{"begin: behind a hyphen", "-", "AQ", 107, false, false},
	{"begin: behind an underscore", "_", "AQ", 107, false, false},
	{"begin: behind a small letter", "z", "AQ", 107, false, false},
	{"begin: behind a capital", "Z", "AQ", 107, false, false},
	{"begin: behind a slash", "/", "AQ", 107, false, true},
	{"begin: behind a mark of a quotation in a new line", "x\n> ", "AQ",
		107, false, true},
	{"begin: behind a tab", "\t", "AQ", 107, true, true},
};

static void check_begin(void **state)
{
	const struct begin_row *r = *state;
	char text[400], expected[400] = "", token[UNSUBSCRIBE_TEXT_SIZE];
	size_t len = strlen(r->before);

	strcpy(text, r->before);
	memset(expected, 'x', r->len);
	memcpy(expected, r->begin, 2);
	strcpy(text + len, expected);
	assert_int_equal(unsubscribe_text_read(text, token), r->is_read);
	assert_string_equal(token, r->is_read ? expected : "");
	assert_int_equal(unsubscribe_text_find(text, token), r->is_found);
	assert_string_equal(token, r->is_found ? expected : "");
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, begin_rows, check_begin);
	return rows_run("unsubscribe text", &all);
}
