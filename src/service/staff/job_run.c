/* SPDX-License-Identifier: BSD-2-Clause */
/* What a thread of the desk process does with jobs. */
#include <stdlib.h>
#include <string.h>

#include "service/staff/job_private.h"

struct search {
	int64_t stale_utc; /* who was silent since then is gone */
	char id[STAFF_JOB_ID_SIZE]; /* "" for none */
	bool is_out_of_memory;
};

/* Latest first: the last one that fits has waited longest. */
static bool consider(void *arg, const struct store_job *row)
{
	struct search *s = arg;
	struct staff_job *job = staff_job_of(row);

	if (!job) {
		s->is_out_of_memory = true;
		return false;
	}
	if (job->state == STAFF_JOB_WAITING ||
		(job->state == STAFF_JOB_RUNNING &&
			job->changed_utc < s->stale_utc))
		memcpy(s->id, job->id, sizeof(s->id));
	staff_job_free(&job);
	return true;
}

static enum err search(struct desk *desk, struct search *s)
{
	enum err e = store_job_each(desk->session, 0, consider, s);

	if (!e && s->is_out_of_memory)
		e = ERR_NOMEM;
	if (e)
		return desk_store_fail(desk, e, "looking for a job");
	return *s->id ? ERR_OK : ERR_NOT_FOUND;
}

static enum err begin_run(struct desk *desk, struct staff_job *job)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e;

	(void)staff_job_id(job->id, key);
	e = store_job_chunks_remove(desk->session, key, STORE_JOB_RESULT);
	if (e)
		return desk_store_fail(desk, e, "beginning a job");
	job->state = job->runs < STAFF_JOB_RUNS_MAX ? STAFF_JOB_RUNNING :
						      STAFF_JOB_FAILED;
	job->runs++;
	job->result_len = 0;
	job->result_pieces = 0;
	memset(job->counts, 0, sizeof(job->counts));
	return staff_job_put(desk, job);
}

/* One that ended its process again and again is not begun any more. */
static enum err take(
	struct desk *desk, struct search *s, struct staff_job **job_r)
{
	enum err e = search(desk, s);

	if (!e)
		e = staff_job_read(desk, 0, s->id, job_r);
	if (!e)
		e = begin_run(desk, *job_r);
	return e;
}

enum err staff_job_take(struct desk *desk, struct staff_job **job_r)
{
	struct search s = {.stale_utc = desk->now_utc - STAFF_JOB_STALE_S};
	enum err e = store_read_begin(desk->session);

	*job_r = NULL;
	if (e)
		return desk_store_fail(desk, e, "looking for a job");
	/* Most times there is none: that costs no write. */
	e = search(desk, &s);
	store_read_end(desk->session);
	if (e)
		return e;
	s.id[0] = '\0';
	e = desk_begin(desk);
	if (e)
		return e;
	e = desk_end(desk, take(desk, &s, job_r));
	if (!e && *job_r && (*job_r)->state == STAFF_JOB_FAILED)
		e = ERR_NOT_FOUND;
	if (e)
		staff_job_free(job_r);
	return e;
}

/* One that was silent for long was taken for dead: another run has the job, or
 * had it. What this one still writes would be mixed with that one's. */
static enum err check_run(struct desk *desk, const struct staff_job *job)
{
	struct staff_job *now;
	enum err e = staff_job_read(desk, 0, job->id, &now);

	if (e)
		return e;
	if (now->state != STAFF_JOB_RUNNING || now->runs != job->runs)
		e = desk_fail(
			desk, ERR_NOT_FOUND, "the job was taken by another");
	staff_job_free(&now);
	return e;
}

/* A write transaction in which the job is still this run's. */
static enum err begin_own(struct desk *desk, const struct staff_job *job)
{
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = check_run(desk, job);
	return e ? desk_end(desk, e) : ERR_OK;
}

enum err staff_job_tell_within(struct desk *desk, struct staff_job *job)
{
	enum err e = check_run(desk, job);

	return e ? e : staff_job_put(desk, job);
}

enum err staff_job_tell(struct desk *desk, struct staff_job *job)
{
	enum err e = begin_own(desk, job);

	return e ? e : desk_end(desk, staff_job_put(desk, job));
}

static enum err add_result(
	struct desk *desk, struct staff_job *job, const void *bytes, size_t len)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e;

	(void)staff_job_id(job->id, key);
	e = store_job_chunk_put(desk->session, key, STORE_JOB_RESULT,
		job->result_pieces, bytes, len);
	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e, "the job is gone");
	if (e)
		return desk_store_fail(desk, e, "keeping a result");
	job->result_pieces++;
	job->result_len += (int64_t)len;
	return staff_job_put(desk, job);
}

enum err staff_job_result(
	struct desk *desk, struct staff_job *job, const void *bytes, size_t len)
{
	enum err e;

	if (len > STORE_JOB_CHUNK_MAX ||
		job->result_len + (int64_t)len > STAFF_JOB_RESULT_MAX)
		return desk_fail(desk, ERR_LIMIT, "the result is too large");
	e = begin_own(desk, job);
	return e ? e : desk_end(desk, add_result(desk, job, bytes, len));
}

static enum err finish(struct desk *desk, struct staff_job *job)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e;

	(void)staff_job_id(job->id, key);
	e = store_job_chunks_remove(desk->session, key, STORE_JOB_INPUT);
	if (e)
		return desk_store_fail(desk, e, "ending a job");
	return staff_job_put(desk, job);
}

enum err staff_job_finish(struct desk *desk, struct staff_job *job,
	enum staff_job_state state, const char *title)
{
	char *copy = title ? strndup(title, STORE_JOB_TITLE_MAX) : NULL;
	enum err e;

	if (copy) {
		free(job->title);
		job->title = copy;
	}
	job->state = state;
	e = begin_own(desk, job);
	return e ? e : desk_end(desk, finish(desk, job));
}

enum err staff_job_give_back(
	struct desk *desk, struct staff_job *job, bool counts)
{
	enum err e = begin_own(desk, job);

	if (e)
		return e;
	if (!counts && job->runs > 0)
		job->runs--;
	job->state = STAFF_JOB_WAITING;
	return desk_end(desk, staff_job_put(desk, job));
}
