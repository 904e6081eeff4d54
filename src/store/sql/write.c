/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>

#include "store/sql/rows.h"

static const char cannot_write[] = "cannot be written";

enum err sql_transaction_begin(
	struct sql_session *s, const struct sql_writing *writing)
{
	enum err e;

	assert(!s->in_read && !s->in_write);
	s->rules_last = -1;
	s->rows.tells = false;
	e = s->driver->write_begin(s, writing);
	s->in_write = !e;
	s->names_mark = s->names_len;
	return e;
}

enum err sql_write_begin(struct store_session *base, bool is_synced)
{
	const struct sql_writing writing = {.is_synced = is_synced};
	struct sql_session *s = own(base);
	enum err e;

	s->wait_ms = WAIT_ADMIN_MS;
	e = sql_transaction_begin(s, &writing);
	if (!e)
		e = sql_rows_note(s);
	if (e)
		sql_write_rollback(base);
	return e;
}

enum err sql_write_commit(struct store_session *base)
{
	struct sql_session *s = own(base);
	enum err e = ERR_OK;

	assert(s->in_write);
	if (s->rows.tells)
		e = sql_rows_tell(s);
	if (!e)
		e = s->driver->write_commit(s);
	if (e)
		sql_write_rollback(base);
	s->in_write = false;
	return e;
}

void sql_write_rollback(struct store_session *base)
{
	struct sql_session *s = own(base);

	if (!s->in_write)
		return;
	s->driver->write_rollback(s);
	s->names_len = s->names_mark;
	s->in_write = false;
}

enum err sql_person_put(struct store_session *base, const struct pseudonym *key,
	const struct store_person *p)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_SUBJECT_PUT, &stmt);
	if (!e)
		e = bind_name(s, stmt, 2, p->relation);
	if (!e)
		e = bind_name(s, stmt, 5, p->source);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	bind_instant(stmt, 3, p->relation_since_utc);
	bind_instant(stmt, 4, p->relation_end_utc);
	bind_instant(stmt, 6, p->collected_utc);
	bind_instant(stmt, 7, p->last_contact_utc);
	bind_instant(stmt, 8, p->failure_utc);
	bind_instant(stmt, 9, p->restricted_utc);
	bind_text(stmt, 10, p->ref);
	bind_generation(s, stmt, 11);
	return sql_run(s, stmt, cannot_write);
}

enum err sql_silence_add(struct store_session *base, const char *relation,
	int days, int64_t returned, int64_t removed)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_SILENCE_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 1, relation);
	if (e)
		return e;
	sql_bind_int64(stmt, 2, days);
	sql_bind_int64(stmt, 3, returned);
	sql_bind_int64(stmt, 4, removed);
	return sql_run(s, stmt, cannot_write);
}
