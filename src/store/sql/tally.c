/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/tally.h"

#include <assert.h>

#include "store/encode.h"
#include "store/sql/sql.h"

static const char cannot_write[] = "the daily numbers cannot be written";
static const char cannot_read[] = "the daily numbers cannot be read";

/* Nobody is an empty blob: NULL would not be unique in a key. */
static void bind_sender(struct sql_stmt *stmt, int column,
	const unsigned char *sender, size_t len)
{
	if (sender && len > 0)
		sql_bind_blob(stmt, column, sender, len);
	else
		sql_bind_blob(stmt, column, "", 0);
}

static const unsigned char *column_sender(
	struct sql_stmt *stmt, int column, size_t *len_r)
{
	*len_r = (size_t)sql_column_bytes(stmt, column);
	return *len_r > 0 ? sql_column_blob(stmt, column) : NULL;
}

enum err tally_entry(struct sql_session *s, const struct journal_entry *entry)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_TALLY_ADD, &stmt);

	if (!e)
		e = bind_name(s, stmt, 4, entry->purpose);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, store_day(entry->at_utc));
	bind_sender(stmt, 2, entry->sender, entry->sender_len);
	sql_bind_int64(stmt, 3, (int)entry->kind);
	sql_bind_int64(stmt, 5, (int)reason_number(entry->reason));
	sql_bind_int64(stmt, 6, (int)entry->action);
	sql_bind_int64(stmt, 7, entry->is_enforced);
	sql_bind_int64(stmt, 8, (int)entry->meaning);
	return sql_run(s, stmt, cannot_write);
}

static enum err begin_each(struct sql_session *s, enum stmt_id id,
	int64_t first_day, int64_t last_day, struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, id, stmt_r);

	if (e)
		return e;
	sql_bind_int64(*stmt_r, 1, first_day);
	sql_bind_int64(*stmt_r, 2, last_day);
	return ERR_OK;
}

static enum err take_tally(struct sql_session *s, struct sql_stmt *stmt,
	struct store_tally *tally_r)
{
	*tally_r = (struct store_tally){
		.day = sql_column_int64(stmt, 0),
		.kind = (enum journal_kind)sql_column_int(stmt, 2),
		.reason = column_reason(stmt, 4),
		.action = (enum action)sql_column_int(stmt, 5),
		.is_enforced = sql_column_int(stmt, 6) != 0,
		.meaning = (enum journal_meaning)sql_column_int(stmt, 7),
		.entries = sql_column_int64(stmt, 8),
	};
	tally_r->sender = column_sender(stmt, 1, &tally_r->sender_len);
	return column_name(s, stmt, 3, &tally_r->purpose);
}

static enum err each_tally(struct store_session *base, int64_t first_day,
	int64_t last_day, tally_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_tally tally;
	struct sql_stmt *stmt;
	enum err e = begin_each(s, STMT_TALLY_EACH, first_day, last_day, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_tally(s, stmt, &tally);
		if (e || !each(arg, &tally)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err bind_unnamed(struct sql_session *s, struct sql_stmt *stmt,
	const struct store_unnamed *unnamed)
{
	sql_bind_int64(stmt, 1, unnamed->day);
	bind_sender(stmt, 2, unnamed->sender, unnamed->sender_len);
	sql_bind_int64(stmt, 4, unnamed->messages);
	return bind_name(s, stmt, 3, unnamed->mark);
}

/* A further number of the day has a sender only while there is room. */
static enum err find_room(struct sql_session *s, struct store_unnamed *unnamed)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_UNNAMED_COUNT, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, unnamed->day);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	if (sql_column_int64(stmt, 0) >= STORE_UNNAMED_MAX)
		unnamed->sender = NULL;
	sql_reset(stmt);
	return ERR_OK;
}

static enum err unnamed_add(
	struct store_session *base, const struct store_unnamed *unnamed)
{
	struct sql_session *s = own(base);
	struct store_unnamed with_room = *unnamed;
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_UNNAMED_MORE, &stmt);
	if (!e)
		e = bind_unnamed(s, stmt, unnamed);
	if (!e)
		e = sql_change(s, stmt, cannot_write);
	if (e != ERR_NOT_FOUND)
		return e;
	e = find_room(s, &with_room);
	if (!e)
		e = sql_stmt(s, STMT_UNNAMED_ADD, &stmt);
	if (!e)
		e = bind_unnamed(s, stmt, &with_room);
	return e ? e : sql_run(s, stmt, cannot_write);
}

static enum err each_unnamed(struct store_session *base, int64_t first_day,
	int64_t last_day, unnamed_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_unnamed unnamed;
	struct sql_stmt *stmt;
	enum err e =
		begin_each(s, STMT_UNNAMED_EACH, first_day, last_day, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		unnamed.day = sql_column_int64(stmt, 0);
		unnamed.sender = column_sender(stmt, 1, &unnamed.sender_len);
		unnamed.messages = sql_column_int64(stmt, 3);
		e = column_name(s, stmt, 2, &unnamed.mark);
		if (e || !each(arg, &unnamed)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err purge_one(struct sql_session *s, enum stmt_id id,
	int64_t before_day, int64_t *rows)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_day);
	e = sql_change(s, stmt, cannot_write);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (!e)
		*rows += sql_changes(s);
	return e;
}

static enum err purge(
	struct store_session *base, int64_t before_day, int64_t *rows_r)
{
	struct sql_session *s = own(base);
	enum err e;

	assert(s->in_write);
	*rows_r = 0;
	e = purge_one(s, STMT_TALLY_PURGE, before_day, rows_r);
	return e ? e : purge_one(s, STMT_UNNAMED_PURGE, before_day, rows_r);
}

const struct store_tally_backend sql_tally = {
	.each = each_tally,
	.unnamed_add = unnamed_add,
	.unnamed_each = each_unnamed,
	.purge = purge,
};
