/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "lib/random.h"
#include "lib/settings_text.h"
#include "service/csv/csvform.h"

#define TEXT(literal) (literal), sizeof(literal) - 1
#define HEAD "robinson-rows 1 0 59 0 0\n"

/* ----------------------------------------------------------- what is kept */

static const struct form_row {
	const char *name;
	const char *text;
	size_t len;
	enum err expected; /* of the check of all of it */
	uint64_t rows;
} form_rows[] = {
	{"no row", TEXT(HEAD "end 0\n"), ERR_OK, 0},
	{"a whole row", TEXT(HEAD "w 1\ta@b.example\tn\nend 1\n"), ERR_OK, 1},
	{"a row as it stands", TEXT(HEAD "r 1\t\"a\";b\ta\tb\nend 1\n"), ERR_OK,
		1},
	{"a row without fields", TEXT(HEAD "r 1\tx\nend 1\n"), ERR_OK, 1},
	{"a bad row", TEXT(HEAD "b 1\t0\ta\nend 1\n"), ERR_OK, 1},
	{"a bad row without fields", TEXT(HEAD "b 1\t2\nend 1\n"), ERR_OK, 1},
	{"octets in two digits", TEXT(HEAD "w 1\ta\\5c\\00\\09\nend 1\n"),
		ERR_OK, 1},
	{"more rows", TEXT(HEAD "w 1\ta\nmore 1\n"), ERR_LIMIT, 1},
	{"nothing", TEXT(""), ERR_CORRUPT, 0},
	{"no end", TEXT(HEAD "w 1\ta\n"), ERR_CORRUPT, 1},
	{"a last line that is cut", TEXT(HEAD "w 1\ta\nend 1"), ERR_CORRUPT, 1},
	{"a row that is cut", TEXT(HEAD "w 1\ta"), ERR_CORRUPT, 0},
	{"another number of rows", TEXT(HEAD "w 1\ta\nend 2\n"), ERR_CORRUPT,
		1},
	{"something behind the end", TEXT(HEAD "end 0\nw 1\ta\n"), ERR_CORRUPT,
		0},
	{"a blank behind the end", TEXT(HEAD "end 0 \n"), ERR_CORRUPT, 0},
	{"an end with a NUL", TEXT(HEAD "end 0\0x\n"), ERR_CORRUPT, 0},
	{"another version", TEXT("robinson-rows 2 0 59 0 0\nend 0\n"),
		ERR_CORRUPT, 0},
	{"no encoding", TEXT("robinson-rows 1 9 59 0 0\nend 0\n"), ERR_CORRUPT,
		0},
	{"a negative encoding", TEXT("robinson-rows 1 -1 59 0 0\nend 0\n"),
		ERR_CORRUPT, 0},
	{"no separator", TEXT("robinson-rows 1 0 0 0 0\nend 0\n"), ERR_CORRUPT,
		0},
	{"a large separator", TEXT("robinson-rows 1 0 256 0 0\nend 0\n"),
		ERR_CORRUPT, 0},
	{"a number of two spellings",
		TEXT("robinson-rows 1 0 059 0 0\nend 0\n"), ERR_CORRUPT, 0},
	{"neither yes nor no", TEXT("robinson-rows 1 0 59 2 0\nend 0\n"),
		ERR_CORRUPT, 0},
	{"a head with a NUL", TEXT("robinson-rows 1 0 59 0 0\0\nend 0\n"),
		ERR_CORRUPT, 0},
	{"a row of another kind", TEXT(HEAD "x 1\ta\nend 1\n"), ERR_CORRUPT, 0},
	{"an empty line", TEXT(HEAD "\nend 0\n"), ERR_CORRUPT, 0},
	{"no number", TEXT(HEAD "w \ta\nend 1\n"), ERR_CORRUPT, 0},
	{"a zero before it", TEXT(HEAD "w 01\ta\nend 1\n"), ERR_CORRUPT, 0},
	{"a sign before it", TEXT(HEAD "w -1\ta\nend 1\n"), ERR_CORRUPT, 0},
	{"a large number", TEXT(HEAD "w 1234567890123456\ta\nend 1\n"),
		ERR_CORRUPT, 0},
	{"a line before the last one", TEXT(HEAD "w 2\ta\nw 1\ta\nend 2\n"),
		ERR_CORRUPT, 1},
	{"no TAB before a field", TEXT(HEAD "w 1 a\nend 1\n"), ERR_CORRUPT, 0},
	{"a whole row without fields", TEXT(HEAD "w 1\nend 1\n"), ERR_CORRUPT,
		0},
	{"a row without its text", TEXT(HEAD "r 1\nend 1\n"), ERR_CORRUPT, 0},
	{"a bad row without cause", TEXT(HEAD "b 1\nend 1\n"), ERR_CORRUPT, 0},
	{"no such cause", TEXT(HEAD "b 1\t3\nend 1\n"), ERR_CORRUPT, 0},
	{"a cause in words", TEXT(HEAD "b 1\t0 \nend 1\n"), ERR_CORRUPT, 0},
	{"a cause with a NUL", TEXT(HEAD "b 1\t0\\00\nend 1\n"), ERR_CORRUPT,
		0},
	{"an octet as it is", TEXT(HEAD "w 1\ta\x01\nend 1\n"), ERR_CORRUPT, 0},
	{"a carriage return", TEXT(HEAD "w 1\ta\r\nend 1\n"), ERR_CORRUPT, 0},
	{"a NUL", TEXT(HEAD "w 1\ta\0b\nend 1\n"), ERR_CORRUPT, 0},
	{"DEL", TEXT(HEAD "w 1\ta\x7f\nend 1\n"), ERR_CORRUPT, 0},
	{"half an octet", TEXT(HEAD "w 1\ta\\5\nend 1\n"), ERR_CORRUPT, 0},
	{"an octet that is cut", TEXT(HEAD "w 1\ta\\\nend 1\n"), ERR_CORRUPT,
		0},
	{"capital digits", TEXT(HEAD "w 1\ta\\5C\nend 1\n"), ERR_CORRUPT, 0},
};

static void check_form(void **state)
{
	const struct form_row *r = *state;
	char path[PATH_MAX / 2];
	struct tempdir dir;
	uint64_t rows;

	tempdir_make(&dir);
	tempdir_path(&dir, "rows", path);
	settings_file_put(path, r->text, r->len);
	assert_int_equal(csvform_check(path, &rows), r->expected);
	assert_int_equal(rows, r->rows);
	tempdir_remove(&dir);
}

/* As many fields as a row may have, and one more; a line without end. */
static void test_bounds(void **state)
{
	char path[PATH_MAX / 2];
	struct tempdir dir;
	struct buf text;
	uint64_t rows;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "rows", path);
	buf_init(&text, 2 * CSVFORM_LINE_MAX);
	for (int more = 0; more < 2; more++) {
		buf_reset(&text);
		buf_adds(&text, HEAD "r 1\t");
		for (int i = 0; i < 4096 + more; i++)
			buf_adds(&text, "\tx");
		buf_adds(&text, "\nend 1\n");
		settings_file_put(path, buf_text(&text), text.len);
		assert_int_equal(csvform_check(path, &rows),
			more ? ERR_CORRUPT : ERR_OK);
	}
	buf_reset(&text);
	buf_adds(&text, HEAD "w 1\t");
	while (text.len < CSVFORM_LINE_MAX + 1000)
		buf_adds(&text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	buf_adds(&text, "\nend 1\n");
	settings_file_put(path, buf_text(&text), text.len);
	assert_int_equal(csvform_check(path, &rows), ERR_CORRUPT);
	buf_free(&text);
	tempdir_remove(&dir);
}

/* -------------------------------------------------------------- both ways */

static void write_form(const char *list, const char *form, uint64_t rows_max)
{
	FILE *to = fopen(form, "w");
	struct csvfile *file;

	assert_non_null(to);
	assert_int_equal(csvfile_open(list, &file), ERR_OK);
	assert_int_equal(csvform_write(file, rows_max, to), ERR_OK);
	assert_int_equal(fclose(to), 0);
	csvfile_close(&file);
}

static void same_record(
	const struct csvfile_record *a, const struct csvfile_record *b)
{
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->len, b->len);
	assert_ptr_equal(a->cause, b->cause);
	assert_int_equal(a->is_whole, b->is_whole);
	assert_int_equal(a->raw_len, a->is_whole ? 0 : b->raw_len);
	if (a->raw_len > 0)
		assert_memory_equal(a->raw, b->raw, a->raw_len);
	for (size_t i = 0; i < a->len; i++) {
		assert_int_equal(a->lens[i], b->lens[i]);
		assert_memory_equal(a->fields[i], b->fields[i], a->lens[i] + 1);
		if (a->is_whole && i > 0)
			assert_ptr_equal(a->fields[i],
				a->fields[i - 1] + a->lens[i - 1] + 1);
	}
}

static void same_rows(struct csvfile *form, struct csvfile *list)
{
	struct csvfile_record a, b;
	enum err e;

	do {
		e = csvfile_next(form, &a);
		assert_int_equal(e, csvfile_next(list, &b));
		if (e == ERR_OK || e == ERR_INVALID)
			same_record(&a, &b);
	} while (e == ERR_OK || e == ERR_INVALID);
	assert_int_equal(e, ERR_NOT_FOUND);
	assert_int_equal(csvfile_next(form, &a), ERR_NOT_FOUND);
}

static void same_lists(const char *list_path, const char *form_path)
{
	struct csvfile *form, *list;

	write_form(list_path, form_path, UINT64_MAX);
	assert_int_equal(csvfile_open(list_path, &list), ERR_OK);
	assert_int_equal(csvform_open(form_path, &form), ERR_OK);
	assert_int_equal(csvfile_separator(form), csvfile_separator(list));
	assert_int_equal(csvfile_charset(form), csvfile_charset(list));
	assert_int_equal(csvfile_has_crlf(form), csvfile_has_crlf(list));
	assert_int_equal(csvfile_is_guess(form), csvfile_is_guess(list));
	assert_false(csvfile_is_workbook(form));
	same_rows(form, list);
	assert_int_equal(csvfile_rewind(form), ERR_OK);
	assert_int_equal(csvfile_rewind(list), ERR_OK);
	same_rows(form, list);
	csvfile_close(&form);
	csvfile_close(&list);
}

/* Whatever the list is, its form has the same rows. */
static void test_random(void **state)
{
	static const char letters[] =
		"abcde;;,,\t \"\"\n\n\r\\@.'=\x01\x7f\xB9\xC5\x82\xC2\xA0";
	char list[PATH_MAX / 2], form[PATH_MAX / 2], text[300];
	struct random random;
	struct tempdir dir;

	(void)state;
	random_begin(&random, "rows both ways");
	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", list);
	tempdir_path(&dir, "rows", form);
	for (int i = 0; i < 3000; i++) {
		size_t len = random_below(&random, sizeof(text));

		/* The NUL behind the letters is one of them. */
		for (size_t n = 0; n < len; n++)
			text[n] = letters[random_below(&random,
				i % 3 ? sizeof(letters) - 1 : sizeof(letters))];
		settings_file_put(list, text, len);
		same_lists(list, form);
	}
	tempdir_remove(&dir);
}

/* Rows across the reader's chunks, and bad ones of each kind. */
static void test_long(void **state)
{
	char list[PATH_MAX / 2], form[PATH_MAX / 2];
	struct tempdir dir;
	struct buf text;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", list);
	tempdir_path(&dir, "rows", form);
	buf_init(&text, 8 << 20);
	for (int i = 0; i < 60000; i++)
		buf_addf(&text, "%d,%s\n", i, i % 3 ? "x" : "\"x\"");
	for (int i = 0; i < 5000; i++)
		buf_adds(&text, "x,");
	buf_adds(&text, "\n\"");
	for (int i = 0; i < 400000; i++)
		buf_adds(&text, "y\"\"");
	buf_adds(&text, "\"\nlast,\"z\n");
	settings_file_put(list, text.data, text.len);
	same_lists(list, form);
	buf_free(&text);
	tempdir_remove(&dir);
}

static void test_limit(void **state)
{
	char list[PATH_MAX / 2], form[PATH_MAX / 2];
	struct tempdir dir;
	uint64_t rows;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", list);
	tempdir_path(&dir, "rows", form);
	settings_file_put(list, TEXT("a\nb\nc\n"));
	write_form(list, form, 3);
	assert_int_equal(csvform_check(form, &rows), ERR_OK);
	assert_int_equal(rows, 3);
	write_form(list, form, 2);
	assert_int_equal(csvform_check(form, &rows), ERR_LIMIT);
	assert_int_equal(rows, 2);
	tempdir_remove(&dir);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, form_rows, check_form);
	rows_add_one(&rows, "bounds", test_bounds, NULL);
	rows_add_one(&rows, "any list both ways", test_random, NULL);
	rows_add_one(&rows, "a long list both ways", test_long, NULL);
	rows_add_one(&rows, "so many rows", test_limit, NULL);
	return rows_run("csvform", &rows);
}
