/* SPDX-License-Identifier: BSD-2-Clause */
/* The cleaned list beside the whole one; the whole one alone is tested by
 * tests/unit/service/verdict/test_check.c. */
#include "unit/service/house.h"

#include <stdio.h>

#include "service/import/checklist.h"
#include "service/person/record.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

static const struct row {
	const char *name;
	const char *list;
	size_t list_len;
	const char *whole, *cleaned;
} rows[] = {
	{"rows that may go, as they came",
		TEXT("email,name\nadam@example.com,Adam\nno@example.com,\"N\"\n"
		     "Adam@Example.com,\"A, B\"\n"),
		"email,name,may write,why\n"
		"adam@example.com,Adam,yes,\"a, \"\"b\"\"\"\n"
		"no@example.com,\"N\",no,\"a, \"\"b\"\"\"\n"
		"Adam@Example.com,\"A, B\",yes,\"a, \"\"b\"\"\"\n",
		"email,name\nadam@example.com,Adam\nAdam@Example.com,\"A, "
		"B\"\n"},
	{"no heading", TEXT("no@example.com;x\r\nadam@example.com;y\r\n"),
		"no@example.com;x;no;\"a, \"\"b\"\"\"\r\n"
		"adam@example.com;y;yes;\"a, \"\"b\"\"\"\r\n",
		"adam@example.com;y\r\n"},
	{"checked before", TEXT("may write,why,email\nno,x,adam@example.com\n"),
		"may write,why,email\nyes,\"a, \"\"b\"\"\",adam@example.com\n",
		"email\nadam@example.com\n"},
	{"a mark stays on both",
		TEXT("\xEF\xBB\xBF"
		     "email\n"),
		"\xEF\xBB\xBF"
		"email,may write,why\n",
		"\xEF\xBB\xBF"
		"email\n"},
	{"Windows-1250 stays on both",
		TEXT("email;n\nadam@example.com;\x9Cl\xB9sk\n"),
		"email;n;may write;why\n"
		"adam@example.com;\x9Cl\xB9sk;yes;\"a, \"\"b\"\"\"\n",
		"email;n\nadam@example.com;\x9Cl\xB9sk\n"},
};

static void say(void *arg, const struct verdict *verdict, const char **action_r,
	const char **reason_r)
{
	(void)arg;
	*action_r = verdict->action <= ACTION_FLAG ? "yes" : "no";
	*reason_r = "a, \"b\"";
}

static void pass_over(void *arg, uint64_t line, const char *cause)
{
	(void)arg;
	(void)line;
	(void)cause;
}

static void add_adam(struct house *h)
{
	struct buf said;

	buf_init(&said, 4096);
	assert_int_equal(
		record_contact(h->desk,
			&(struct record_contact){.who = "adam@example.com",
				.at_utc = HOUSE_NOW - 86400,
				.source = "chat",
				.relation = "prospect"},
			&said),
		ERR_OK);
	buf_free(&said);
}

static enum err run(struct house *h, struct checklist *list,
	struct checklist_counts *counts_r)
{
	const struct policy_purpose *purpose;
	struct check_query query;

	assert_int_equal(desk_purpose(h->desk, "followup", &purpose), ERR_OK);
	check_query_init(h->desk, purpose, INSTANT_NONE, &query);
	return checklist_run(h->desk, &query, list, counts_r);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	char path[PATH_MAX / 2], *whole = NULL, *cleaned = NULL;
	struct checklist list = {.path = path,
		.headings = {"may write", "why"},
		.words = say,
		.bad = pass_over};
	struct checklist_counts counts;
	struct house h;
	size_t len;

	house_open_with(&h, "");
	add_adam(&h);
	tempdir_path(&h.dir, "list.csv", path);
	settings_file_put(path, row->list, row->list_len);
	list.copy_to = open_memstream(&whole, &len);
	list.cleaned_to = open_memstream(&cleaned, &len);
	assert_int_equal(run(&h, &list, &counts), ERR_OK);
	fclose(list.copy_to);
	fclose(list.cleaned_to);
	assert_string_equal(whole, row->whole);
	assert_string_equal(cleaned, row->cleaned);
	free(whole);
	free(cleaned);
	house_close(&h);
}

struct batches {
	size_t len, most;
	uint64_t rows;
};

static enum err count_batch(void *arg, uint64_t done, size_t addresses)
{
	struct batches *b = arg;

	assert_true(addresses <= 10);
	assert_int_equal(done, b->rows);
	b->rows += addresses;
	return ++b->len > b->most ? ERR_LIMIT : ERR_OK;
}

/* Small batches, and an end in the middle. */
static void test_batches(void **state)
{
	struct batches b = {.most = 100};
	char path[PATH_MAX / 2], *cleaned = NULL;
	struct checklist list = {.path = path,
		.batch_rows = 10,
		.before = count_batch,
		.bad = pass_over,
		.arg = &b};
	struct checklist_counts counts;
	struct house h;
	size_t len;
	FILE *file;

	(void)state;
	house_open_with(&h, "");
	add_adam(&h);
	file = fopen(tempdir_path(&h.dir, "list.csv", path), "w");
	assert_non_null(file);
	for (int i = 0; i < 35; i++)
		fprintf(file, "adam+%d@example.com\n", i);
	fclose(file);
	list.cleaned_to = open_memstream(&cleaned, &len);
	assert_int_equal(run(&h, &list, &counts), ERR_OK);
	fclose(list.cleaned_to);
	assert_int_equal(b.len, 4);
	assert_int_equal(counts.rows, 35);
	assert_non_null(strstr(cleaned, "adam+34@example.com\n"));
	free(cleaned);
	list.cleaned_to = NULL;
	b = (struct batches){.most = 1};
	assert_int_equal(run(&h, &list, &counts), ERR_LIMIT);
	assert_int_equal(counts.rows, 10);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "batches", test_batches, NULL);
	return rows_run("checklist", &all);
}
