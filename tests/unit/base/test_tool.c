/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/tool.h"

#include <string.h>

#include "lib/rows.h"

#define OUT_MAX ((size_t)1 << 20)

static enum err run_shell(
	const char *script, struct buf *out, struct tool_result *result_r)
{
	const char *const argv[] = {"/bin/sh", "-c", script, NULL};
	const struct tool tool = {.argv = argv, .timeout_s = 60};

	buf_init(out, OUT_MAX);
	return tool_run(&tool, out, NULL, result_r);
}

/* It ends with most of its output still on the way. */
static void all_of_it(void **state)
{
	struct tool_result result;
	struct buf out;

	(void)state;
	assert_int_equal(
		run_shell("printf %0150000d 7", &out, &result), ERR_OK);
	assert_int_equal(result.status, 0);
	assert_int_equal(out.len, 150000);
	assert_int_equal(out.data[out.len - 1], '7');
	buf_free(&out);
}

/* What it left behind keeps the stream open, and is not waited for. */
static void a_grandchild(void **state)
{
	struct tool_result result;
	struct buf out;

	(void)state;
	assert_int_equal(
		run_shell("sleep 1 & echo done; exit 3", &out, &result),
		ERR_OK);
	assert_int_equal(result.status, 3);
	assert_false(result.timed_out);
	assert_string_equal(buf_text(&out), "done\n");
	buf_free(&out);
}

static void nobody_there(void **state)
{
	static const char *const argv[] = {"/no/such/program", NULL};
	const struct tool tool = {.argv = argv, .timeout_s = 60};
	struct tool_result result;

	(void)state;
	assert_int_equal(tool_run(&tool, NULL, NULL, &result), ERR_NOT_FOUND);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "all that it said", all_of_it, NULL);
	rows_add_one(&rows, "a grandchild stays", a_grandchild, NULL);
	rows_add_one(&rows, "no such program", nobody_there, NULL);
	return rows_run("tool", &rows);
}
