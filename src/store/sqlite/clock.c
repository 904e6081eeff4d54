/* SPDX-License-Identifier: BSD-2-Clause */
/* What shows that the clock is wrong: the latest instant on record, and which
 * part of all records would be removed at once. */
#include <assert.h>

#include "store/sqlite/sqlite.h"

static const char cannot_read[] = "cannot be read";

enum err sqlite_clock_latest(struct store_session *base, int64_t *latest_utc_r)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_CHAIN_LATEST, &stmt);

	*latest_utc_r = INSTANT_NONE;
	if (!e)
		e = sqlite_step(s, stmt, cannot_read);
	if (e)
		return e;
	*latest_utc_r = column_instant(stmt, 0);
	sqlite3_reset(stmt);
	return *latest_utc_r == INSTANT_NONE ? ERR_NOT_FOUND : ERR_OK;
}

enum err sqlite_clock_forget(struct store_session *base)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_CHAIN_FORGET, &stmt);

	assert(s->in_write);
	return e ? e : sqlite_run(s, stmt, "cannot be written");
}

static enum err share(struct sqlite_session *s, enum stmt_id id,
	int64_t before_utc, struct store_share *share_r)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, id, &stmt);

	*share_r = (struct store_share){.due = 0};
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, before_utc);
	e = sqlite_step(s, stmt, cannot_read);
	if (e)
		return e;
	share_r->due = sqlite3_column_int64(stmt, 0);
	share_r->all = sqlite3_column_int64(stmt, 1);
	sqlite3_reset(stmt);
	return ERR_OK;
}

enum err sqlite_journal_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r)
{
	return share(own(s), STMT_JOURNAL_DUE, before_utc, share_r);
}

enum err sqlite_held_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r)
{
	return share(own(s), STMT_HELD_DUE_COUNT, before_utc, share_r);
}
