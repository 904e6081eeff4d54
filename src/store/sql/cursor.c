/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A check of a long list asks for its keys in ascending order within one read
 * transaction. Then stepping a cursor is quicker than a search for each key:
 * neighbours lie on one page, and where no person of the list has facts, their
 * table is asked once for all of them.
 */
#include <string.h>

#include "store/sql/sql.h"

/* After so many keys in ascending order a cursor is used. */
#define RUN_MIN 16
/* A key further away is searched for. Where that happens again and again, no
 * steps are tried first, except now and then. */
#define STEPS_MAX 6
#define MISSES_MAX 4
#define RETRY_EACH 32

static int compare(const struct pseudonym *a, const struct pseudonym *b)
{
	return memcmp(a->bytes, b->bytes, PSEUDONYM_LEN);
}

void cursors_end(struct sql_session *s)
{
	struct sql_cursor *cursors[] = {&s->subject_cursor, &s->fact_cursor};

	for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
		if (cursors[i]->is_open)
			sql_reset(cursors[i]->stmt);
		cursors[i]->is_open = cursors[i]->has_row = false;
	}
	s->run_len = 0;
}

bool cursors_wanted(struct sql_session *s, const struct pseudonym *key)
{
	if (!s->in_read || !s->driver->steps_lazily)
		return false;
	if (s->run_len > 0 && compare(key, &s->run_last) <= 0)
		cursors_end(s);
	s->run_last = *key;
	return ++s->run_len > RUN_MIN;
}

static enum err take_key(
	struct sql_session *s, struct sql_cursor *cursor, enum err stepped)
{
	const void *key;

	cursor->has_row = stepped == ERR_OK;
	if (stepped == ERR_NOT_FOUND)
		return ERR_OK; /* open, and at the end */
	if (stepped) {
		cursor->is_open = false;
		return stepped;
	}
	key = sql_column_blob(cursor->stmt, cursor->key_column);
	if (sql_column_bytes(cursor->stmt, cursor->key_column) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	memcpy(cursor->key.bytes, key, PSEUDONYM_LEN);
	return ERR_OK;
}

enum err cursor_next(struct sql_session *s, struct sql_cursor *cursor)
{
	return take_key(s, cursor, sql_step(s, cursor->stmt, "cannot be read"));
}

static enum err search(struct sql_session *s, struct sql_cursor *cursor,
	enum stmt_id id, const struct pseudonym *key, int kinds_end)
{
	enum err e;

	if (cursor->is_open)
		sql_reset(cursor->stmt);
	cursor->is_open = cursor->has_row = false;
	e = sql_stmt(s, id, &cursor->stmt);
	if (e)
		return e;
	/* The statement is stepped after this call, too. */
	e = sql_bind_copy(cursor->stmt, 1, key->bytes, PSEUDONYM_LEN);
	if (e)
		return e;
	if (kinds_end)
		sql_bind_int64(cursor->stmt, 2, kinds_end);
	cursor->kinds_end = kinds_end;
	cursor->key_column = sql_columns(cursor->stmt) - 1;
	cursor->is_open = true;
	return cursor_next(s, cursor);
}

/* Steps towards the key, unless steps have missed their keys lately. */
static enum err step_to(struct sql_session *s, struct sql_cursor *cursor,
	const struct pseudonym *key)
{
	bool is_hopeless = cursor->misses >= MISSES_MAX &&
		++cursor->unasked % RETRY_EACH != 0;
	enum err e = ERR_OK;

	for (int i = 0; !e && !is_hopeless && i < STEPS_MAX &&
		cursor->has_row && compare(&cursor->key, key) < 0;
		i++)
		e = cursor_next(s, cursor);
	if (cursor->has_row && compare(&cursor->key, key) < 0)
		cursor->misses += !is_hopeless;
	else
		cursor->misses = 0;
	return e;
}

enum err cursor_to(struct sql_session *s, struct sql_cursor *cursor,
	enum stmt_id id, const struct pseudonym *key, int kinds_end)
{
	enum err e = ERR_OK;

	if (!cursor->is_open || cursor->kinds_end != kinds_end)
		e = search(s, cursor, id, key, kinds_end);
	else
		e = step_to(s, cursor, key);
	if (!e && cursor->has_row && compare(&cursor->key, key) < 0)
		e = search(s, cursor, id, key, kinds_end);
	if (e)
		return e;
	return cursor->has_row && compare(&cursor->key, key) == 0 ?
		ERR_OK :
		ERR_NOT_FOUND;
}
