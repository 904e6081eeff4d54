/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/staff/job.h"

#include <stdlib.h>
#include <string.h>

#include "service/staff/job_private.h"

/* How a job lies in the row's counts: its own first, then the subject's. */
enum {
	COUNT_INPUT_LEN,
	COUNT_RESULT_LEN,
	COUNT_PIECES, /* of input, and of result from the 32nd bit on */
	COUNT_RUNS,
	COUNT_SUBJECT /* STAFF_JOB_COUNTS of them */
};
#define PIECES_SHIFT 32

_Static_assert(COUNT_SUBJECT + STAFF_JOB_COUNTS <= STORE_JOB_COUNTS,
	"the row has room for all counts");

void staff_job_free(struct staff_job **job)
{
	if (!*job)
		return;
	free((*job)->title);
	free(*job);
	*job = NULL;
}

/* ------------------------------------------------------------------- ids */

#define HEX "0123456789abcdef"

static void id_format(
	const unsigned char id[STORE_JOB_LEN], char text_r[STAFF_JOB_ID_SIZE])
{
	for (size_t i = 0; i < STORE_JOB_LEN; i++) {
		text_r[2 * i] = HEX[id[i] >> 4];
		text_r[2 * i + 1] = HEX[id[i] & 15];
	}
	text_r[2 * STORE_JOB_LEN] = '\0';
}

bool staff_job_id(const char *text, unsigned char id_r[STORE_JOB_LEN])
{
	if (strlen(text) != 2 * STORE_JOB_LEN ||
		strspn(text, HEX) != 2 * STORE_JOB_LEN)
		return false;
	for (size_t i = 0; i < STORE_JOB_LEN; i++)
		id_r[i] =
			(unsigned char)((strchr(HEX, text[2 * i]) - HEX) << 4 |
				(strchr(HEX, text[2 * i + 1]) - HEX));
	return true;
}

/* ------------------------------------------------------------------ rows */

void staff_job_row(const struct staff_job *job, struct store_job *row_r)
{
	*row_r = (struct store_job){
		.account = job->account,
		.created_utc = job->created_utc,
		.kind = job->kind,
		.state = job->state,
		.changed_utc = job->changed_utc,
		.title = job->title,
	};
	(void)staff_job_id(job->id, row_r->id);
	row_r->counts[COUNT_INPUT_LEN] = job->input_len;
	row_r->counts[COUNT_RESULT_LEN] = job->result_len;
	row_r->counts[COUNT_PIECES] =
		(int64_t)job->result_pieces << PIECES_SHIFT | job->input_pieces;
	row_r->counts[COUNT_RUNS] = job->runs;
	memcpy(row_r->counts + COUNT_SUBJECT, job->counts, sizeof(job->counts));
}

struct staff_job *staff_job_of(const struct store_job *row)
{
	struct staff_job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	job->title = strdup(row->title ? row->title : "");
	if (!job->title) {
		free(job);
		return NULL;
	}
	id_format(row->id, job->id);
	job->account = row->account;
	job->created_utc = row->created_utc;
	job->changed_utc = row->changed_utc;
	job->kind = (enum staff_job_kind)row->kind;
	job->state = (enum staff_job_state)row->state;
	job->input_len = row->counts[COUNT_INPUT_LEN];
	job->result_len = row->counts[COUNT_RESULT_LEN];
	job->input_pieces = (unsigned)(row->counts[COUNT_PIECES] & 0xffffffff);
	job->result_pieces =
		(unsigned)(row->counts[COUNT_PIECES] >> PIECES_SHIFT);
	job->runs = (unsigned)row->counts[COUNT_RUNS];
	memcpy(job->counts, row->counts + COUNT_SUBJECT, sizeof(job->counts));
	return job;
}

static void take_row(void *arg, const struct store_job *row)
{
	struct staff_job **job = arg;

	*job = staff_job_of(row);
}

enum err staff_job_read(struct desk *desk, int64_t account, const char *id,
	struct staff_job **job_r)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e = ERR_NOT_FOUND;

	*job_r = NULL;
	if (staff_job_id(id, key))
		e = store_job_get(desk->session, key, account, take_row, job_r);
	if (!e && !*job_r)
		e = ERR_NOMEM;
	if (e)
		(void)!desk_fail(desk, e,
			e == ERR_NOT_FOUND ? "there is no such job" :
					     "reading a job");
	return e;
}

const char *staff_job_state_name(enum staff_job_state state)
{
	switch (state) {
	case STAFF_JOB_UPLOADING:
	case STAFF_JOB_UPLOADED:
		return "uploading";
	case STAFF_JOB_WAITING:
		return "waiting";
	case STAFF_JOB_RUNNING:
		return "running";
	case STAFF_JOB_DONE:
		return "done";
	case STAFF_JOB_FAILED:
		break;
	}
	return "failed";
}

enum err staff_job_put(struct desk *desk, struct staff_job *job)
{
	struct store_job row;
	int64_t now_utc;
	enum err e;

	/* Other hosts take it for dead where it is silent; what a job asks about
	 * is asked for one instant, however long it works. */
	now_utc = office_now(desk->office);
	job->changed_utc = now_utc > desk->now_utc ? now_utc : desk->now_utc;
	staff_job_row(job, &row);
	e = store_job_set(desk->session, &row);
	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e, "the job is gone");
	return e ? desk_store_fail(desk, e, "writing a job") : ERR_OK;
}

/* --------------------------------------------------------------- reading */

enum err staff_job_get(struct desk *desk, int64_t account, const char *id,
	struct staff_job **job_r)
{
	enum err e = store_read_begin(desk->session);

	*job_r = NULL;
	if (e)
		return desk_store_fail(desk, e, "reading a job");
	e = staff_job_read(desk, account, id, job_r);
	store_read_end(desk->session);
	return e;
}

struct each_job {
	bool (*each)(void *arg, const struct staff_job *job);
	void *arg;
	enum err e;
};

static bool each_row(void *arg, const struct store_job *row)
{
	struct each_job *all = arg;
	struct staff_job *job = staff_job_of(row);
	bool goes_on;

	if (!job) {
		all->e = ERR_NOMEM;
		return false;
	}
	goes_on = all->each(all->arg, job);
	staff_job_free(&job);
	return goes_on;
}

enum err staff_job_each(struct desk *desk, int64_t account,
	bool (*each)(void *arg, const struct staff_job *job), void *arg)
{
	struct each_job all = {each, arg, ERR_OK};
	enum err e = store_read_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "reading jobs");
	e = store_job_each(desk->session, account, each_row, &all);
	store_read_end(desk->session);
	if (!e)
		e = all.e;
	return e ? desk_store_fail(desk, e, "reading jobs") : ERR_OK;
}

static void take_piece(void *arg, const void *bytes, size_t len)
{
	(void)buf_add(arg, bytes, len);
}

static enum err read_piece(struct desk *desk, const struct staff_job *job,
	enum store_job_part part, unsigned n, struct buf *out)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e;

	(void)staff_job_id(job->id, key);
	e = store_job_chunk_get(desk->session, key, part, n, take_piece, out);
	return e ? e : buf_err(out);
}

enum err staff_job_fetch(struct desk *desk, int64_t account, const char *id,
	unsigned n, struct buf *out)
{
	struct staff_job *job = NULL;
	enum err e = store_read_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "reading a result");
	e = staff_job_read(desk, account, id, &job);
	if (!e && job->state != STAFF_JOB_DONE)
		e = desk_fail(desk, ERR_INVALID, "the job is not done");
	if (!e)
		e = read_piece(desk, job, STORE_JOB_RESULT, n, out);
	store_read_end(desk->session);
	staff_job_free(&job);
	return e;
}

enum err staff_job_input(struct desk *desk, const struct staff_job *job,
	unsigned n, struct buf *out)
{
	enum err e;

	if (n >= job->input_pieces)
		return ERR_NOT_FOUND;
	e = store_read_begin(desk->session);
	if (e)
		return desk_store_fail(desk, e, "reading an upload");
	e = read_piece(desk, job, STORE_JOB_INPUT, n, out);
	store_read_end(desk->session);
	return e ? desk_store_fail(desk, e, "reading an upload") : ERR_OK;
}
