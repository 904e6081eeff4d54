/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/doubt.h"

#include <assert.h>
#include <string.h>

#include "store/sql/sql.h"

static const char cannot_write[] = "a doubt cannot be written";
static const char cannot_read[] = "doubts cannot be read";

/* Ids ascend by one: the oldest beyond the bound are those with smaller ids. */
static enum err make_room(struct sql_session *s, int64_t newest)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_DOUBT_ROOM, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, newest - STORE_DOUBTS_MAX);
	return sql_run(s, stmt, cannot_write);
}

/* What other kinds have not is NULL. */
static void bind_objection(
	struct sql_stmt *stmt, const struct store_doubt *doubt)
{
	if (doubt->kind != DOUBT_OBJECTION) {
		for (int i = 7; i <= 9; i++)
			sql_bind_null(stmt, i);
		return;
	}
	sql_bind_int64(stmt, 7, (int)doubt->grade);
	sql_bind_blob(stmt, 8, doubt->mark, OBJECTION_MARK_LEN);
	if (doubt->has_message)
		sql_bind_blob(stmt, 9, doubt->message, MESSAGE_DIGEST_LEN);
	else
		sql_bind_null(stmt, 9);
}

static enum err add(struct store_session *base, const struct store_doubt *doubt)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	int64_t id;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_DOUBT_ADD, &stmt);
	if (!e)
		e = bind_sealed(s, stmt, 6, SEALED_WORDS, doubt->words);
	if (e)
		return e;
	bind_objection(stmt, doubt);
	sql_bind_int64(stmt, 1, doubt->at_utc);
	sql_bind_int64(stmt, 2, (int)doubt->kind);
	sql_bind_int64(stmt, 3, (int)doubt->cause);
	bind_key(stmt, 4, &doubt->key);
	bind_text(stmt, 5, doubt->queue_id);
	e = sql_add(s, stmt, cannot_write, &id);
	return e ? e : make_room(s, id);
}

static enum err settle(struct store_session *base,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_DOUBT_SETTLE, &stmt);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, mark, OBJECTION_MARK_LEN);
	return sql_run(s, stmt, cannot_write);
}

static enum err purge(struct store_session *base, int64_t before_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_DOUBTS_PURGE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err move(struct store_session *base, const struct pseudonym *from,
	const struct pseudonym *to)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_DOUBTS_MOVE, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, from);
	bind_key(stmt, 2, to);
	return sql_run(s, stmt, cannot_write);
}

static enum err take(struct sql_session *s, struct sql_stmt *stmt,
	struct store_doubt *doubt_r)
{
	if (sql_column_bytes(stmt, 3) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	*doubt_r = (struct store_doubt){
		.at_utc = sql_column_int64(stmt, 0),
		.kind = (enum doubt_kind)sql_column_int(stmt, 1),
		.cause = (enum doubt_cause)sql_column_int(stmt, 2),
		.queue_id = sql_column_text(stmt, 4),
		.grade = (enum doubt_grade)sql_column_int(stmt, 6),
		.has_message = sql_column_bytes(stmt, 8) == MESSAGE_DIGEST_LEN,
	};
	memcpy(doubt_r->key.bytes, sql_column_blob(stmt, 3), PSEUDONYM_LEN);
	if (sql_column_bytes(stmt, 7) == OBJECTION_MARK_LEN)
		memcpy(doubt_r->mark, sql_column_blob(stmt, 7),
			OBJECTION_MARK_LEN);
	if (doubt_r->has_message)
		memcpy(doubt_r->message, sql_column_blob(stmt, 8),
			MESSAGE_DIGEST_LEN);
	return column_shown(s, stmt, 5, SEALED_WORDS, &doubt_r->words);
}

static enum err each_doubt(struct store_session *base,
	const struct pseudonym *key, doubt_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_doubt doubt;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_DOUBTS_EACH, &stmt);

	if (e)
		return e;
	if (key)
		bind_key(stmt, 1, key);
	else
		sql_bind_null(stmt, 1);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take(s, stmt, &doubt);
		if (e || !each(arg, &doubt)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

const struct store_doubt_backend sql_doubt = {
	.add = add,
	.settle = settle,
	.purge = purge,
	.move = move,
	.each = each_doubt,
};
