/* SPDX-License-Identifier: BSD-2-Clause */
/* Converters that are shell scripts, under the real confinement. That of real
 * workbooks is in tests/integration/workbook.py. */
#include "config.h" /* memfd_create() is an extension */

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/tempdir.h"
#include "service/sales/workbook.h"

static bool has_ended(void *arg)
{
	(void)arg;
	return false;
}

static const struct row {
	const char *name;
	const char *script; /* NULL: there is no such program */
	int64_t timeout_ms;
	size_t max_len;
	bool ends;
	enum err expected;
	const char *out; /* NULL: whatever it is */
	const char *cause;
} rows[] = {
	{"what it says", "read -r line; echo $line", 10000, 100, false, ERR_OK,
		"workbook\n", ""},
	{"it is not there", NULL, 10000, 100, false, ERR_NOT_FOUND, NULL,
		"\"Save as\""},
	{"it cannot read it", "exit 1", 10000, 100, false, ERR_INVALID, NULL,
		"cannot be read"},
	{"it says too much", "while :; do echo aaaaaaaaaaaaaaaaaaaa; done",
		10000, 1000, false, ERR_LIMIT, NULL, "too large"},
	{"it does not end", "while :; do :; done", 700, 100, false, ERR_LIMIT,
		NULL, "too large"},
	{"we end", "while :; do :; done", 10000, 100, true, ERR_UNAVAILABLE,
		NULL, "ends"},
	{"it makes no file", "echo x >/tmp/robinson-workbook-test && echo made",
		10000, 100, false, ERR_INVALID, NULL, ""},
	{"it reads no file of others",
		"read line </etc/passwd && echo $line; echo end", 10000, 100,
		false, ERR_OK, "end\n", ""},
	{"it runs no other program", "/bin/true && echo ran; echo end", 10000,
		100, false, ERR_INVALID, NULL, ""},
};

static void make_program(
	struct tempdir *dir, const char *script, char path_r[PATH_MAX / 2])
{
	FILE *file;

	tempdir_path(dir, "converter", path_r);
	if (!script)
		return;
	file = fopen(path_r, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path_r, 0755), 0);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	char cause[WORKBOOK_CAUSE_SIZE] = "", path[PATH_MAX / 2], helper[4096];
	struct workbook_tools tools = {.helper = helper,
		.converter = path,
		.timeout_ms = row->timeout_ms,
		.max_len = row->max_len,
		.goes_on = row->ends ? has_ended : NULL};
	int in = memfd_create("in", MFD_CLOEXEC);
	int out = memfd_create("out", MFD_CLOEXEC);
	char said[101] = "";
	struct tempdir dir;

	assert_true(in >= 0 && out >= 0);
	assert_int_equal(write(in, "workbook", 8), 8);
	snprintf(helper, sizeof(helper), "%s/src/workbook/robinson-workbook",
		getenv("ROBINSON_BUILDDIR") ? getenv("ROBINSON_BUILDDIR") :
					      ".");
	tempdir_make(&dir);
	make_program(&dir, row->script, path);
	assert_int_equal(
		workbook_to_csv(in, out, &tools, cause), row->expected);
	assert_non_null(strstr(cause, row->cause));
	if (row->out) {
		assert_true(pread(out, said, sizeof(said) - 1, 0) >= 0);
		assert_string_equal(said, row->out);
	}
	close(in);
	close(out);
	tempdir_remove(&dir);
}

static void test_helper_missing(void **state)
{
	const struct workbook_tools tools = {.helper = "/nowhere/helper",
		.converter = "/bin/true",
		.timeout_ms = 1000,
		.max_len = 1};
	char cause[WORKBOOK_CAUSE_SIZE];
	int in = memfd_create("in", MFD_CLOEXEC);

	(void)state;
	assert_int_equal(workbook_to_csv(in, in, &tools, cause), ERR_NOT_FOUND);
	assert_non_null(strstr(cause, "Save as"));
	close(in);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_true(workbook_is("PK\x03\x04more", 8));
	assert_true(workbook_is("\xD0\xCF\x11\xE0", 4));
	assert_false(workbook_is("PK\x03", 3));
	assert_false(workbook_is("email\n", 6));
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "what confines it is not there", test_helper_missing,
		NULL);
	rows_add_one(&all, "what is a workbook", test_kinds, NULL);
	return rows_run("workbook", &all);
}
