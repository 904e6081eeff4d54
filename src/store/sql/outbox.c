/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/outbox.h"

#include <assert.h>

#include "store/sql/sql.h"

static const char cannot_write[] = "the outbox cannot be written";
static const char cannot_read[] = "the outbox cannot be read";

static enum err insert(struct sql_session *s,
	const struct store_outgoing *letter, int64_t next_utc, int64_t *id_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_OUTBOX_ADD, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, letter->created_utc);
	sql_bind_int64(stmt, 2, next_utc);
	sql_bind_blob(stmt, 3, letter->sealed, letter->len);
	return sql_add(s, stmt, cannot_write, id_r);
}

enum err sql_letter(struct sql_session *s, struct group_call *call)
{
	struct store_letter *letter = call->letter;
	struct store_outgoing outgoing = {.created_utc = letter->created_utc};
	enum err e;

	assert(s->in_write);
	letter->id = 0;
	e = letter->sealed(
		letter->arg, call->records, &outgoing.sealed, &outgoing.len);
	if (e)
		return session_fail(&s->base, e,
			"the letter to the sender cannot be had: %s",
			err_text(e));
	if (outgoing.len == 0)
		return ERR_OK;
	return insert(s, &outgoing, letter->next_utc, &letter->id);
}

static enum err sum(struct store_session *base, struct store_outbox_sum *sum_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	if (!s->in_read && !s->in_write)
		s->wait_ms = WAIT_READ_MS;
	e = sql_stmt(s, STMT_OUTBOX_SUM, &stmt);
	if (!e)
		e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*sum_r = (struct store_outbox_sum){
		.letters = sql_column_int64(stmt, 0),
		.bytes = sql_column_int64(stmt, 1),
		.next_utc = column_instant(stmt, 2),
	};
	sql_reset(stmt);
	return ERR_OK;
}

static enum err put_off(
	struct sql_session *s, enum stmt_id what, int64_t id, int64_t next_utc)
{
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, what, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	sql_bind_int64(stmt, 2, next_utc);
	return sql_change(s, stmt, cannot_write);
}

static enum err take(struct store_session *base, int64_t id, int64_t now_utc,
	int64_t until_utc, outgoing_fn *give, void *arg)
{
	struct sql_session *s = own(base);
	struct store_outgoing letter;
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, id ? STMT_OUTBOX_FRESH : STMT_OUTBOX_DUE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id ? id : now_utc);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	letter = (struct store_outgoing){
		.id = sql_column_int64(stmt, 0),
		.created_utc = sql_column_int64(stmt, 1),
		.tries = (unsigned)sql_column_int64(stmt, 2),
		.sealed = sql_column_blob(stmt, 3),
		.len = (size_t)sql_column_bytes(stmt, 3),
	};
	e = give(arg, &letter);
	sql_reset(stmt);
	return e ? e : put_off(s, STMT_OUTBOX_TAKE, letter.id, until_utc);
}

static enum err later(struct store_session *s, int64_t id, int64_t next_utc)
{
	return put_off(own(s), STMT_OUTBOX_LATER, id, next_utc);
}

static enum err add(struct store_session *base,
	const struct store_outgoing *letter, int64_t next_utc, int64_t *id_r)
{
	struct sql_session *s = own(base);

	assert(s->in_write);
	return insert(s, letter, next_utc, id_r);
}

static enum err drop(struct sql_session *s, enum stmt_id what, int64_t id)
{
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, what, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	return sql_change(s, stmt, cannot_write);
}

static enum err recall(struct store_session *s, int64_t id)
{
	return drop(own(s), STMT_OUTBOX_RECALL, id);
}

static enum err done(struct store_session *s, int64_t id)
{
	return drop(own(s), STMT_OUTBOX_DONE, id);
}

const struct store_outbox_backend sql_outbox = {
	.sum = sum,
	.take = take,
	.add = add,
	.recall = recall,
	.later = later,
	.done = done,
};
