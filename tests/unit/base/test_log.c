/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "lib/rows.h"

/* What the lines of "say" are on standard error. */
static void logged(void (*say)(void), char *got, size_t size)
{
	FILE *file = tmpfile();
	int old = dup(STDERR_FILENO);
	size_t len;

	assert_non_null(file);
	assert_true(old >= 0);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	say();
	assert_true(dup2(old, STDERR_FILENO) >= 0);
	close(old);
	rewind(file);
	len = fread(got, 1, size - 1, file);
	got[len] = '\0';
	fclose(file);
}

static void say_forged(void)
{
	log_warn("HELO %s", "x\nrobinson: error: forged\r\x1b[2J\xe2\x80\xae");
}

static void say_long(void)
{
	char text[3000];

	memset(text, '\x01', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_error("%s", text);
}

static void test_forged(void **state)
{
	char got[8000];

	(void)state;
	logged(say_forged, got, sizeof(got));
	assert_string_equal(got,
		"robinson: warning: HELO x\\x0arobinson: error: "
		"forged\\x0d\\x1b[2J\\u202e\n");
}

static void test_long(void **state)
{
	char got[8000];

	(void)state;
	logged(say_long, got, sizeof(got));
	assert_int_equal(
		strlen(got), strlen("robinson: error: ") + 4 * 1023 + 1);
	assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add_one(&all, "a line stays one line", test_forged, NULL);
	rows_add_one(&all, "controls do not cut it shorter", test_long, NULL);
	return rows_run("log", &all);
}
