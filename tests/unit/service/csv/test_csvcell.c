/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "lib/rows.h"
#include "service/csv/csvcell.h"

static const struct row {
	const char *name;
	const char *text;
	const char *written;
	bool is_formula;
} rows[] = {
	{"plain", "crm:4711", "\"crm:4711\"", false},
	{"empty", "", "\"\"", false},
	{"quotation marks", "a\"b", "\"a\"\"b\"", false},
	{"an equals sign", "=1+1", "\"'=1+1\"", true},
	{"an at sign", "@SUM(A1)", "\"'@SUM(A1)\"", true},
	{"a plus", "+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\"", true},
	{"a minus", "-2+3+cmd", "\"'-2+3+cmd\"", true},
	{"a tab", "\t=1", "\"'\t=1\"", true},
	{"a carriage return", "\r=1", "\"'\r=1\"", true},
	{"a negative number", "-12.50", "\"'-12.50\"", false},
	{"a telephone number", "+48 601 (234) 567", "\"'+48 601 (234) 567\"",
		false},
	{"an equals sign later", "a=1", "\"a=1\"", false},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	char got[100] = "";
	FILE *to = fmemopen(got, sizeof(got), "w");

	assert_non_null(to);
	assert_int_equal(csvcell_put(r->text, to),
		strchr(r->written, '\'') == r->written + 1);
	fclose(to);
	assert_string_equal(got, r->written);
	assert_int_equal(
		csvcell_is_formula(r->text, strlen(r->text)), r->is_formula);
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	return rows_run("csvcell", &all);
}
