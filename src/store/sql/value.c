/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/sql/sql.h"

/* Statements borrow what is bound: it outlives the step. */
void bind_key(struct sql_stmt *stmt, int column, const struct pseudonym *key)
{
	sql_bind_blob(stmt, column, key->bytes, PSEUDONYM_LEN);
}

void bind_generation(struct sql_session *s, struct sql_stmt *stmt, int column)
{
	sql_bind_int64(stmt, column, s->base.store->generation);
}

void bind_text(struct sql_stmt *stmt, int column, const char *text)
{
	stmt->driver->bind_text(stmt, column, text);
}

void bind_instant(struct sql_stmt *stmt, int column, int64_t utc)
{
	if (utc == INSTANT_NONE)
		sql_bind_null(stmt, column);
	else
		sql_bind_int64(stmt, column, utc);
}

enum reason column_reason(struct sql_stmt *stmt, int column)
{
	return reason_of_number((unsigned)sql_column_int(stmt, column));
}

int64_t column_instant(struct sql_stmt *stmt, int column)
{
	if (sql_column_is_null(stmt, column))
		return INSTANT_NONE;
	return sql_column_int64(stmt, column);
}

/* What is learned inside a write transaction is forgotten at its rollback
 * (names_mark): an id may then come to mean another name. */
enum err name_remember(struct sql_session *s, int64_t id, const char *text,
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

static enum err name_add(struct sql_session *s, const char *text, int64_t *id_r)
{
	const char *interned;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_NAME_ADD, &stmt);

	if (!e) {
		bind_text(stmt, 1, text);
		e = sql_add(s, stmt, "a name cannot be written", id_r);
	}
	return e ? e : name_remember(s, *id_r, text, strlen(text), &interned);
}

static enum err name_find(
	struct sql_session *s, const char *text, int64_t *id_r)
{
	const char *interned;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_NAME_ID, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, text);
	e = sql_step(s, stmt, "a name cannot be read");
	if (e)
		return e;
	*id_r = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	return name_remember(s, *id_r, text, strlen(text), &interned);
}

enum err name_id(struct sql_session *s, const char *text, int64_t *id_r)
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

enum err name_text(struct sql_session *s, int64_t id, const char **text_r)
{
	struct sql_stmt *stmt;
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
	e = sql_stmt(s, STMT_NAME_TEXT, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	e = sql_step(s, stmt, "a name cannot be read");
	if (e == ERR_NOT_FOUND)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"damaged: a name is missing");
	if (e)
		return e;
	e = name_remember(s, id, sql_column_text(stmt, 0),
		(size_t)sql_column_bytes(stmt, 0), text_r);
	sql_reset(stmt);
	return e;
}

enum err bind_name(struct sql_session *s, struct sql_stmt *stmt, int column,
	const char *text)
{
	int64_t id;
	enum err e = name_id(s, text, &id);

	if (!e)
		sql_bind_int64(stmt, column, id);
	return e;
}

enum err column_name(struct sql_session *s, struct sql_stmt *stmt, int column,
	const char **text_r)
{
	return name_text(s, sql_column_int64(stmt, column), text_r);
}
