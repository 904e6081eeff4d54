/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/comparable.h"

#include "lib/rows.h"

struct row {
	const char *name;
	const char *text;
	const char *compared; /* NULL: it is no UTF-8 */
};

static const struct row text_rows[] = {
	{"ASCII stays", "Sale 20%!", "Sale 20%!"},
	{"empty", "", ""},
	{"composed stays", "zniżka", "zniżka"},
	{"decomposed is composed", "zniz\xcc\x87ka", "zniżka"},
	{"a zero-width space", "zni\xe2\x80\x8bżka", "zniżka"},
	{"a soft hyphen", "zni\xc2\xadżka", "zniżka"},
	{"a word joiner and a byte-order mark",
		"a\xe2\x81\xa0\xef\xbb\xbf"
		"b",
		"ab"},
	{"a grapheme joiner between letter and mark", "zniz\xcd\x8f\xcc\x87ka",
		"zniżka"},
	{"a variation selector", "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4"},
	{"a tag character of plane 14",
		"a\xf3\xa0\x81\xa1"
		"b",
		"ab"},
	{"a Hangul filler",
		"a\xe3\x85\xa4"
		"b",
		"ab"},
	{"only what takes no room", "\xe2\x80\x8b\xc2\xad", ""},
	{"blanks stay", " a\xc2\xa0 b\t", " a\xc2\xa0 b\t"},
	{"letter case stays", "ŻÓŁĆ", "ŻÓŁĆ"},
	{"Latin 2", "zni\xbfka", NULL},
	{"a character cut in two", "zni\xc5", NULL},
	{"a surrogate", "\xed\xa0\x80", NULL},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	char *out, *again;

	if (!row->compared) {
		assert_int_equal(
			comparable_make(row->text, strlen(row->text), &out),
			ERR_INVALID);
		assert_null(out);
		return;
	}
	assert_int_equal(
		comparable_make(row->text, strlen(row->text), &out), ERR_OK);
	assert_string_equal(out, row->compared);
	/* Once is enough. */
	assert_int_equal(comparable_make(out, strlen(out), &again), ERR_OK);
	assert_string_equal(again, out);
	free(again);
	free(out);
}

struct fold {
	const char *name;
	const char *text;
	size_t size;
	const char *folded; /* NULL: it is no UTF-8 */
};

static const struct fold fold_rows[] = {
	{"folds case", "GĘŚLĄ", 40, "gesla"},
	{"folds what is folded", "gesla", 40, "gesla"},
	{"folds what is decomposed", "ge\xcc\xa8\x73\xcc\x81la\xcc\xa8", 40,
		"gesla"},
	{"folds letters whose stroke is no mark", "Łódź Ø đ ı Œ æ", 40,
		"lodz o d i oe ae"},
	{"folds a sharp s", "Straße", 40, "strasse"},
	{"folds nothing", "", 40, ""},
	{"folds the begin", "gęślą", 3, "ge"},
	{"folds and never cuts a letter", "a\xd0\x96", 3, "a"},
	{"folds no Latin 2", "g\xeasl", 40, NULL},
};

static void fold_row(void **state)
{
	const struct fold *row = *state;
	char folded[40];
	enum err e = comparable_fold(
		row->text, strlen(row->text), folded, row->size);

	assert_int_equal(e, row->folded ? ERR_OK : ERR_INVALID);
	assert_string_equal(folded, row->folded ? row->folded : "");
}

/* The length tells where it ends. */
static void test_needs_no_nul(void **state)
{
	char *out;

	(void)state;
	assert_int_equal(comparable_make("abc", 2, &out), ERR_OK);
	assert_string_equal(out, "ab");
	free(out);
	assert_int_equal(comparable_make("\xc5\xbb", 1, &out), ERR_INVALID);
	assert_int_equal(comparable_make("x", 0, &out), ERR_OK);
	assert_string_equal(out, "");
	free(out);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, text_rows, check_row);
	rows_add(&rows, fold_rows, fold_row);
	rows_add_one(&rows, "needs no NUL", test_needs_no_nul, NULL);
	return rows_run("comparable", &rows);
}
