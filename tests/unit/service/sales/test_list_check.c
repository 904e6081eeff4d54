/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include <stdio.h>
#include <sys/stat.h>

#include "service/sales/list_check.h"
#include "service/sales/may.h"

#define ANIA 1
#define TEXT(literal) (literal), sizeof(literal) - 1
#define DAY_MOST 5000
#define PIECE STAFF_JOB_PIECE_MAX
#define MORE "staff { url = 'https://desk.a.example' checks-per-day = 5000 }\n"

/* What was uploaded, as a job that waits. */
static void put_text(struct house *h, const char *text, size_t len)
{
	char id[STAFF_JOB_ID_SIZE], *title;

	assert_int_equal(
		staff_upload_begin(h->desk, ANIA, STAFF_JOB_LIST, "a.csv", id),
		ERR_OK);
	for (unsigned n = 0; n * PIECE < len; n++)
		assert_int_equal(
			staff_upload_append(h->desk, ANIA, id, n,
				text + n * PIECE,
				len - n * PIECE < PIECE ? len - n * PIECE :
							  PIECE),
			ERR_OK);
	assert_int_equal(staff_upload_end(h->desk, ANIA, id), ERR_OK);
	assert_int_equal(
		list_check_title(h->desk, "followup", NULL, "a.csv", &title),
		ERR_OK);
	assert_int_equal(
		staff_job_start(h->desk, ANIA, STAFF_JOB_LIST, id, title),
		ERR_OK);
	free(title);
}

/* A list of so many addresses. */
static void put_list(struct house *h, unsigned rows)
{
	struct buf text;

	buf_init(&text, (size_t)STAFF_JOB_INPUT_MAX);
	assert_int_equal(buf_adds(&text, "email\n"), ERR_OK);
	for (unsigned i = 0; i < rows; i++)
		assert_int_equal(
			buf_addf(&text, "p%u@example.com\n", i), ERR_OK);
	put_text(h, buf_text(&text), text.len);
	buf_free(&text);
}

static int64_t asked(struct house *h)
{
	int64_t left;

	assert_int_equal(may_take(h->desk, ANIA, 0, &left), ERR_OK);
	return DAY_MOST - left;
}

/* The process ends once so many rows are done. */
struct until {
	const struct staff_job *job;
	int64_t rows;
};

static bool until_rows(void *arg)
{
	const struct until *until = arg;

	return until->job->counts[LIST_CHECK_DONE] < until->rows;
}

static enum err work_by(struct house *h, struct staff_job *job,
	const char *helper, int64_t rows)
{
	struct until until = {job, rows};
	struct list_check_run run = {.job = job,
		.tools = {.helper = helper,
			.converter = "/bin/false",
			.timeout_ms = 60000,
			.max_len = WORKBOOK_CSV_MAX,
			.rows_max_len = WORKBOOK_ROWS_MAX,
			.goes_on = until_rows,
			.arg = &until}};

	return list_check_work(h->desk, &run);
}

static enum err work(struct house *h, struct staff_job *job, int64_t rows)
{
	const char *build = getenv("ROBINSON_BUILDDIR");
	char helper[4096];

	snprintf(helper, sizeof(helper), "%s/src/workbook/robinson-workbook",
		build ? build : ".");
	return work_by(h, job, helper, rows);
}

/* A list of three batches whose process ends in the third; then one whose
 * process ends before what came of it is kept. */
static void test_charged_once(void **state)
{
	struct staff_job *job;
	struct house h;

	(void)state;
	house_open_with(&h, MORE);
	put_list(&h, 4500);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(work(&h, job, 2000), ERR_UNAVAILABLE);
	assert_int_equal(job->counts[LIST_CHECK_DONE], 2000);
	assert_int_equal(asked(&h), 0);
	assert_int_equal(staff_job_give_back(h.desk, job, false), ERR_OK);
	staff_job_free(&job);

	for (int run = 1; run <= 2; run++) {
		assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
		assert_int_equal(job->runs, run);
		assert_int_equal(work(&h, job, INT64_MAX), ERR_OK);
		assert_int_equal(job->counts[LIST_CHECK_ROWS], 4500);
		assert_int_equal(asked(&h), 4500);
		staff_job_free(&job);
		h.desk->now_utc += STAFF_JOB_STALE_S + 1;
	}
	house_close(&h);
}

static void test_too_many_for_the_day(void **state)
{
	struct staff_job *job;
	struct house h;
	int64_t left;

	(void)state;
	house_open_with(&h, MORE);
	assert_int_equal(may_take(h.desk, ANIA, 1001, &left), ERR_OK);
	put_list(&h, 4000);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(work(&h, job, INT64_MAX), ERR_LIMIT);
	assert_non_null(strstr(h.desk->cause, "as many addresses"));
	assert_int_equal(asked(&h), 1001);
	staff_job_free(&job);
	house_close(&h);
}

/* ------------------------------------------------- by the real helper */

static const struct list_row {
	const char *name;
	const char *text;
	size_t len;
	enum err expected;
	const char *whole; /* or what the cause has */
} list_rows[] = {
	{"as it came", TEXT("email;n\r\na@b.example; \"x;\ny\"\r\n"), ERR_OK,
		"email;n;may write;why\r\na@b.example; \"x;\ny\";no;"},
	{"Windows-1250", TEXT("e-mail;\xB9\xEA\na@b.example;\x9C\n"), ERR_OK,
		"e-mail;\xB9\xEA;may write;why\na@b.example;\x9C;no;"},
	{"ISO-8859-2", TEXT("e-mail;\xB1\xEA\na@b.example;\xB6\xB1\n"), ERR_OK,
		"e-mail;\xB1\xEA;may write;why\na@b.example;\xB6\xB1;no;"},
	{"Windows-1252", TEXT("e-mail;\xE8\na@b.example;\xE0\n"), ERR_OK,
		"e-mail;\xE8;may write;why\na@b.example;\xE0;no;"},
	{"no heading", TEXT("a@b.example\n"), ERR_OK, "a@b.example,no,"},
	{"a row that cannot be read", TEXT("email,n\n\"c,d\na@b.example,x\n"),
		ERR_OK, "email,n,may write,why\na@b.example,x,no,"},
	{"what needs two digits", TEXT("email,n\na@b.example,\x01\\\t\n"),
		ERR_OK, "email,n,may write,why\na@b.example,\x01\\\t,no,"},
	{"no addresses", TEXT("name\nAdam\n"), ERR_INVALID, "No column"},
	{"what looks like a form",
		TEXT("robinson-rows 1 0 59 0 0\nw 1\ta@b.example\nend 1\n"),
		ERR_OK, "robinson-rows 1 0 59 0 0"},
	{"a workbook, and no converter", TEXT("PK\x03\x04 and more"),
		ERR_INVALID, "Save as"},
};

static void read_result(
	struct house *h, const struct staff_job *job, struct buf *out)
{
	struct list_check_view view;
	struct staff_job copy = *job;

	assert_int_equal(
		staff_job_finish(h->desk, &copy, STAFF_JOB_DONE, NULL), ERR_OK);
	list_check_look(job, &view);
	assert_int_equal(staff_job_fetch(h->desk, ANIA, job->id,
				 view.cleaned_pieces, out),
		ERR_OK);
}

static void check_list(void **state)
{
	const struct list_row *row = *state;
	struct staff_job *job;
	struct house h;
	struct buf out;

	house_open_with(&h, MORE);
	buf_init(&out, STORE_JOB_CHUNK_MAX);
	put_text(&h, row->text, row->len);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(work(&h, job, INT64_MAX), row->expected);
	if (row->expected) {
		assert_non_null(strstr(h.desk->cause, row->whole));
	} else {
		read_result(&h, job, &out);
		assert_non_null(strstr(buf_text(&out), row->whole));
	}
	staff_job_free(&job);
	buf_free(&out);
	house_close(&h);
}

/* One row is the heading; a row more is refused before anybody is asked. */
static void test_rows_max(void **state)
{
	struct staff_job *job;
	struct house h;

	(void)state;
	house_open_with(&h, MORE);
	put_list(&h, LIST_CHECK_ROWS_MAX + 1);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(work(&h, job, INT64_MAX), ERR_LIMIT);
	assert_non_null(strstr(h.desk->cause, "more than 100,000 rows"));
	staff_job_free(&job);
	put_list(&h, LIST_CHECK_ROWS_MAX);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(work(&h, job, INT64_MAX), ERR_LIMIT);
	assert_non_null(strstr(h.desk->cause, "as many addresses"));
	staff_job_free(&job);
	house_close(&h);
}

/* ------------------------------------------------------ by one that is bad */

#define HEAD "printf 'robinson-rows 1 0 44 0 0\\n';"

static const struct helper_row {
	const char *name;
	const char *script; /* NULL: there is no such program */
	enum err expected;
	const char *cause;
} helper_rows[] = {
	{"it is not there", NULL, ERR_INVALID, "cannot be confined"},
	{"it cannot confine itself", "exit 71", ERR_INVALID,
		"cannot be confined"},
	{"it is another program", "exit 64", ERR_INVALID, "cannot be confined"},
	{"it cannot read the file", "exit 65", ERR_INVALID, "cannot be read"},
	{"it says nothing", "exit 0", ERR_INVALID, "not understood"},
	{"it says what it read", "cat", ERR_INVALID, "not understood"},
	{"it does not come to an end", HEAD "printf 'w 1\\temail\\n'",
		ERR_INVALID, "not understood"},
	{"it dies in the middle",
		HEAD "printf 'w 1\\temail\\nend 1\\n'; kill -SEGV $$",
		ERR_LIMIT, "cannot be read"},
	{"it fails at the end", HEAD "printf 'w 1\\temail\\nend 1\\n'; exit 1",
		ERR_INVALID, "cannot be read"},
	{"it says too much", HEAD "yes 'w 1 a' | head -c 200000000", ERR_LIMIT,
		"too large"},
	{"it says it right",
		HEAD "printf 'w 1\\temail\\nw 2\\ta@b.example\\nend 2\\n'",
		ERR_OK, ""},
};

static void check_helper(void **state)
{
	const struct helper_row *row = *state;
	char path[PATH_MAX / 2];
	struct staff_job *job;
	struct house h;

	house_open_with(&h, MORE);
	tempdir_path(&h.dir, "helper", path);
	if (row->script) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fprintf(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n",
			row->script);
		assert_int_equal(fclose(file), 0);
		assert_int_equal(chmod(path, 0755), 0);
	}
	put_list(&h, 3);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(work_by(&h, job, path, INT64_MAX), row->expected);
	assert_non_null(strstr(h.desk->cause, row->cause));
	assert_int_equal(asked(&h), row->expected ? 0 : 1);
	staff_job_free(&job);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, list_rows, check_list);
	rows_add_one(
		&rows, "as many rows as may be, and more", test_rows_max, NULL);
	rows_add(&rows, helper_rows, check_helper);

	rows_add_one(
		&rows, "each address counts once", test_charged_once, NULL);
	rows_add_one(&rows, "more than are left of the day",
		test_too_many_for_the_day, NULL);
	return rows_run("list_check", &rows);
}
