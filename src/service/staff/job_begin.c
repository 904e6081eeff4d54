/* SPDX-License-Identifier: BSD-2-Clause */
/* What an account does with its jobs. */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "service/staff/job_private.h"

/* An upload whose browser has gone is no job that somebody could delete. */
#define UPLOAD_STALE_S 900

struct counter {
	size_t len;
	int64_t stale_utc;
	unsigned char stale[STORE_JOB_LEN];
	bool has_stale;
};

static bool count_one(void *arg, const struct store_job *row)
{
	struct counter *c = arg;

	if (row->kind >= STORE_JOB_KINDS_END)
		return true;
	if ((row->state == STAFF_JOB_UPLOADING ||
		    row->state == STAFF_JOB_UPLOADED) &&
		row->changed_utc < c->stale_utc) {
		memcpy(c->stale, row->id, STORE_JOB_LEN);
		c->has_stale = true;
		return false;
	}
	return ++c->len < STAFF_JOBS_MAX;
}

/* Removes what is stale, then counts. */
static enum err count(struct desk *desk, int64_t account, size_t *len_r)
{
	struct counter c;
	enum err e;

	do {
		c = (struct counter){
			.stale_utc = desk->now_utc - UPLOAD_STALE_S};
		e = store_job_each(desk->session, account, count_one, &c);
		if (!e && c.has_stale)
			e = store_job_remove(desk->session, c.stale, account);
	} while (!e && c.has_stale);
	*len_r = c.len;
	return e;
}

static enum err add(struct desk *desk, const struct store_job *row)
{
	size_t len = 0;
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = count(desk, row->account, &len);
	if (e)
		e = desk_store_fail(desk, e, "reading jobs");
	else if (len >= STAFF_JOBS_MAX)
		e = desk_fail(desk, ERR_LIMIT,
			"there are %d lists and results already; delete one",
			STAFF_JOBS_MAX);
	else if ((e = store_job_add(desk->session, row)) != ERR_OK)
		e = desk_store_fail(desk, e, "beginning a job");
	return desk_end(desk, e);
}

static enum err begin(struct desk *desk, int64_t account,
	enum staff_job_kind kind, enum staff_job_state state, const char *title,
	char id_r[STAFF_JOB_ID_SIZE])
{
	struct store_job row = {
		.account = account,
		.kind = kind,
		.state = state,
		.created_utc = desk->now_utc,
		.changed_utc = desk->now_utc,
		.title = title,
	};
	struct staff_job *job;
	enum err e;

	if (title && strlen(title) > STORE_JOB_TITLE_MAX)
		return desk_fail(desk, ERR_INVALID, "the name is too long");
	if (getrandom(row.id, sizeof(row.id), 0) != sizeof(row.id))
		return desk_fail(desk, ERR_UNAVAILABLE, "no random bytes");
	job = staff_job_of(&row);
	if (!job)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	memcpy(id_r, job->id, STAFF_JOB_ID_SIZE);
	e = add(desk, &row);
	staff_job_free(&job);
	return e;
}

enum err staff_job_new(struct desk *desk, int64_t account,
	enum staff_job_kind kind, const char *title,
	char id_r[STAFF_JOB_ID_SIZE])
{
	return begin(desk, account, kind, STAFF_JOB_WAITING, title, id_r);
}

enum err staff_upload_begin(struct desk *desk, int64_t account,
	enum staff_job_kind kind, const char *title,
	char id_r[STAFF_JOB_ID_SIZE])
{
	return begin(desk, account, kind, STAFF_JOB_UPLOADING, title, id_r);
}

/* The job, inside a write transaction that was begun; it must be in a state. */
static enum err open_job(struct desk *desk, int64_t account, const char *id,
	enum staff_job_state state, struct staff_job **job_r)
{
	enum err e = desk_begin(desk);

	*job_r = NULL;
	if (e)
		return e;
	e = staff_job_read(desk, account, id, job_r);
	if (!e && (*job_r)->state != state)
		e = desk_fail(desk, ERR_INVALID,
			state == STAFF_JOB_UPLOADING ?
				"the upload has ended already" :
				"this is no list that was just uploaded");
	if (e) {
		staff_job_free(job_r);
		return desk_end(desk, e);
	}
	return ERR_OK;
}

static enum err put_piece(struct desk *desk, struct staff_job *job, unsigned n,
	const void *bytes, size_t len)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e;

	(void)staff_job_id(job->id, key);
	e = store_job_chunk_put(
		desk->session, key, STORE_JOB_INPUT, n, bytes, len);
	if (e)
		return desk_store_fail(desk, e, "keeping an upload");
	job->input_pieces++;
	job->input_len += (int64_t)len;
	return staff_job_put(desk, job);
}

enum err staff_upload_append(struct desk *desk, int64_t account, const char *id,
	unsigned n, const void *bytes, size_t len)
{
	struct staff_job *job;
	enum err e = open_job(desk, account, id, STAFF_JOB_UPLOADING, &job);

	if (e)
		return e;
	if (n != job->input_pieces)
		e = desk_fail(desk, ERR_INVALID,
			"the pieces of the upload come in another order");
	else if (len == 0 || len > STAFF_JOB_PIECE_MAX)
		e = desk_fail(desk, ERR_INVALID,
			"a piece of an upload has 1 to %zu octets",
			STAFF_JOB_PIECE_MAX);
	else if (job->input_len + (int64_t)len > STAFF_JOB_INPUT_MAX)
		e = desk_fail(desk, ERR_LIMIT,
			"the file is larger than %lld MB",
			(long long)(STAFF_JOB_INPUT_MAX >> 20));
	else
		e = put_piece(desk, job, n, bytes, len);
	staff_job_free(&job);
	return desk_end(desk, e);
}

static enum err pass_on(struct desk *desk, struct staff_job **job,
	enum staff_job_state state, const char *title)
{
	char *copy = title ? strdup(title) : NULL;
	enum err e = ERR_OK;

	if (title && (!copy || strlen(title) > STORE_JOB_TITLE_MAX))
		e = desk_fail(desk, copy ? ERR_INVALID : ERR_NOMEM,
			"the name is too long");
	if (!e && copy) {
		free((*job)->title);
		(*job)->title = copy;
		copy = NULL;
	}
	(*job)->state = state;
	if (!e)
		e = staff_job_put(desk, *job);
	free(copy);
	staff_job_free(job);
	return desk_end(desk, e);
}

enum err staff_upload_end(struct desk *desk, int64_t account, const char *id)
{
	struct staff_job *job;
	enum err e = open_job(desk, account, id, STAFF_JOB_UPLOADING, &job);

	return e ? e : pass_on(desk, &job, STAFF_JOB_UPLOADED, NULL);
}

enum err staff_job_start(struct desk *desk, int64_t account,
	enum staff_job_kind kind, const char *id, const char *title)
{
	struct staff_job *job;
	enum err e = open_job(desk, account, id, STAFF_JOB_UPLOADED, &job);

	if (e)
		return e;
	/* Who may begin an upload is asked by its kind. */
	if (job->kind != kind) {
		staff_job_free(&job);
		return desk_end(desk,
			desk_fail(desk, ERR_NOT_FOUND,
				"the upload was begun for something else"));
	}
	return pass_on(desk, &job, STAFF_JOB_WAITING, title);
}

enum err staff_job_drop(struct desk *desk, int64_t account, const char *id)
{
	unsigned char key[STORE_JOB_LEN];
	enum err e;

	if (!staff_job_id(id, key))
		return desk_fail(desk, ERR_NOT_FOUND, "there is no such job");
	e = desk_begin(desk);
	if (e)
		return e;
	e = store_job_remove(desk->session, key, account);
	if (e == ERR_NOT_FOUND)
		e = desk_fail(desk, e, "there is no such job");
	else if (e)
		e = desk_store_fail(desk, e, "removing a job");
	return desk_end(desk, e);
}
