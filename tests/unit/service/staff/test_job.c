/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/staff/in_use.h"
#include "service/staff/job.h"
#include "service/staff/login.h"
#include "unit/service/house.h"

#define ANIA 1
#define ELA 2
#define A_DAY 86400

static void upload(struct house *h, int64_t account,
	char id_r[STAFF_JOB_ID_SIZE], const char *first, const char *second)
{
	assert_int_equal(staff_upload_begin(h->desk, account, STAFF_JOB_LIST,
				 "a.csv", id_r),
		ERR_OK);
	assert_int_equal(staff_upload_append(h->desk, account, id_r, 0, first,
				 strlen(first)),
		ERR_OK);
	if (second)
		assert_int_equal(staff_upload_append(h->desk, account, id_r, 1,
					 second, strlen(second)),
			ERR_OK);
	assert_int_equal(staff_upload_end(h->desk, account, id_r), ERR_OK);
}

static void check_piece(struct house *h, const struct staff_job *job,
	unsigned n, const char *expect)
{
	struct buf piece;

	buf_init(&piece, STORE_JOB_CHUNK_MAX);
	assert_int_equal(staff_job_input(h->desk, job, n, &piece), ERR_OK);
	assert_string_equal(buf_text(&piece), expect);
	buf_free(&piece);
}

static void check_in_use(struct house *h, int64_t waiting, int64_t running)
{
	struct staff_in_use in_use;

	assert_int_equal(staff_in_use(h->desk, &in_use), ERR_OK);
	assert_int_equal(in_use.sessions, 0);
	assert_int_equal(in_use.jobs_waiting, waiting);
	assert_int_equal(in_use.jobs_running, running);
}

/* From the first piece of the upload to the last one of the result. */
static void test_whole(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct staff_job *job;
	struct house h;
	struct buf out;

	(void)state;
	house_open(&h);
	upload(&h, ANIA, id, "first,", "second");
	assert_int_equal(staff_job_take(h.desk, &job), ERR_NOT_FOUND);
	check_in_use(&h, 0, 0);
	assert_int_equal(
		staff_job_start(h.desk, ANIA, STAFF_JOB_LIST, id, "followup"),
		ERR_OK);
	assert_int_equal(
		staff_job_start(h.desk, ANIA, STAFF_JOB_LIST, id, NULL),
		ERR_INVALID);
	check_in_use(&h, 1, 0);

	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_string_equal(job->id, id);
	assert_string_equal(job->title, "followup");
	assert_int_equal(job->state, STAFF_JOB_RUNNING);
	assert_int_equal(job->input_len, 12);
	check_in_use(&h, 0, 1);
	check_piece(&h, job, 0, "first,");
	check_piece(&h, job, 1, "second");
	buf_init(&out, STORE_JOB_CHUNK_MAX);
	assert_int_equal(staff_job_input(h.desk, job, 2, &out), ERR_NOT_FOUND);
	job->counts[0] = 7;
	assert_int_equal(staff_job_tell(h.desk, job), ERR_OK);
	assert_int_equal(
		staff_job_fetch(h.desk, ANIA, id, 0, &out), ERR_INVALID);
	assert_int_equal(staff_job_result(h.desk, job, "yes", 3), ERR_OK);
	assert_int_equal(
		staff_job_finish(h.desk, job, STAFF_JOB_DONE, NULL), ERR_OK);
	staff_job_free(&job);

	assert_int_equal(staff_job_get(h.desk, ANIA, id, &job), ERR_OK);
	assert_int_equal(job->state, STAFF_JOB_DONE);
	assert_int_equal(job->counts[0], 7);
	assert_int_equal(job->result_len, 3);
	staff_job_free(&job);
	assert_int_equal(staff_job_fetch(h.desk, ANIA, id, 0, &out), ERR_OK);
	assert_string_equal(buf_text(&out), "yes");
	assert_int_equal(
		staff_job_fetch(h.desk, ANIA, id, 1, &out), ERR_NOT_FOUND);
	buf_free(&out);
	house_close(&h);
}

/* Whatever it is, it is another's or it is not there: nobody can tell. */
static void test_another(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct staff_job *job;
	struct house h;
	struct buf out;

	(void)state;
	house_open(&h);
	buf_init(&out, STORE_JOB_CHUNK_MAX);
	upload(&h, ANIA, id, "x", NULL);
	assert_int_equal(staff_job_get(h.desk, ELA, id, &job), ERR_NOT_FOUND);
	assert_null(job);
	assert_int_equal(
		staff_upload_append(h.desk, ELA, id, 1, "y", 1), ERR_NOT_FOUND);
	assert_int_equal(staff_upload_end(h.desk, ELA, id), ERR_NOT_FOUND);
	assert_int_equal(staff_job_start(h.desk, ELA, STAFF_JOB_LIST, id, NULL),
		ERR_NOT_FOUND);
	assert_int_equal(
		staff_job_fetch(h.desk, ELA, id, 0, &out), ERR_NOT_FOUND);
	assert_int_equal(staff_job_drop(h.desk, ELA, id), ERR_NOT_FOUND);
	assert_int_equal(
		staff_job_get(h.desk, ANIA, "no id", &job), ERR_NOT_FOUND);
	id[0] = id[0] == '0' ? '1' : '0';
	assert_int_equal(staff_job_drop(h.desk, ANIA, id), ERR_NOT_FOUND);
	id[0] = 'A';
	assert_int_equal(staff_job_drop(h.desk, ANIA, id), ERR_NOT_FOUND);
	buf_free(&out);
	house_close(&h);
}

/* An officer may begin a list, too; it does not become an audit. */
static void test_kind(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct staff_job *job;
	struct house h;

	(void)state;
	house_open(&h);
	upload(&h, ANIA, id, "x", NULL);
	assert_int_equal(
		staff_job_start(h.desk, ANIA, STAFF_JOB_AUDIT, id, NULL),
		ERR_NOT_FOUND);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_NOT_FOUND);
	assert_int_equal(
		staff_job_start(h.desk, ANIA, STAFF_JOB_LIST, id, NULL),
		ERR_OK);
	house_close(&h);
}

static void test_order(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct house h;

	(void)state;
	house_open(&h);
	assert_int_equal(
		staff_upload_begin(h.desk, ANIA, STAFF_JOB_LIST, NULL, id),
		ERR_OK);
	assert_int_equal(
		staff_upload_append(h.desk, ANIA, id, 1, "x", 1), ERR_INVALID);
	assert_int_equal(
		staff_upload_append(h.desk, ANIA, id, 0, "", 0), ERR_INVALID);
	assert_int_equal(
		staff_upload_append(h.desk, ANIA, id, 0, "x", 1), ERR_OK);
	assert_int_equal(
		staff_upload_append(h.desk, ANIA, id, 0, "x", 1), ERR_INVALID);
	assert_int_equal(
		staff_job_start(h.desk, ANIA, STAFF_JOB_LIST, id, NULL),
		ERR_INVALID);
	assert_int_equal(staff_upload_end(h.desk, ANIA, id), ERR_OK);
	assert_int_equal(
		staff_upload_append(h.desk, ANIA, id, 1, "x", 1), ERR_INVALID);
	house_close(&h);
}

static void test_limits(void **state)
{
	char id[STAFF_JOB_ID_SIZE], last[STAFF_JOB_ID_SIZE];
	char *piece = calloc(1, STAFF_JOB_PIECE_MAX + 1);
	unsigned n = 0;
	struct house h;

	(void)state;
	assert_non_null(piece);
	house_open(&h);
	for (int i = 0; i < STAFF_JOBS_MAX; i++)
		assert_int_equal(
			staff_job_new(h.desk, ANIA, STAFF_JOB_LIST, NULL, last),
			ERR_OK);
	assert_int_equal(staff_job_new(h.desk, ANIA, STAFF_JOB_LIST, NULL, id),
		ERR_LIMIT);
	assert_int_equal(
		staff_job_new(h.desk, ELA, STAFF_JOB_LIST, NULL, id), ERR_OK);
	assert_int_equal(staff_job_drop(h.desk, ANIA, last), ERR_OK);
	assert_int_equal(
		staff_upload_begin(h.desk, ANIA, STAFF_JOB_LIST, NULL, id),
		ERR_OK);
	assert_int_equal(staff_upload_append(h.desk, ANIA, id, 0, piece,
				 STAFF_JOB_PIECE_MAX + 1),
		ERR_INVALID);
	for (int64_t len = 0; len < STAFF_JOB_INPUT_MAX;
		len += (int64_t)STAFF_JOB_PIECE_MAX)
		assert_int_equal(staff_upload_append(h.desk, ANIA, id, n++,
					 piece, STAFF_JOB_PIECE_MAX),
			ERR_OK);
	assert_int_equal(
		staff_upload_append(h.desk, ANIA, id, n, piece, 1), ERR_LIMIT);
	free(piece);
	house_close(&h);
}

/* One whose process is gone is begun anew, but not for ever. */
static void test_restart(void **state)
{
	char id[STAFF_JOB_ID_SIZE], later[STAFF_JOB_ID_SIZE];
	struct staff_job *job;
	struct house h;

	(void)state;
	house_open(&h);
	assert_int_equal(
		staff_job_new(h.desk, ANIA, STAFF_JOB_LIST, "a", id), ERR_OK);
	h.desk->now_utc++;
	assert_int_equal(
		staff_job_new(h.desk, ELA, STAFF_JOB_LIST, "b", later), ERR_OK);
	for (int run = 1; run <= STAFF_JOB_RUNS_MAX; run++) {
		assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
		assert_string_equal(job->id, id);
		assert_int_equal(job->runs, run);
		assert_int_equal(job->result_pieces, 0);
		assert_int_equal(staff_job_result(h.desk, job, "x", 1), ERR_OK);
		staff_job_free(&job);
		/* While it gives signs of life, the next one comes. */
		assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
		assert_string_equal(job->id, later);
		assert_int_equal(
			staff_job_give_back(h.desk, job, false), ERR_OK);
		staff_job_free(&job);
		h.desk->now_utc += STAFF_JOB_STALE_S + 1;
	}
	assert_int_equal(staff_job_take(h.desk, &job), ERR_NOT_FOUND);
	assert_int_equal(staff_job_get(h.desk, ANIA, id, &job), ERR_OK);
	assert_int_equal(job->state, STAFF_JOB_FAILED);
	staff_job_free(&job);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_string_equal(job->id, later);
	staff_job_free(&job);
	house_close(&h);
}

/* Dropped while somebody works on it: that one hears of it. */
static void test_dropped(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct staff_job *job;
	struct house h;

	(void)state;
	house_open(&h);
	assert_int_equal(
		staff_job_new(h.desk, ANIA, STAFF_JOB_LIST, NULL, id), ERR_OK);
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(staff_job_drop(h.desk, ANIA, id), ERR_OK);
	assert_int_equal(staff_job_tell(h.desk, job), ERR_NOT_FOUND);
	assert_int_equal(staff_job_result(h.desk, job, "x", 1), ERR_NOT_FOUND);
	assert_int_equal(staff_job_finish(h.desk, job, STAFF_JOB_DONE, NULL),
		ERR_NOT_FOUND);
	staff_job_free(&job);
	house_close(&h);
}

/* Two hosts: the one was silent for so long that the other began anew. */
static void test_stale(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct staff_job *job, *old;
	struct house h;
	struct buf out;

	(void)state;
	house_open(&h);
	upload(&h, ANIA, id, "x", NULL);
	assert_int_equal(
		staff_job_start(h.desk, ANIA, STAFF_JOB_LIST, id, NULL),
		ERR_OK);
	assert_int_equal(staff_job_take(h.desk, &old), ERR_OK);
	h.desk->now_utc += STAFF_JOB_STALE_S + 1;
	assert_int_equal(staff_job_take(h.desk, &job), ERR_OK);
	assert_int_equal(staff_job_tell(h.desk, old), ERR_NOT_FOUND);
	assert_int_equal(
		staff_job_result(h.desk, old, "old", 3), ERR_NOT_FOUND);
	assert_int_equal(staff_job_give_back(h.desk, old, true), ERR_NOT_FOUND);
	assert_int_equal(staff_job_finish(h.desk, old, STAFF_JOB_FAILED, "x"),
		ERR_NOT_FOUND);
	check_piece(&h, job, 0, "x");
	assert_int_equal(staff_job_result(h.desk, job, "new", 3), ERR_OK);
	assert_int_equal(
		staff_job_finish(h.desk, job, STAFF_JOB_DONE, NULL), ERR_OK);
	assert_int_equal(staff_job_finish(h.desk, old, STAFF_JOB_FAILED, "x"),
		ERR_NOT_FOUND);
	buf_init(&out, STORE_JOB_CHUNK_MAX);
	assert_int_equal(staff_job_fetch(h.desk, ANIA, id, 0, &out), ERR_OK);
	assert_string_equal(buf_text(&out), "new");
	buf_free(&out);
	staff_job_free(&old);
	staff_job_free(&job);
	house_close(&h);
}

static bool count(void *arg, const struct staff_job *job)
{
	(void)job;
	return ++*(int *)arg < 100;
}

/* After a day it is as if it had never been. */
static void test_day(void **state)
{
	char id[STAFF_JOB_ID_SIZE];
	struct staff_job *job;
	struct house h;
	int len = 0;

	(void)state;
	house_open(&h);
	upload(&h, ANIA, id, "x", NULL);
	assert_int_equal(staff_job_each(h.desk, ANIA, count, &len), ERR_OK);
	assert_int_equal(len, 1);
	len = 0;
	assert_int_equal(staff_job_each(h.desk, ELA, count, &len), ERR_OK);
	assert_int_equal(len, 0);
	h.desk->now_utc += A_DAY + 1;
	assert_int_equal(staff_purge(h.desk), ERR_OK);
	assert_int_equal(staff_job_get(h.desk, ANIA, id, &job), ERR_NOT_FOUND);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "from upload to result", test_whole, NULL);
	rows_add_one(&rows, "another's", test_another, NULL);
	rows_add_one(&rows, "of another kind", test_kind, NULL);
	rows_add_one(&rows, "the order of pieces", test_order, NULL);
	rows_add_one(&rows, "limits", test_limits, NULL);
	rows_add_one(&rows, "a restart", test_restart, NULL);
	rows_add_one(&rows, "dropped while it runs", test_dropped, NULL);
	rows_add_one(&rows, "taken by another meanwhile", test_stale, NULL);
	rows_add_one(&rows, "a day later", test_day, NULL);
	return rows_run("jobs", &rows);
}
