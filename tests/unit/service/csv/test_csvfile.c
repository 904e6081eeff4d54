/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "lib/random.h"
#include "lib/settings_text.h"
#include "service/csv/csvfile.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

/* Expected: "LINE:field|field" for a row, "LINE!" for a bad one. */
static const struct file_row {
	const char *name;
	const char *text;
	size_t len;
	char separator;
	enum charset charset;
	const char *expected;
} file_rows[] = {
	{"plain", TEXT("a,b\nc,d\n"), ',', CHARSET_UTF8, "1:a|b 2:c|d "},
	{"no end of line at the end", TEXT("a,b\nc,d"), ',', CHARSET_UTF8,
		"1:a|b 2:c|d "},
	{"semicolons", TEXT("a;b,x\r\nc;d\r\n"), ';', CHARSET_UTF8,
		"1:a|b,x 2:c|d "},
	{"tabs", TEXT("a\tb\nc\td\n"), '\t', CHARSET_UTF8, "1:a|b 2:c|d "},
	{"one column", TEXT("a\nb\n"), ',', CHARSET_UTF8, "1:a 2:b "},
	{"empty", TEXT(""), ',', CHARSET_UTF8, ""},
	{"empty lines are no rows", TEXT("\na\n\r\n  \nb\n\n"), ',',
		CHARSET_UTF8, "2:a 5:b "},
	{"empty fields", TEXT("a,,\n,,b\n"), ',', CHARSET_UTF8, "1:a|| 2:||b "},
	{"blanks around", TEXT(" a , b \n"), ',', CHARSET_UTF8, "1:a|b "},
	{"quoted", TEXT("\"a,\"\"b\"\"\",c\n"), ',', CHARSET_UTF8,
		"1:a,\"b\"|c "},
	{"quoted over lines", TEXT("a,\"b\nc\"\nd,e\n"), ',', CHARSET_UTF8,
		"1:a|b\nc 3:d|e "},
	{"separators in quotes do not count", TEXT("\"a,,,\";b\n"), ';',
		CHARSET_UTF8, "1:a,,,|b "},
	{"a quote that is never closed", TEXT("a,b\n\"c,d\ne,f\n"), ',',
		CHARSET_UTF8, "1:a|b !2:c,d 3:e|f "},
	{"the same with Windows line ends",
		TEXT("a,b\r\n\"c,d\r\ne,f\r\n\r\ng,h\r\n"), ',', CHARSET_UTF8,
		"1:a|b !2:c,d 3:e|f 5:g|h "},
	{"in the last line", TEXT("a,b\n\"c,d"), ',', CHARSET_UTF8,
		"1:a|b !2:c,d "},
	{"fields before it are read, and its first line",
		TEXT("a,b,c\nd,\"e,f\"\"\", \"g,h \ni,j,k\n"), ',',
		CHARSET_UTF8, "1:a|b|c !2:d|e,f\"|g,h 3:i|j|k "},
	{"also where one has several lines", TEXT("a,b,c\nd,\"e\nf\",\"g\n"),
		',', CHARSET_UTF8, "1:a|b|c !2:d|e\nf|g !3:f\"|g "},
	{"carriage returns alone", TEXT("a,b\rc,d\r"), ',', CHARSET_UTF8,
		"1:a|b 2:c|d "},
	{"Excel's own separator line", TEXT("sep=;\r\na;b\r\n"), ';',
		CHARSET_UTF8, "2:a|b "},
	{"UTF-8 with a mark",
		TEXT("\xEF\xBB\xBF"
		     "a;b\n"),
		';', CHARSET_UTF8_BOM, "1:a|b "},
	{"UTF-8", TEXT("\xC5\x82;b\n"), ';', CHARSET_UTF8, "1:\xC5\x82|b "},
	{"Windows-1250", TEXT("Micha\xB3;\x9Cl\xB9sk;x\n"), ';',
		CHARSET_WINDOWS_1250, "1:Micha\xC5\x82|\xC5\x9Bl\xC4\x85sk|x "},
	{"ISO-8859-2", TEXT("Micha\xB3;\xB6l\xB1sk;x\n"), ';',
		CHARSET_ISO_8859_2, "1:Micha\xC5\x82|\xC5\x9Bl\xC4\x85sk|x "},
	{"UTF-16 with a mark",
		TEXT("\xFF\xFE"
		     "a\0;\0B\x01\n\0"),
		';', CHARSET_UTF16_LE, "1:a|\xC5\x82 "},
	{"UTF-16 without one", TEXT("\0a\0;\0b\0\n"), ';', CHARSET_UTF16_BE,
		"1:a|b "},
};

static void add_record(struct buf *out, const struct csvfile_record *r)
{
	buf_addf(out, "%" PRIu64 ":", r->line);
	for (size_t i = 0; i < r->len; i++) {
		assert_int_equal(strlen(r->fields[i]), r->lens[i]);
		buf_addf(out, "%s%s", i > 0 ? "|" : "", r->fields[i]);
	}
	buf_addc(out, ' ');
}

static void read_all(struct csvfile *file, struct buf *out)
{
	struct csvfile_record record;
	enum err e;

	buf_reset(out);
	while ((e = csvfile_next(file, &record)) != ERR_NOT_FOUND) {
		if (e == ERR_INVALID) {
			assert_true(csvfile_cause(file)[0] != '\0');
			assert_string_equal(record.cause, csvfile_cause(file));
			buf_adds(out, "!");
			add_record(out, &record);
			continue;
		}
		assert_int_equal(e, ERR_OK);
		add_record(out, &record);
	}
}

static void check_file(void **state)
{
	const struct file_row *r = *state;
	char path[PATH_MAX / 2];
	struct csvfile *file;
	struct tempdir dir;
	struct buf out;

	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", path);
	settings_file_put(path, r->text, r->len);
	buf_init(&out, 4096);
	assert_int_equal(csvfile_open(path, &file), ERR_OK);
	assert_int_equal(csvfile_separator(file), r->separator);
	assert_int_equal(csvfile_charset(file), r->charset);
	read_all(file, &out);
	assert_string_equal(buf_text(&out), r->expected);
	assert_int_equal(csvfile_rewind(file), ERR_OK);
	read_all(file, &out);
	assert_string_equal(buf_text(&out), r->expected);
	csvfile_close(&file);
	buf_free(&out);
	tempdir_remove(&dir);
}

/* A row that crosses the reader's chunks, and one that is too long. */
static void check_long(void **state)
{
	char path[PATH_MAX / 2];
	struct csvfile_record record;
	struct csvfile *file;
	struct tempdir dir;
	struct buf text;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", path);
	buf_init(&text, 4 << 20);
	for (int i = 0; i < 60000; i++)
		buf_addf(&text, "%d,%s\n", i, i % 3 ? "x" : "\"x\"");
	for (int i = 0; i < 700000; i++)
		buf_addc(&text, 'y');
	buf_adds(&text, "\nlast,z\n");
	settings_file_put(path, text.data, text.len);
	assert_int_equal(csvfile_open(path, &file), ERR_OK);
	for (int i = 0; i < 60000; i++) {
		assert_int_equal(csvfile_next(file, &record), ERR_OK);
		assert_int_equal(record.line, i + 1);
		assert_int_equal(strtol(record.fields[0], NULL, 10), i);
		assert_string_equal(record.fields[1], "x");
	}
	assert_int_equal(csvfile_next(file, &record), ERR_INVALID);
	assert_int_equal(record.line, 60001);
	assert_int_equal(csvfile_next(file, &record), ERR_OK);
	assert_int_equal(record.line, 60002);
	assert_string_equal(record.fields[0], "last");
	assert_int_equal(csvfile_next(file, &record), ERR_NOT_FOUND);
	csvfile_close(&file);
	buf_free(&text);
	tempdir_remove(&dir);
}

#define HEADING "a;b\n"

static void read_text(const char *path, const char *text, struct buf *out)
{
	struct csvfile *file;

	settings_file_put(path, text, strlen(text));
	assert_int_equal(csvfile_open(path, &file), ERR_OK);
	read_all(file, out);
	csvfile_close(&file);
}

/* A whole line without quotation marks is taken apart by ourselves, a last one
 * without its end by the parser: both see the same. */
static void check_plain_lines(void **state)
{
	static const char letters[] = "ab;; \t,'\x01";
	char path[PATH_MAX / 2], line[32], text[64];
	struct buf ours, parsed;
	struct random random;
	struct tempdir dir;

	(void)state;
	random_begin(&random, "plain lines");
	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", path);
	buf_init(&ours, 4096);
	buf_init(&parsed, 4096);
	for (int i = 0; i < 3000; i++) {
		size_t len = random_below(&random, sizeof(line) - 1);

		for (size_t n = 0; n < len; n++)
			line[n] = letters[random_below(
				&random, sizeof(letters) - 1)];
		line[len] = '\0';
		snprintf(text, sizeof(text), HEADING "%s\n", line);
		read_text(path, text, &ours);
		snprintf(text, sizeof(text), HEADING "%s", line);
		read_text(path, text, &parsed);
		assert_string_equal(buf_text(&ours), buf_text(&parsed));
	}
	buf_free(&ours);
	buf_free(&parsed);
	tempdir_remove(&dir);
}

/* What a list's row is copied from. */
static const struct whole_row {
	const char *name;
	const char *text;
	bool is_whole;
} whole_rows[] = {
	{"a plain row is whole", "a,b\n", true},
	{"with an empty field", "a,,b\n", true},
	{"but not where blanks were taken away", "a, b\n", false},
	{"nor where quotation marks were", "a,\"b\"\n", false},
	{"nor a last one without its end", "a,b", false},
};

static void check_whole(void **state)
{
	const struct whole_row *r = *state;
	char path[PATH_MAX / 2];
	struct csvfile_record record;
	struct csvfile *file;
	struct tempdir dir;

	tempdir_make(&dir);
	tempdir_path(&dir, "list.csv", path);
	settings_file_put(path, r->text, strlen(r->text));
	assert_int_equal(csvfile_open(path, &file), ERR_OK);
	assert_int_equal(csvfile_next(file, &record), ERR_OK);
	assert_int_equal(record.is_whole, r->is_whole);
	for (size_t i = 1; record.is_whole && i < record.len; i++)
		assert_ptr_equal(record.fields[i],
			record.fields[i - 1] + record.lens[i - 1] + 1);
	csvfile_close(&file);
	tempdir_remove(&dir);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, file_rows, check_file);
	rows_add_one(&rows, "rows across chunks, and one too long", check_long,
		NULL);
	rows_add_one(&rows, "plain lines as the parser has them",
		check_plain_lines, NULL);
	rows_add(&rows, whole_rows, check_whole);
	return rows_run("csvfile", &rows);
}
