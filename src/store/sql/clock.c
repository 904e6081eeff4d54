/* SPDX-License-Identifier: BSD-2-Clause */
/* What shows that the clock is wrong: the latest instant on record, and which
 * part of all records would be removed at once. */
#include <assert.h>

#include "store/sql/sql.h"

static const char cannot_read[] = "cannot be read";

enum err sql_clock_latest(struct store_session *base, int64_t *latest_utc_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHAIN_LATEST, &stmt);

	*latest_utc_r = INSTANT_NONE;
	if (!e)
		e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*latest_utc_r = column_instant(stmt, 0);
	sql_reset(stmt);
	return *latest_utc_r == INSTANT_NONE ? ERR_NOT_FOUND : ERR_OK;
}

enum err sql_clock_forget(struct store_session *base)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHAIN_FORGET, &stmt);

	assert(s->in_write);
	return e ? e : sql_run(s, stmt, "cannot be written");
}

static enum err share(struct sql_session *s, enum stmt_id id,
	int64_t before_utc, struct store_share *share_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	*share_r = (struct store_share){.due = 0};
	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_utc);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	share_r->due = sql_column_int64(stmt, 0);
	share_r->all = sql_column_int64(stmt, 1);
	sql_reset(stmt);
	return ERR_OK;
}

enum err sql_journal_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r)
{
	return share(own(s), STMT_JOURNAL_DUE, before_utc, share_r);
}

enum err sql_held_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r)
{
	return share(own(s), STMT_HELD_DUE_COUNT, before_utc, share_r);
}
