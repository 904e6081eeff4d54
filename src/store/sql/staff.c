/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/staff.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sql/staff_rows_private.h"

/* ------------------------------------------- what all rows of staff share */

enum err staff_stmt(
	struct sql_session *s, enum stmt_id id, struct sql_stmt **stmt_r)
{
	if (!s->in_read && !s->in_write)
		s->wait_ms = WAIT_READ_MS;
	return sql_stmt(s, id, stmt_r);
}

enum err staff_digest(struct sql_session *s, const char *use, const void *bytes,
	size_t len, unsigned char digest_r[TEXT_DIGEST_LEN])
{
	enum err e = sealed_need_keeper(s);

	return e ? e : text_digest_for(s->keeper, use, bytes, len, digest_r);
}

void staff_bind_digest(struct sql_stmt *stmt, int column,
	const unsigned char digest[TEXT_DIGEST_LEN])
{
	sql_bind_blob(stmt, column, digest, TEXT_DIGEST_LEN);
}

enum err staff_bind_sealed(struct sql_session *s, struct sql_stmt *stmt,
	int column, const char *context, const void *bytes, size_t len)
{
	unsigned char *sealed = malloc(len + SEAL_OVERHEAD);
	enum err e = sealed ? sealed_need_keeper(s) : ERR_NOMEM;

	if (!e)
		e = text_seal(s->keeper, context, bytes, len, sealed);
	if (e) {
		free(sealed);
		return e;
	}
	return sql_bind_owned(stmt, column, sealed, len + SEAL_OVERHEAD);
}

void staff_free_opened(char **bytes, size_t len)
{
	if (*bytes)
		explicit_bzero(*bytes, len);
	free(*bytes);
	*bytes = NULL;
}

enum err staff_open_column(struct sql_session *s, struct sql_stmt *stmt,
	int column, const char *context, char **bytes_r, size_t *len_r)
{
	size_t sealed_len = (size_t)sql_column_bytes(stmt, column), len;
	enum err e;

	*bytes_r = NULL;
	if (sealed_len < SEAL_OVERHEAD)
		return ERR_CORRUPT;
	*bytes_r = malloc(sealed_len - SEAL_OVERHEAD + 1);
	e = *bytes_r ? sealed_need_keeper(s) : ERR_NOMEM;
	if (!e)
		e = text_open_bytes(s->keeper, context,
			sql_column_blob(stmt, column), sealed_len, *bytes_r,
			&len);
	if (!e) {
		(*bytes_r)[len] = '\0';
		if (len_r)
			*len_r = len;
		else if (strlen(*bytes_r) != len)
			e = ERR_CORRUPT;
	}
	if (e) {
		free(*bytes_r);
		*bytes_r = NULL;
	}
	return e;
}

void staff_context(const char *what, const unsigned char *id, size_t len,
	char context_r[STAFF_CONTEXT_SIZE])
{
	size_t at = strlen(what);

	assert(at + 1 + 2 * len < STAFF_CONTEXT_SIZE);
	snprintf(context_r, STAFF_CONTEXT_SIZE, "%s ", what);
	for (size_t i = 0; i < len; i++)
		snprintf(context_r + at + 1 + 2 * i, 3, "%02x", id[i]);
}

const char *staff_numbers(const char *text, int64_t *numbers_r, size_t len)
{
	char *end;

	for (size_t i = 0; i < len; i++) {
		errno = 0;
		numbers_r[i] = strtoll(text, &end, 10);
		if (errno || end == text || *end != ' ')
			return NULL;
		text = end + 1;
	}
	return text;
}

/* ------------------------------------------------------------- accounts */

static void context_of(int64_t id, char context_r[STAFF_CONTEXT_SIZE])
{
	snprintf(context_r, STAFF_CONTEXT_SIZE, "staff %" PRId64, id);
}

/* *text_r is NULL where it does not open. */
static enum err take_row(struct sql_session *s, struct sql_stmt *stmt,
	struct store_staff *staff_r, char **text_r)
{
	char context[STAFF_CONTEXT_SIZE];
	enum err e;

	staff_r->id = sql_column_int64(stmt, 0);
	context_of(staff_r->id, context);
	e = staff_open_column(s, stmt, 1, context, text_r, NULL);
	staff_r->text = *text_r;
	return e == ERR_CORRUPT ? ERR_OK : e;
}

static void free_text(char **text)
{
	staff_free_opened(text, *text ? strlen(*text) : 0);
}

static enum err take_one(
	struct sql_session *s, struct sql_stmt *stmt, staff_fn *take, void *arg)
{
	struct store_staff staff;
	char *text = NULL;
	enum err e = sql_step(s, stmt, STAFF_CANNOT_READ);

	if (e)
		return e;
	e = take_row(s, stmt, &staff, &text);
	if (!e)
		take(arg, &staff);
	free_text(&text);
	sql_reset(stmt);
	return e;
}

static enum err get(
	struct store_session *base, const char *name, staff_fn *take, void *arg)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e = staff_stmt(s, STMT_STAFF_GET, &stmt);

	if (!e)
		e = staff_digest(s, "name", name, strlen(name), digest);
	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	return take_one(s, stmt, take, arg);
}

static enum err get_id(
	struct store_session *base, int64_t id, staff_fn *take, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = staff_stmt(s, STMT_STAFF_GET_ID, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	return take_one(s, stmt, take, arg);
}

static enum err each_account(
	struct store_session *base, staff_each_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_staff staff;
	struct sql_stmt *stmt;
	char *text;
	bool goes_on = true;
	enum err e = staff_stmt(s, STMT_STAFF_EACH, &stmt);

	while (!e && goes_on) {
		e = sql_step(s, stmt, STAFF_CANNOT_READ);
		if (e)
			return e == ERR_NOT_FOUND ? ERR_OK : e;
		e = take_row(s, stmt, &staff, &text);
		goes_on = !e && each(arg, &staff);
		free_text(&text);
	}
	sql_reset(stmt);
	return e;
}

static enum err put(struct store_session *base, int64_t id, const char *text)
{
	struct sql_session *s = own(base);
	char context[STAFF_CONTEXT_SIZE];
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	context_of(id, context);
	e = sql_stmt(s, STMT_STAFF_PUT, &stmt);
	if (!e)
		e = staff_bind_sealed(s, stmt, 2, context, text, strlen(text));
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	return sql_change(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err add(struct store_session *base, const char *name,
	const char *text, int64_t *id_r)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_STAFF_ADD, &stmt);
	if (!e)
		e = staff_digest(s, "name", name, strlen(name), digest);
	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	e = sql_add(s, stmt, STAFF_CANNOT_WRITE, id_r);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_EXISTS : e;
	return put(base, *id_r, text);
}

/* Runs what has an account as its only parameter. */
static enum err run_of(struct sql_session *s, enum stmt_id which, int64_t id)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, which, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	return sql_run(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err remove_account(struct store_session *base, int64_t id)
{
	struct sql_session *s = own(base);
	int64_t ended;
	enum err e;

	assert(s->in_write);
	e = run_of(s, STMT_STAFF_REMOVE, id);
	if (!e && sql_changes(s) == 0)
		return ERR_NOT_FOUND;
	if (!e)
		e = sql_logins_end(base, id, NULL, &ended);
	if (!e)
		e = run_of(s, STMT_JOBS_REMOVE, id);
	return e ? e : sql_run_id(s, STMT_JOB_CHUNKS_TIDY, STAFF_CANNOT_WRITE);
}

static enum err step(struct store_session *base, int64_t id, int64_t number)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_STAFF_STEP, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	sql_bind_int64(stmt, 2, number);
	e = sql_change(s, stmt, STAFF_CANNOT_WRITE);
	if (e != ERR_NOT_FOUND)
		return e;
	e = sql_stmt(s, STMT_STAFF_KNOWN, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	e = sql_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	sql_reset(stmt);
	return ERR_EXISTS;
}

/* ---------------------------------------------------------------- tries */

/* The statement with the digest bound, which is put into "digest_r". */
static enum err try_stmt(struct sql_session *s, enum stmt_id which,
	const void *what, size_t len, unsigned char digest_r[TEXT_DIGEST_LEN],
	struct sql_stmt **stmt_r)
{
	enum err e = staff_stmt(s, which, stmt_r);

	if (!e)
		e = staff_digest(s, "try", what, len, digest_r);
	if (!e)
		staff_bind_digest(*stmt_r, 1, digest_r);
	return e;
}

static enum err try_get(struct store_session *base, const void *what,
	size_t len, struct store_try *try_r)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e = try_stmt(s, STMT_TRY_GET, what, len, digest, &stmt);

	if (!e)
		e = sql_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	try_r->count = sql_column_int64(stmt, 0);
	try_r->last_utc = sql_column_int64(stmt, 1);
	sql_reset(stmt);
	return ERR_OK;
}

/* A twentieth goes at once, so that few of many tries have to look. */
static enum err make_room(
	struct sql_session *s, const unsigned char digest[TEXT_DIGEST_LEN])
{
	struct sql_stmt *stmt;
	int64_t count;
	enum err e = sql_stmt(s, STMT_TRY_COUNT, &stmt);

	if (!e)
		e = sql_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	count = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	if (count <= STORE_TRIES_MAX)
		return ERR_OK;
	e = sql_stmt(s, STMT_TRY_ROOM, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, count - STORE_TRIES_MAX + STORE_TRIES_MAX / 20);
	staff_bind_digest(stmt, 2, digest);
	return sql_run(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err try_put(struct store_session *base, const void *what,
	size_t len, const struct store_try *tried)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = try_stmt(s, STMT_TRY_PUT, what, len, digest, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 2, tried->count);
	sql_bind_int64(stmt, 3, tried->last_utc);
	e = sql_run(s, stmt, STAFF_CANNOT_WRITE);
	return e ? e : make_room(s, digest);
}

static enum err try_forget(
	struct store_session *base, const void *what, size_t len)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = try_stmt(s, STMT_TRY_FORGET, what, len, digest, &stmt);
	return e ? e : sql_run(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err purge(struct store_session *base, int64_t now_utc)
{
	struct sql_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = run_of(s, STMT_LOGINS_PURGE, now_utc);
	if (!e)
		e = run_of(s, STMT_TRIES_PURGE, now_utc - STORE_STAFF_KEEP_S);
	if (!e)
		e = run_of(s, STMT_JOBS_PURGE, now_utc - STORE_STAFF_KEEP_S);
	return e ? e : sql_run_id(s, STMT_JOB_CHUNKS_TIDY, STAFF_CANNOT_WRITE);
}

const struct store_staff_backend sql_staff = {
	.get = get,
	.get_id = get_id,
	.each = each_account,
	.add = add,
	.put = put,
	.remove = remove_account,
	.step = step,
	.login_add = sql_login_add,
	.login_get = sql_login_get,
	.login_put = sql_login_put,
	.login_end = sql_login_end,
	.logins_end = sql_logins_end,
	.logins_trim = sql_logins_trim,
	.logins_each = sql_logins_each,
	.try_get = try_get,
	.try_put = try_put,
	.try_forget = try_forget,
	.job_add = sql_job_add,
	.job_get = sql_job_get,
	.job_set = sql_job_set,
	.job_each = sql_job_each,
	.job_remove = sql_job_remove,
	.chunk_put = sql_chunk_put,
	.chunk_get = sql_chunk_get,
	.chunks_remove = sql_chunks_remove,
	.purge = purge,
};
