/* SPDX-License-Identifier: BSD-2-Clause */
/* Jobs. Whose a job is, and all else of it, is within its seal, too. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sql/staff_rows_private.h"

#define CANNOT_READ "jobs cannot be read"
#define CANNOT_WRITE "jobs cannot be written"
#define TEXT_MAX (STORE_JOB_TITLE_MAX + 400)

/* In the order in which they are written, with the title behind them. */
enum {
	JOB_ACCOUNT,
	JOB_CREATED,
	JOB_KIND,
	JOB_STATE,
	JOB_CHANGED,
	JOB_COUNTS,
	JOB_NUMBERS = JOB_COUNTS + STORE_JOB_COUNTS
};

static void context_of(
	const unsigned char *id, char context_r[STAFF_CONTEXT_SIZE])
{
	staff_context("job", id, STORE_JOB_LEN, context_r);
}

static enum err bind_job(struct sql_session *s, struct sql_stmt *stmt,
	int column, const struct store_job *job)
{
	char context[STAFF_CONTEXT_SIZE];
	struct buf text;
	enum err e;

	context_of(job->id, context);
	buf_init(&text, TEXT_MAX);
	buf_addf(&text, "%" PRId64 " %" PRId64 " %u %u %" PRId64 " ",
		job->account, job->created_utc, job->kind, job->state,
		job->changed_utc);
	for (size_t i = 0; i < STORE_JOB_COUNTS; i++)
		buf_addf(&text, "%" PRId64 " ", job->counts[i]);
	if (job->title)
		buf_adds(&text, job->title);
	e = buf_err(&text);
	if (!e)
		e = staff_bind_sealed(
			s, stmt, column, context, buf_text(&text), text.len);
	buf_free(&text);
	return e;
}

static void bind_id(
	struct sql_stmt *stmt, const unsigned char id[STORE_JOB_LEN])
{
	sql_bind_blob(stmt, 1, id, STORE_JOB_LEN);
}

enum err sql_job_add(struct store_session *base, const struct store_job *job)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_JOB_ADD, &stmt);
	if (!e)
		e = bind_job(s, stmt, 4, job);
	if (e)
		return e;
	bind_id(stmt, job->id);
	sql_bind_int64(stmt, 2, job->account);
	sql_bind_int64(stmt, 3, job->created_utc);
	e = sql_change(s, stmt, CANNOT_WRITE);
	return e == ERR_NOT_FOUND ? ERR_EXISTS : e;
}

/* ERR_NOT_FOUND: it is not what was written, or another account's. The title
 * is in *text_r. */
static enum err take_row(struct sql_session *s, struct sql_stmt *stmt,
	int64_t account, struct store_job *job_r, char **text_r)
{
	char context[STAFF_CONTEXT_SIZE];
	int64_t n[JOB_NUMBERS];
	const char *title;
	enum err e;

	*text_r = NULL;
	if (sql_column_bytes(stmt, 0) != STORE_JOB_LEN)
		return ERR_NOT_FOUND;
	context_of(sql_column_blob(stmt, 0), context);
	e = staff_open_column(s, stmt, 3, context, text_r, NULL);
	if (e)
		return e == ERR_CORRUPT ? ERR_NOT_FOUND : e;
	title = staff_numbers(*text_r, n, JOB_NUMBERS);
	if (!title || (account && n[JOB_ACCOUNT] != account) ||
		n[JOB_ACCOUNT] != sql_column_int64(stmt, 1) ||
		n[JOB_CREATED] != sql_column_int64(stmt, 2)) {
		free(*text_r);
		*text_r = NULL;
		return ERR_NOT_FOUND;
	}
	*job_r = (struct store_job){
		.account = n[JOB_ACCOUNT],
		.created_utc = n[JOB_CREATED],
		.kind = (unsigned)n[JOB_KIND],
		.state = (unsigned)n[JOB_STATE],
		.changed_utc = n[JOB_CHANGED],
		.title = *title ? title : NULL,
	};
	memcpy(job_r->id, sql_column_blob(stmt, 0), STORE_JOB_LEN);
	memcpy(job_r->counts, n + JOB_COUNTS, sizeof(job_r->counts));
	return ERR_OK;
}

enum err sql_job_get(struct store_session *base,
	const unsigned char id[STORE_JOB_LEN], int64_t account, job_fn *take,
	void *arg)
{
	struct sql_session *s = own(base);
	struct store_job job;
	struct sql_stmt *stmt;
	char *text;
	enum err e = staff_stmt(s, STMT_JOB_GET, &stmt);

	if (e)
		return e;
	bind_id(stmt, id);
	e = sql_step(s, stmt, CANNOT_READ);
	if (e)
		return e;
	e = take_row(s, stmt, account, &job, &text);
	if (!e)
		take(arg, &job);
	free(text);
	sql_reset(stmt);
	return e;
}

static void take_created(void *arg, const struct store_job *job)
{
	int64_t *created = arg;

	*created = job->created_utc;
}

enum err sql_job_set(struct store_session *base, const struct store_job *job)
{
	struct sql_session *s = own(base);
	struct store_job set = *job;
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_job_get(
		base, job->id, job->account, take_created, &set.created_utc);
	if (!e)
		e = sql_stmt(s, STMT_JOB_SET, &stmt);
	if (!e)
		e = bind_job(s, stmt, 2, &set);
	if (e)
		return e;
	bind_id(stmt, job->id);
	return sql_change(s, stmt, CANNOT_WRITE);
}

enum err sql_job_each(struct store_session *base, int64_t account,
	job_each_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_job job;
	struct sql_stmt *stmt;
	bool goes_on = true;
	char *text;
	enum err e = staff_stmt(
		s, account ? STMT_JOB_EACH_OF : STMT_JOB_EACH, &stmt);

	if (!e && account)
		sql_bind_int64(stmt, 1, account);
	while (!e && goes_on) {
		e = sql_step(s, stmt, CANNOT_READ);
		if (e)
			return e == ERR_NOT_FOUND ? ERR_OK : e;
		e = take_row(s, stmt, account, &job, &text);
		if (!e)
			goes_on = each(arg, &job);
		else if (e == ERR_NOT_FOUND)
			e = ERR_OK;
		free(text);
	}
	if (stmt)
		sql_reset(stmt);
	return e;
}

static void take_nothing(void *arg, const struct store_job *job)
{
	(void)arg;
	(void)job;
}

enum err sql_job_remove(struct store_session *base,
	const unsigned char id[STORE_JOB_LEN], int64_t account)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_job_get(base, id, account, take_nothing, NULL);
	if (!e)
		e = sql_chunks_remove(base, id, STORE_JOB_INPUT);
	if (!e)
		e = sql_chunks_remove(base, id, STORE_JOB_RESULT);
	if (!e)
		e = sql_stmt(s, STMT_JOB_REMOVE, &stmt);
	if (e)
		return e;
	bind_id(stmt, id);
	return sql_change(s, stmt, CANNOT_WRITE);
}

/* --------------------------------------------------------------- chunks */

static void chunk_context(const unsigned char *id, enum store_job_part part,
	unsigned n, char context_r[STAFF_CONTEXT_SIZE])
{
	size_t len;

	context_of(id, context_r);
	len = strlen(context_r);
	snprintf(context_r + len, STAFF_CONTEXT_SIZE - len, " %d %u", (int)part,
		n);
}

enum err sql_chunk_put(struct store_session *base,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, const void *bytes, size_t len)
{
	struct sql_session *s = own(base);
	char context[STAFF_CONTEXT_SIZE];
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	chunk_context(id, part, n, context);
	e = sql_stmt(s, STMT_JOB_CHUNK_PUT, &stmt);
	if (!e)
		e = staff_bind_sealed(s, stmt, 4, context, bytes, len);
	if (e)
		return e;
	bind_id(stmt, id);
	sql_bind_int64(stmt, 2, (int)part);
	sql_bind_int64(stmt, 3, n);
	return sql_change(s, stmt, CANNOT_WRITE);
}

enum err sql_chunk_get(struct store_session *base,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, job_chunk_fn *take, void *arg)
{
	struct sql_session *s = own(base);
	char context[STAFF_CONTEXT_SIZE], *bytes = NULL;
	struct sql_stmt *stmt;
	size_t len = 0;
	enum err e = staff_stmt(s, STMT_JOB_CHUNK_GET, &stmt);

	if (e)
		return e;
	bind_id(stmt, id);
	sql_bind_int64(stmt, 2, (int)part);
	sql_bind_int64(stmt, 3, n);
	e = sql_step(s, stmt, CANNOT_READ);
	if (e)
		return e;
	chunk_context(id, part, n, context);
	e = staff_open_column(s, stmt, 0, context, &bytes, &len);
	if (!e)
		take(arg, bytes, len);
	else if (e == ERR_CORRUPT)
		e = session_fail(base, e, "a part of a job does not open");
	staff_free_opened(&bytes, len);
	sql_reset(stmt);
	return e;
}

enum err sql_chunks_remove(struct store_session *base,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_JOB_CHUNKS_REMOVE, &stmt);
	if (e)
		return e;
	bind_id(stmt, id);
	sql_bind_int64(stmt, 2, (int)part);
	return sql_run(s, stmt, CANNOT_WRITE);
}
