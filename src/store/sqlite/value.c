/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/sqlite/sqlite.h"

/* Statements borrow what is bound: it outlives the step. */
void bind_key(sqlite3_stmt *stmt, int column, const struct pseudonym *key)
{
	sqlite3_bind_blob(
		stmt, column, key->bytes, PSEUDONYM_LEN, SQLITE_STATIC);
}

void bind_generation(struct sqlite_session *s, sqlite3_stmt *stmt, int column)
{
	sqlite3_bind_int64(stmt, column, s->base.store->generation);
}

void bind_text(sqlite3_stmt *stmt, int column, const char *text)
{
	sqlite3_bind_text(stmt, column, text, -1, SQLITE_STATIC);
}

void bind_instant(sqlite3_stmt *stmt, int column, int64_t utc)
{
	if (utc == INSTANT_NONE)
		sqlite3_bind_null(stmt, column);
	else
		sqlite3_bind_int64(stmt, column, utc);
}

enum reason column_reason(sqlite3_stmt *stmt, int column)
{
	return reason_of_number((unsigned)sqlite3_column_int(stmt, column));
}

int64_t column_instant(sqlite3_stmt *stmt, int column)
{
	if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
		return INSTANT_NONE;
	return sqlite3_column_int64(stmt, column);
}

/* What is learned inside a write transaction is forgotten at its rollback
 * (names_mark): an id may then come to mean another name. */
enum err name_remember(struct sqlite_session *s, int64_t id, const char *text,
	size_t text_len, const char **text_r)
{
	struct known_name *names;
	enum err e = names_intern(s->base.store->names, text, text_len, text_r);

	if (e == ERR_LIMIT)
		return session_fail(&s->base, e,
			"a name is too long, or there are too many names");
	if (e)
		return e;
	names = array_grow(
		s->names, s->names_len, &s->names_cap, sizeof(*names));
	if (!names)
		return ERR_NOMEM;
	s->names = names;
	names[s->names_len++] = (struct known_name){id, *text_r};
	return ERR_OK;
}

static enum err name_add(
	struct sqlite_session *s, const char *text, int64_t *id_r)
{
	const char *interned;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_NAME_ADD, &stmt);

	if (!e) {
		bind_text(stmt, 1, text);
		e = sqlite_run(s, stmt, "a name cannot be written");
	}
	if (!e) {
		*id_r = sqlite3_last_insert_rowid(s->db);
		e = name_remember(s, *id_r, text, strlen(text), &interned);
	}
	return e;
}

static enum err name_find(
	struct sqlite_session *s, const char *text, int64_t *id_r)
{
	const char *interned;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_NAME_ID, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, text);
	e = sqlite_step(s, stmt, "a name cannot be read");
	if (e)
		return e;
	*id_r = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return name_remember(s, *id_r, text, strlen(text), &interned);
}

enum err name_id(struct sqlite_session *s, const char *text, int64_t *id_r)
{
	enum err e;

	*id_r = 0;
	if (!text)
		return ERR_OK;
	for (size_t i = 0; i < s->names_len; i++) {
		if (s->names[i].id > 0 &&
			(s->names[i].text == text ||
				strcmp(s->names[i].text, text) == 0)) {
			*id_r = s->names[i].id;
			return ERR_OK;
		}
	}
	if (strlen(text) > NAME_TEXT_MAX)
		return session_fail(&s->base, ERR_LIMIT, "a name is too long");
	e = name_find(s, text, id_r);
	if (e == ERR_NOT_FOUND && s->in_write)
		e = name_add(s, text, id_r);
	return e;
}

enum err name_text(struct sqlite_session *s, int64_t id, const char **text_r)
{
	sqlite3_stmt *stmt;
	enum err e;

	*text_r = NULL;
	if (id == 0)
		return ERR_OK;
	for (size_t i = 0; i < s->names_len; i++) {
		if (s->names[i].id == id) {
			*text_r = s->names[i].text;
			return ERR_OK;
		}
	}
	e = sqlite_stmt(s, STMT_NAME_TEXT, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	e = sqlite_step(s, stmt, "a name cannot be read");
	if (e == ERR_NOT_FOUND)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"damaged: a name is missing");
	if (e)
		return e;
	e = name_remember(s, id, (const char *)sqlite3_column_text(stmt, 0),
		(size_t)sqlite3_column_bytes(stmt, 0), text_r);
	sqlite3_reset(stmt);
	return e;
}

enum err bind_name(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	const char *text)
{
	int64_t id;
	enum err e = name_id(s, text, &id);

	if (!e)
		sqlite3_bind_int64(stmt, column, id);
	return e;
}

enum err column_name(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	const char **text_r)
{
	return name_text(s, sqlite3_column_int64(stmt, column), text_r);
}
