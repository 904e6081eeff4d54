/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "store/sqlite/sqlite.h"

static const char cannot_read[] = "cannot be read";
static const char cannot_write[] = "cannot be written";

/* "full": on disk when the commit returns. A large batch should not spill its
 * pages before it ends, nor should the verdicts of a few milliseconds; beyond
 * what fits the processor's own cache they are slower again. */
#define CACHE_RECORD_KIB 4096
#define CACHE_ADMIN_KIB 65536
#define CACHE_READ_KIB 1024 /* as open.c sets it up */

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

/* Who has written a large batch and goes on to read needs no more room than
 * other readers: a program with many sessions would fill it in each. */
enum err sqlite_driver_read_begin(struct sql_session *base)
{
	struct sqlite_session *s = sqlite_own(base);
	enum err e = sql_run_id(base, STMT_BEGIN, cannot_read);

	if (!e && !base->in_write && s->cache_kib > CACHE_RECORD_KIB)
		(void)!set_cache(s, CACHE_READ_KIB);
	return e;
}

void sqlite_driver_read_end(struct sql_session *base)
{
	struct sqlite_session *s = sqlite_own(base);

	if (!base->in_write && sql_run_id(base, STMT_COMMIT, cannot_read))
		s->is_broken = true;
}

enum err sqlite_driver_write_begin(
	struct sql_session *base, const struct sql_writing *writing)
{
	struct sqlite_session *s = sqlite_own(base);
	enum err e = sqlite_session_ready(s);

	s->tells_unsynced = !writing->is_record && !writing->is_synced;
	if (!e)
		e = set_cache(s,
			writing->is_record ? CACHE_RECORD_KIB :
					     CACHE_ADMIN_KIB);
	if (!e)
		e = set_sync(s, writing->is_synced);
	if (e)
		return e;
	turn_await(s);
	e = sql_run_id(base, STMT_BEGIN_WRITE, cannot_write);
	turn_begun(s);
	if (e)
		sqlite_driver_write_rollback(base);
	return e;
}

enum err sqlite_driver_write_commit(struct sql_session *base)
{
	struct sqlite_session *s = sqlite_own(base);
	enum err e = sql_run_id(base, STMT_COMMIT, cannot_write);

	if (e)
		return e;
	turn_ended(s);
	/* What cannot be told is synced by whoever commits next. */
	if (s->tells_unsynced && !upkeep_log_of_session(s))
		upkeep_unsynced(sqlite_store_of(s));
	return ERR_OK;
}

void sqlite_driver_write_rollback(struct sql_session *base)
{
	struct sqlite_session *s = sqlite_own(base);

	/* SQLite rolls back by itself after some failures. */
	if (!sqlite3_get_autocommit(s->db) &&
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL))
		s->is_broken = true;
	turn_ended(s);
}

/* Copied into the database and cut to nothing: no older copy of a page is
 * left. */
enum err sqlite_scrub(struct sql_session *base)
{
	struct sqlite_session *s = sqlite_own(base);
	int pages = 0, done = 0, status;
	enum err e = sqlite_session_ready(s);

	if (e)
		return e;
	status = sqlite3_wal_checkpoint_v2(
		s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &pages, &done);
	if (status == SQLITE_BUSY)
		return session_fail(&base->base, ERR_UNAVAILABLE,
			"others read or write all the time");
	return status ? sqlite_fail(s, "the log cannot be emptied") : ERR_OK;
}
