/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <stdio.h>

#include "store/sqlite/rows.h"
#include "store/sqlite/sqlite.h"

static const char cannot_write[] = "cannot be written";

static enum err set_sync(struct sqlite_session *s, bool full)
{
	enum err e;

	if (s->is_full_sync == full)
		return ERR_OK;
	e = sqlite_exec(s,
		full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
	if (!e)
		s->is_full_sync = full;
	return e;
}

static enum err set_cache(struct sqlite_session *s, int cache_kib)
{
	char pragma[40];
	enum err e;

	if (s->cache_kib == cache_kib)
		return ERR_OK;
	snprintf(pragma, sizeof(pragma), "PRAGMA cache_size=-%d", cache_kib);
	e = sqlite_exec(s, pragma);
	if (!e)
		s->cache_kib = cache_kib;
	return e;
}

void sqlite_cache_shrink(struct sqlite_session *s)
{
	if (s->cache_kib > CACHE_RECORD_KIB)
		(void)!set_cache(s, CACHE_READ_KIB);
}

enum err sqlite_transaction_begin(
	struct sqlite_session *s, bool full, int cache_kib)
{
	enum err e;

	assert(!s->in_read && !s->in_write);
	s->rules_last = -1;
	s->tells_unsynced = false;
	s->rows.tells = false;
	e = sqlite_session_ready(s);
	if (!e)
		e = set_cache(s, cache_kib);
	if (!e)
		e = set_sync(s, full);
	if (!e) {
		turn_await(s);
		e = sqlite_run_id(s, STMT_BEGIN_WRITE, cannot_write);
		turn_begun(s);
	}
	s->names_mark = s->names_len;
	s->in_write = !e;
	if (e)
		sqlite_write_rollback(&s->base);
	s->names_mark = s->names_len;
	return e;
}

enum err sqlite_write_begin(struct store_session *base, bool is_synced)
{
	struct sqlite_session *s = own(base);
	enum err e;

	s->wait_ms = WAIT_ADMIN_MS;
	e = sqlite_transaction_begin(s, is_synced, CACHE_ADMIN_KIB);
	s->tells_unsynced = !is_synced;
	if (!e)
		e = sqlite_rows_note(s);
	if (e)
		sqlite_write_rollback(base);
	return e;
}

enum err sqlite_write_commit(struct store_session *base)
{
	struct sqlite_session *s = own(base);
	enum err e = ERR_OK;

	assert(s->in_write);
	if (s->rows.tells)
		e = sqlite_rows_tell(s);
	if (!e)
		e = sqlite_run_id(s, STMT_COMMIT, cannot_write);
	if (e)
		sqlite_write_rollback(base);
	else
		turn_ended(s);
	s->in_write = false;
	/* What cannot be told is synced by whoever commits next. */
	if (!e && s->tells_unsynced && !upkeep_log_of_session(s))
		upkeep_unsynced(sqlite_store_of(s));
	return e;
}

void sqlite_write_rollback(struct store_session *base)
{
	struct sqlite_session *s = own(base);

	if (!s->in_write)
		return;
	/* SQLite rolls back by itself after some failures. */
	if (!sqlite3_get_autocommit(s->db) &&
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL))
		s->is_broken = true;
	turn_ended(s);
	s->names_len = s->names_mark;
	s->in_write = false;
}

enum err sqlite_person_put(struct store_session *base,
	const struct pseudonym *key, const struct store_person *p)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_SUBJECT_PUT, &stmt);
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
	return sqlite_run(s, stmt, cannot_write);
}

enum err sqlite_silence_add(struct store_session *base, const char *relation,
	int days, int64_t returned, int64_t removed)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_SILENCE_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 1, relation);
	if (e)
		return e;
	sqlite3_bind_int(stmt, 2, days);
	sqlite3_bind_int64(stmt, 3, returned);
	sqlite3_bind_int64(stmt, 4, removed);
	return sqlite_run(s, stmt, cannot_write);
}
