/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include "service/sales/list_check.h"
#include "service/sales/may.h"

#define ANIA 1
#define DAY_MOST 5000
#define PIECE STAFF_JOB_PIECE_MAX
#define MORE "staff { url = 'https://desk.a.example' checks-per-day = 5000 }\n"

/* A list of so many addresses, as a job that waits. */
static void put_list(struct house *h, unsigned rows)
{
	char id[STAFF_JOB_ID_SIZE], *title;
	struct buf text;

	buf_init(&text, 4 * STAFF_JOB_PIECE_MAX);
	assert_int_equal(buf_adds(&text, "email\n"), ERR_OK);
	for (unsigned i = 0; i < rows; i++)
		assert_int_equal(
			buf_addf(&text, "p%u@example.com\n", i), ERR_OK);
	assert_int_equal(
		staff_upload_begin(h->desk, ANIA, STAFF_JOB_LIST, "a.csv", id),
		ERR_OK);
	for (unsigned n = 0; n * PIECE < text.len; n++)
		assert_int_equal(staff_upload_append(h->desk, ANIA, id, n,
					 buf_text(&text) + n * PIECE,
					 text.len - n * PIECE < PIECE ?
						 text.len - n * PIECE :
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
	buf_free(&text);
}

static int64_t asked(struct house *h)
{
	int64_t left;

	assert_int_equal(may_take(h->desk, ANIA, 0, &left), ERR_OK);
	return DAY_MOST - left;
}

/* Says so often that it goes on. */
static bool count_down(void *arg)
{
	int *times = arg;

	return --*times >= 0;
}

static enum err work(struct house *h, struct staff_job *job, int times)
{
	struct list_check_run run = {.job = job,
		.tools = {.helper = "/nowhere",
			.converter = "/bin/false",
			.timeout_ms = 60000,
			.max_len = WORKBOOK_CSV_MAX,
			.goes_on = count_down,
			.arg = &times}};

	return list_check_work(h->desk, &run);
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
	assert_int_equal(work(&h, job, 2), ERR_UNAVAILABLE);
	assert_int_equal(job->counts[LIST_CHECK_DONE], 2000);
	assert_int_equal(asked(&h), 0);
	assert_int_equal(staff_job_give_back(h.desk, job, false), ERR_OK);
	staff_job_free(&job);

	for (int run = 1; run <= 2; run++) {
		assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
		assert_int_equal(job->runs, run);
		assert_int_equal(work(&h, job, 1000), ERR_OK);
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
	assert_int_equal(work(&h, job, 1000), ERR_LIMIT);
	assert_non_null(strstr(h.desk->cause, "as many addresses"));
	assert_int_equal(asked(&h), 1001);
	staff_job_free(&job);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(
		&rows, "each address counts once", test_charged_once, NULL);
	rows_add_one(&rows, "more than are left of the day",
		test_too_many_for_the_day, NULL);
	return rows_run("list_check", &rows);
}
