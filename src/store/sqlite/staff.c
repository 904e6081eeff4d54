/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/staff.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/staff_rows.h"

/* ------------------------------------------- what all rows of staff share */

enum err staff_stmt(
	struct sqlite_session *s, enum stmt_id id, sqlite3_stmt **stmt_r)
{
	if (!s->in_read && !s->in_write)
		s->wait_ms = WAIT_READ_MS;
	return sqlite_stmt(s, id, stmt_r);
}

enum err staff_digest(struct sqlite_session *s, const char *use,
	const void *bytes, size_t len, unsigned char digest_r[TEXT_DIGEST_LEN])
{
	enum err e = sealed_need_keeper(s);

	return e ? e : text_digest_for(s->keeper, use, bytes, len, digest_r);
}

void staff_bind_digest(sqlite3_stmt *stmt, int column,
	const unsigned char digest[TEXT_DIGEST_LEN])
{
	sqlite3_bind_blob(stmt, column, digest, TEXT_DIGEST_LEN, SQLITE_STATIC);
}

enum err staff_bind_sealed(struct sqlite_session *s, sqlite3_stmt *stmt,
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
	return sqlite3_bind_blob64(
		       stmt, column, sealed, len + SEAL_OVERHEAD, free) ?
		ERR_NOMEM :
		ERR_OK;
}

void staff_free_opened(char **bytes, size_t len)
{
	if (*bytes)
		explicit_bzero(*bytes, len);
	free(*bytes);
	*bytes = NULL;
}

enum err staff_open_column(struct sqlite_session *s, sqlite3_stmt *stmt,
	int column, const char *context, char **bytes_r, size_t *len_r)
{
	size_t sealed_len = (size_t)sqlite3_column_bytes(stmt, column), len;
	enum err e;

	*bytes_r = NULL;
	if (sealed_len < SEAL_OVERHEAD)
		return ERR_CORRUPT;
	*bytes_r = malloc(sealed_len - SEAL_OVERHEAD + 1);
	e = *bytes_r ? sealed_need_keeper(s) : ERR_NOMEM;
	if (!e)
		e = text_open_bytes(s->keeper, context,
			sqlite3_column_blob(stmt, column), sealed_len, *bytes_r,
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
static enum err take_row(struct sqlite_session *s, sqlite3_stmt *stmt,
	struct store_staff *staff_r, char **text_r)
{
	char context[STAFF_CONTEXT_SIZE];
	enum err e;

	staff_r->id = sqlite3_column_int64(stmt, 0);
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
	struct sqlite_session *s, sqlite3_stmt *stmt, staff_fn *take, void *arg)
{
	struct store_staff staff;
	char *text = NULL;
	enum err e = sqlite_step(s, stmt, STAFF_CANNOT_READ);

	if (e)
		return e;
	e = take_row(s, stmt, &staff, &text);
	if (!e)
		take(arg, &staff);
	free_text(&text);
	sqlite3_reset(stmt);
	return e;
}

static enum err get(
	struct store_session *base, const char *name, staff_fn *take, void *arg)
{
	struct sqlite_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	sqlite3_stmt *stmt;
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
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = staff_stmt(s, STMT_STAFF_GET_ID, &stmt);

	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	return take_one(s, stmt, take, arg);
}

static enum err each_account(
	struct store_session *base, staff_each_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	struct store_staff staff;
	sqlite3_stmt *stmt;
	char *text;
	bool goes_on = true;
	enum err e = staff_stmt(s, STMT_STAFF_EACH, &stmt);

	while (!e && goes_on) {
		e = sqlite_step(s, stmt, STAFF_CANNOT_READ);
		if (e)
			return e == ERR_NOT_FOUND ? ERR_OK : e;
		e = take_row(s, stmt, &staff, &text);
		goes_on = !e && each(arg, &staff);
		free_text(&text);
	}
	sqlite3_reset(stmt);
	return e;
}

static enum err put(struct store_session *base, int64_t id, const char *text)
{
	struct sqlite_session *s = own(base);
	char context[STAFF_CONTEXT_SIZE];
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	context_of(id, context);
	e = sqlite_stmt(s, STMT_STAFF_PUT, &stmt);
	if (!e)
		e = staff_bind_sealed(s, stmt, 2, context, text, strlen(text));
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	return sqlite_change(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err add(struct store_session *base, const char *name,
	const char *text, int64_t *id_r)
{
	struct sqlite_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_STAFF_ADD, &stmt);
	if (!e)
		e = staff_digest(s, "name", name, strlen(name), digest);
	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	e = sqlite_change(s, stmt, STAFF_CANNOT_WRITE);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_EXISTS : e;
	*id_r = sqlite3_last_insert_rowid(s->db);
	return put(base, *id_r, text);
}

/* Runs what has an account as its only parameter. */
static enum err run_of(struct sqlite_session *s, enum stmt_id which, int64_t id)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, which, &stmt);

	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	return sqlite_run(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err remove_account(struct store_session *base, int64_t id)
{
	struct sqlite_session *s = own(base);
	int64_t ended;
	enum err e;

	assert(s->in_write);
	e = run_of(s, STMT_STAFF_REMOVE, id);
	if (!e && sqlite3_changes(s->db) == 0)
		return ERR_NOT_FOUND;
	if (!e)
		e = sqlite_logins_end(base, id, NULL, &ended);
	if (!e)
		e = run_of(s, STMT_JOBS_REMOVE, id);
	return e ? e :
		   sqlite_run_id(s, STMT_JOB_CHUNKS_TIDY, STAFF_CANNOT_WRITE);
}

static enum err step(struct store_session *base, int64_t id, int64_t number)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_STAFF_STEP, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	sqlite3_bind_int64(stmt, 2, number);
	e = sqlite_change(s, stmt, STAFF_CANNOT_WRITE);
	if (e != ERR_NOT_FOUND)
		return e;
	e = sqlite_stmt(s, STMT_STAFF_KNOWN, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	e = sqlite_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	sqlite3_reset(stmt);
	return ERR_EXISTS;
}

/* ---------------------------------------------------------------- tries */

/* The statement with the digest bound, which is put into "digest_r". */
static enum err try_stmt(struct sqlite_session *s, enum stmt_id which,
	const void *what, size_t len, unsigned char digest_r[TEXT_DIGEST_LEN],
	sqlite3_stmt **stmt_r)
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
	struct sqlite_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	sqlite3_stmt *stmt;
	enum err e = try_stmt(s, STMT_TRY_GET, what, len, digest, &stmt);

	if (!e)
		e = sqlite_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	try_r->count = sqlite3_column_int64(stmt, 0);
	try_r->last_utc = sqlite3_column_int64(stmt, 1);
	sqlite3_reset(stmt);
	return ERR_OK;
}

/* A twentieth goes at once, so that few of many tries have to look. */
static enum err make_room(
	struct sqlite_session *s, const unsigned char digest[TEXT_DIGEST_LEN])
{
	sqlite3_stmt *stmt;
	int64_t count;
	enum err e = sqlite_stmt(s, STMT_TRY_COUNT, &stmt);

	if (!e)
		e = sqlite_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	count = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	if (count <= STORE_TRIES_MAX)
		return ERR_OK;
	e = sqlite_stmt(s, STMT_TRY_ROOM, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(
		stmt, 1, count - STORE_TRIES_MAX + STORE_TRIES_MAX / 20);
	staff_bind_digest(stmt, 2, digest);
	return sqlite_run(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err try_put(struct store_session *base, const void *what,
	size_t len, const struct store_try *tried)
{
	struct sqlite_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = try_stmt(s, STMT_TRY_PUT, what, len, digest, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 2, tried->count);
	sqlite3_bind_int64(stmt, 3, tried->last_utc);
	e = sqlite_run(s, stmt, STAFF_CANNOT_WRITE);
	return e ? e : make_room(s, digest);
}

static enum err try_forget(
	struct store_session *base, const void *what, size_t len)
{
	struct sqlite_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = try_stmt(s, STMT_TRY_FORGET, what, len, digest, &stmt);
	return e ? e : sqlite_run(s, stmt, STAFF_CANNOT_WRITE);
}

static enum err purge(struct store_session *base, int64_t now_utc)
{
	struct sqlite_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = run_of(s, STMT_LOGINS_PURGE, now_utc);
	if (!e)
		e = run_of(s, STMT_TRIES_PURGE, now_utc - STORE_STAFF_KEEP_S);
	if (!e)
		e = run_of(s, STMT_JOBS_PURGE, now_utc - STORE_STAFF_KEEP_S);
	return e ? e :
		   sqlite_run_id(s, STMT_JOB_CHUNKS_TIDY, STAFF_CANNOT_WRITE);
}

const struct store_staff_backend sqlite_staff = {
	.get = get,
	.get_id = get_id,
	.each = each_account,
	.add = add,
	.put = put,
	.remove = remove_account,
	.step = step,
	.login_add = sqlite_login_add,
	.login_get = sqlite_login_get,
	.login_put = sqlite_login_put,
	.login_end = sqlite_login_end,
	.logins_end = sqlite_logins_end,
	.logins_trim = sqlite_logins_trim,
	.logins_each = sqlite_logins_each,
	.try_get = try_get,
	.try_put = try_put,
	.try_forget = try_forget,
	.job_add = sqlite_job_add,
	.job_get = sqlite_job_get,
	.job_set = sqlite_job_set,
	.job_each = sqlite_job_each,
	.job_remove = sqlite_job_remove,
	.chunk_put = sqlite_chunk_put,
	.chunk_get = sqlite_chunk_get,
	.chunks_remove = sqlite_chunks_remove,
	.purge = purge,
};
