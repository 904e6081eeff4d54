/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store/sql/sql.h"

enum err sql_stmt(
	struct sql_session *s, enum stmt_id id, struct sql_stmt **stmt_r)
{
	*stmt_r = NULL;
	return s->driver->stmt(s, id, stmt_r);
}

enum err sql_step(
	struct sql_session *s, struct sql_stmt *stmt, const char *what)
{
	return s->driver->step(s, stmt, what);
}

enum err sql_run(struct sql_session *s, struct sql_stmt *stmt, const char *what)
{
	enum err e = sql_step(s, stmt, what);

	if (!e)
		sql_reset(stmt);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_change(
	struct sql_session *s, struct sql_stmt *stmt, const char *what)
{
	enum err e = sql_run(s, stmt, what);

	if (!e && sql_changes(s) == 0)
		e = ERR_NOT_FOUND;
	return e;
}

enum err sql_add(struct sql_session *s, struct sql_stmt *stmt, const char *what,
	int64_t *id_r)
{
	enum err e = sql_step(s, stmt, what);

	if (e)
		return e;
	*id_r = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	return ERR_OK;
}

enum err sql_run_id(struct sql_session *s, enum stmt_id id, const char *what)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	return e ? e : sql_run(s, stmt, what);
}

enum err sql_first(struct sql_session *s, enum stmt_id id,
	const struct pseudonym *key, struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, id, stmt_r);

	if (e)
		return e;
	bind_key(*stmt_r, 1, key);
	return sql_step(s, *stmt_r, "cannot be read");
}

void sql_reset(struct sql_stmt *stmt)
{
	stmt->driver->reset(stmt);
}

int64_t sql_changes(struct sql_session *s)
{
	return s->driver->changes(s);
}

int sql_parameters(struct sql_stmt *stmt)
{
	return stmt->driver->parameters(stmt);
}

void sql_bind_null(struct sql_stmt *stmt, int n)
{
	stmt->driver->bind_null(stmt, n);
}

void sql_bind_int64(struct sql_stmt *stmt, int n, int64_t value)
{
	stmt->driver->bind_int64(stmt, n, value);
}

void sql_bind_blob(struct sql_stmt *stmt, int n, const void *bytes, size_t len)
{
	if (bytes)
		stmt->driver->bind_blob(stmt, n, bytes, len);
	else
		stmt->driver->bind_null(stmt, n);
}

enum err sql_bind_owned(struct sql_stmt *stmt, int n, void *bytes, size_t len)
{
	return stmt->driver->bind_owned(stmt, n, bytes, len);
}

enum err sql_bind_copy(
	struct sql_stmt *stmt, int n, const void *bytes, size_t len)
{
	void *copy = malloc(len > 0 ? len : 1);

	if (!copy)
		return ERR_NOMEM;
	memcpy(copy, bytes, len);
	return sql_bind_owned(stmt, n, copy, len);
}

int sql_columns(struct sql_stmt *stmt)
{
	return stmt->driver->columns(stmt);
}

bool sql_column_is_null(struct sql_stmt *stmt, int column)
{
	return stmt->driver->column_is_null(stmt, column);
}

int64_t sql_column_int64(struct sql_stmt *stmt, int column)
{
	return stmt->driver->column_int64(stmt, column);
}

int sql_column_int(struct sql_stmt *stmt, int column)
{
	return (int)stmt->driver->column_int64(stmt, column);
}

const void *sql_column_blob(struct sql_stmt *stmt, int column)
{
	return stmt->driver->column_blob(stmt, column);
}

size_t sql_column_bytes(struct sql_stmt *stmt, int column)
{
	return stmt->driver->column_bytes(stmt, column);
}

const char *sql_column_text(struct sql_stmt *stmt, int column)
{
	return stmt->driver->column_text(stmt, column);
}

void sql_session_free(struct sql_session *s)
{
	chain_free(&s->chain);
	sealed_free(s);
	free(s->names);
	free(s->ref);
}
