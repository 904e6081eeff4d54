/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/visible.h"
#include "lib/rows.h"

static const struct row {
	const char *name;
	const char *text;
	const char *shown;
} rows[] = {
	{"plain", "Zażółć gęślą jaźń \\ \"x\"", "Zażółć gęślą jaźń \\ \"x\""},
	{"nothing", "", ""},
	{"an escape sequence", "\x1b[31mred", "\\x1b[31mred"},
	{"a line feed", "a\nb", "a\\x0ab"},
	{"carriage return and tab", "a\r\tb", "a\\x0d\\x09b"},
	{"delete", "a\x7f", "a\\x7f"},
	{"a control sequence of C1",
		"\xc2\x9b"
		"31m",
		"\\u009b31m"},
	{"a bare octet of C1",
		"\x9b"
		"31m",
		"\\x9b31m"},
	{"next line",
		"a\xc2\x85"
		"b",
		"a\\u0085b"},
	{"no-break space stays",
		"a\xc2\xa0"
		"b",
		"a\xc2\xa0"
		"b"},
	{"line separator", "a\xe2\x80\xa8z", "a\\u2028z"},
	{"paragraph separator", "a\xe2\x80\xa9z", "a\\u2029z"},
	{"right-to-left override", "\xe2\x80\xaegpj.exe", "\\u202egpj.exe"},
	{"an embedding", "\xe2\x80\xaax", "\\u202ax"},
	{"an isolate", "\xe2\x81\xa6x\xe2\x81\xa9", "\\u2066x\\u2069"},
	{"marks of direction", "\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f",
		"\\u061c\\u200e\\u200f"},
	{"right-to-left letters stay", "\xd7\xa9\xd7\x9c", "\xd7\xa9\xd7\x9c"},
	{"a joiner stays", "a\xe2\x80\x8dz", "a\xe2\x80\x8dz"},
	{"a lone continuation", "a\x80z", "a\\x80z"},
	{"an overlong line feed", "\xc0\x8a", "\\xc0\\x8a"},
	{"a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
	{"cut off", "\xe2\x82", "\\xe2\\x82"},
	{"Latin-1", "na\xefve", "na\\xefve"},
	{"four octets", "\xf0\x9f\x99\x82", "\xf0\x9f\x99\x82"},
	{"beyond Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	char copy[200];
	struct buf out;

	buf_init(&out, 1000);
	assert_int_equal(visible_adds(&out, r->text), ERR_OK);
	assert_string_equal(buf_text(&out), r->shown);
	/* What is shown once is shown as it is. */
	visible_copy(copy, sizeof(copy), r->shown);
	assert_string_equal(copy, r->shown);
	visible_copy(copy, sizeof(copy), r->text);
	assert_string_equal(copy, r->shown);
	buf_free(&out);
}

static void test_nul(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_int_equal(visible_add(&out, "a\0b", 3), ERR_OK);
	assert_string_equal(buf_text(&out), "a\\x00b");
	buf_free(&out);
}

static void test_copy_cuts(void **state)
{
	static const struct {
		size_t size;
		const char *shown;
	} cuts[] = {{1, ""}, {2, "a"}, {5, "a"}, {6, "a\\x1b"}, {7, "a\\x1b"},
		{8, "a\\x1b\xc5\xbc"}};
	char copy[20];

	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		visible_copy(copy, cuts[i].size, "a\x1b\xc5\xbcz");
		assert_string_equal(copy, cuts[i].shown);
	}
}

static void test_format(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_int_equal(visible_addf(&out, "%s: %d\n", "a\nb", 7), ERR_OK);
	assert_int_equal(visible_addf(&out, "%s", "ends\n"), ERR_OK);
	assert_string_equal(buf_text(&out), "a\\x0ab: 7\nends\\x0a");
	buf_free(&out);
}

static void test_print(void **state)
{
	char got[200] = "";
	FILE *to = fmemopen(got, sizeof(got), "w");

	(void)state;
	assert_non_null(to);
	visible_printf(to, "%s\n", "x\x1b\n");
	visible_print_lines(to, "one\ntwo\x1b\r\n");
	fclose(to);
	assert_string_equal(got, "x\\x1b\\x0a\none\ntwo\\x1b\\x0d\n");
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "a NUL", test_nul, NULL);
	rows_add_one(&all, "a copy is cut between", test_copy_cuts, NULL);
	rows_add_one(&all, "only the format ends a line", test_format, NULL);
	rows_add_one(&all, "printed", test_print, NULL);
	return rows_run("visible", &all);
}
