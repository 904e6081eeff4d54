/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/ascii.h"

#include "lib/rows.h"

struct row {
	const char *name;
	const char *text;
	enum err err;
	const char *ascii;
};

static const struct row rows[] = {
	{"nothing", "", ERR_OK, ""},
	{"ASCII stays", "a\tB ~\x7f", ERR_OK, "a\tB ~\x7f"},
	{"Polish", "Zażółć gęślą jaźń, ŻÓŁW", ERR_OK,
		"Zazolc gesla jazn, ZOLW"},
	{"German", "Größe, Übermaß, STRAẞE", ERR_OK,
		"Grosse, Ubermass, STRASSE"},
	{"French", "Ça déjà œuvre, Æ", ERR_OK, "Ca deja oeuvre, AE"},
	{"letters with a stroke", "Øre, đak, Đ", ERR_OK, "Ore, dak, D"},
	{"a mark that stands apart", "e\xcc\x81", ERR_OK, "e"},
	{"quotes and dashes", "„a” “b” ‘c’ «d» – — …", ERR_OK,
		"\"a\" \"b\" 'c' \"d\" - - ..."},
	{"a space that does not break",
		"art.\xc2\xa0"
		"21",
		ERR_OK, "art. 21"},
	{"a ligature", "\xef\xac\x81rma", ERR_OK, "firma"},
	{"Cyrillic has no such form", "a слово", ERR_INVALID, NULL},
	{"nor has Greek", "λόγος", ERR_INVALID, NULL},
	{"no UTF-8", "a\xff", ERR_INVALID, NULL},
	{"cut off", "a\xc5", ERR_INVALID, NULL},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct buf out;

	buf_init(&out, 100);
	assert_int_equal(ascii_add(&out, row->text), row->err);
	if (row->ascii) {
		assert_string_equal(buf_text(&out), row->ascii);
		assert_true(ascii_is(buf_text(&out)));
	}
	buf_free(&out);
}

static void check_full(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 3);
	assert_int_equal(ascii_add(&out, "żółw"), ERR_LIMIT);
	buf_free(&out);
	buf_init(&out, 3);
	assert_int_equal(ascii_add(&out, "wolw"), ERR_LIMIT);
	buf_free(&out);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "no room", check_full, NULL);
	return rows_run("ascii", &all);
}
