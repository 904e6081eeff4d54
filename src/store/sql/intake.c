/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/sql/sql.h"

static const char cannot_read[] = "cannot be read";
static const char cannot_write[] = "cannot be written";

/* ---------------------------------------------------------- objections */

static enum err bind_objection(struct sql_session *s, enum stmt_id id,
	const struct pseudonym *key, const struct objection *o,
	const unsigned char *mark, struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, id, stmt_r);

	if (!e)
		e = bind_name(s, *stmt_r, 2, o->purpose);
	if (e)
		return e;
	bind_key(*stmt_r, 1, key);
	sql_bind_blob(*stmt_r, 3, mark, OBJECTION_MARK_LEN);
	sql_bind_int64(*stmt_r, 4, o->at_utc);
	sql_bind_int64(*stmt_r, 5, o->is_unconfirmed);
	return ERR_OK;
}

/* An objection that was made once more can no longer be undone by the secret of
 * the first time. */
static enum err undo_burn(
	struct sql_session *s, const unsigned char *mark, const char *purpose)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_UNDO_BURN, &stmt);

	if (!e)
		e = bind_name(s, stmt, 2, purpose);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, mark, OBJECTION_MARK_LEN);
	return sql_run(s, stmt, cannot_write);
}

static enum err objection_add_by(struct store_session *base,
	const struct pseudonym *key, const struct objection *o,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write && !o->by_domain && o->recorded_utc != 0);
	e = undo_burn(s, mark, o->purpose);
	if (!e)
		e = bind_objection(
			s, STMT_OBJECTION_AGAIN, key, o, mark, &stmt);
	if (!e)
		e = sql_run(s, stmt, cannot_write);
	if (!e && sql_changes(s) > 0)
		return ERR_EXISTS;
	if (!e)
		e = bind_objection(
			s, STMT_OBJECTION_ADD_BY, key, o, mark, &stmt);
	if (!e)
		e = bind_channel(s, stmt, 6, o->channel);
	if (e)
		return e;
	bind_generation(s, stmt, 7);
	bind_instant(stmt, 8, o->recorded_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err run_by_mark(struct sql_session *s, struct sql_stmt *stmt,
	const struct pseudonym *key, const unsigned char *mark)
{
	assert(s->in_write);
	bind_key(stmt, 1, key);
	sql_bind_blob(stmt, 2, mark, OBJECTION_MARK_LEN);
	return sql_change(s, stmt, cannot_write);
}

static enum err objection_take_back(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN], int64_t since_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_OBJECTION_TAKE_BACK, &stmt);

	if (e)
		return e;
	/* INSTANT_NONE is the smallest there is. */
	sql_bind_int64(stmt, 3, since_utc);
	return run_by_mark(s, stmt, key, mark);
}

static enum err undo_add(struct store_session *base,
	const struct pseudonym *key, const struct store_undo *undo)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_UNDO_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 3, undo->purpose);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, undo->mark, OBJECTION_MARK_LEN);
	sql_bind_blob(stmt, 2, undo->digest, STORE_UNDO_LEN);
	bind_key(stmt, 4, key);
	sql_bind_int64(stmt, 5, undo->until_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err bind_undo(struct sql_session *s, enum stmt_id id,
	const unsigned char *mark, const unsigned char *digest,
	struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, id, stmt_r);

	if (e)
		return e;
	sql_bind_blob(*stmt_r, 1, mark, OBJECTION_MARK_LEN);
	sql_bind_blob(*stmt_r, 2, digest, STORE_UNDO_LEN);
	return ERR_OK;
}

static enum err undo_use(struct store_session *base,
	const unsigned char mark[OBJECTION_MARK_LEN],
	const unsigned char digest[STORE_UNDO_LEN], int64_t at_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	int64_t changes = 0;
	enum err e;

	assert(s->in_write);
	e = bind_undo(s, STMT_UNDO_USE, mark, digest, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 3, at_utc);
	e = sql_run(s, stmt, cannot_write);
	if (!e)
		changes = sql_changes(s);
	if (!e)
		e = bind_undo(s, STMT_UNDO_USED, mark, digest, &stmt);
	if (!e)
		e = sql_run(s, stmt, cannot_write);
	return e ? e : changes > 0 ? ERR_OK : ERR_NOT_FOUND;
}

/* Columns of STMT_UNCONFIRMED_EACH. */
enum {
	UNCONFIRMED_KEY,
	UNCONFIRMED_MARK,
	UNCONFIRMED_NAME,
	UNCONFIRMED_CHANNEL,
	UNCONFIRMED_AT
};

static enum err take_unconfirmed(
	struct sql_session *s, struct sql_stmt *stmt, struct unconfirmed *u)
{
	enum err e = column_name(s, stmt, UNCONFIRMED_NAME, &u->purpose);

	if (!e)
		e = column_channel(s, stmt, UNCONFIRMED_CHANNEL, &u->channel);
	if (e)
		return e;
	if (sql_column_bytes(stmt, UNCONFIRMED_KEY) != PSEUDONYM_LEN ||
		sql_column_bytes(stmt, UNCONFIRMED_MARK) != OBJECTION_MARK_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"damaged: an objection has no mark");
	memcpy(u->key.bytes, sql_column_blob(stmt, UNCONFIRMED_KEY),
		PSEUDONYM_LEN);
	memcpy(u->mark, sql_column_blob(stmt, UNCONFIRMED_MARK),
		OBJECTION_MARK_LEN);
	u->at_utc = sql_column_int64(stmt, UNCONFIRMED_AT);
	return ERR_OK;
}

static enum err unconfirmed_each(
	struct store_session *base, unconfirmed_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct unconfirmed u;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_UNCONFIRMED_EACH, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_unconfirmed(s, stmt, &u);
		if (e || !each(arg, &u)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err unconfirmed_confirm(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_UNCONFIRMED_CONFIRM, &stmt);

	return e ? e : run_by_mark(s, stmt, key, mark);
}

/* ------------------------------------------------------ events, letters */

static enum err event_add(struct store_session *base,
	const unsigned char id[STORE_EVENT_LEN], int64_t at_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_EVENT_ADD, &stmt);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, id, STORE_EVENT_LEN);
	sql_bind_int64(stmt, 2, at_utc);
	e = sql_run(s, stmt, cannot_write);
	if (!e && sql_changes(s) == 0)
		e = ERR_EXISTS;
	return e;
}

static enum err correspondence_add(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc,
	bool is_objection)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_ASKED_ADD, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_blob(stmt, 2, message, MESSAGE_DIGEST_LEN);
	sql_bind_int64(stmt, 3, at_utc);
	if (is_objection)
		sql_bind_int64(stmt, 4, 1);
	else
		sql_bind_null(stmt, 4);
	return sql_run(s, stmt, cannot_write);
}

static enum err correspondence_letter(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_ASKED_LETTER, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_blob(stmt, 2, message, MESSAGE_DIGEST_LEN);
	sql_bind_int64(stmt, 3, at_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err correspondence_get(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], const char *purpose,
	struct store_correspondence *found_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_ASKED_GET, &stmt);

	*found_r = (struct store_correspondence){.at_utc = INSTANT_NONE};
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_blob(stmt, 2, message, MESSAGE_DIGEST_LEN);
	bind_text(stmt, 3, purpose);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*found_r = (struct store_correspondence){
		.at_utc = sql_column_int64(stmt, 0),
		.is_objection = sql_column_int(stmt, 1) != 0,
		.answers = sql_column_int(stmt, 2),
	};
	sql_reset(stmt);
	return ERR_OK;
}

static enum err correspondence_each(struct store_session *base,
	const struct pseudonym *key, correspondence_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_ASKED_EACH, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		const struct store_correspondence correspondence = {
			.at_utc = sql_column_int64(stmt, 0),
			.is_objection = sql_column_int(stmt, 2) != 0,
		};

		if (sql_column_bytes(stmt, 1) != MESSAGE_DIGEST_LEN ||
			each(arg, &correspondence, sql_column_blob(stmt, 1)))
			continue;
		sql_reset(stmt);
		return ERR_OK;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err purge(
	struct sql_session *s, enum stmt_id id, int64_t before_utc)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err undo_purge(struct store_session *base, int64_t before_utc)
{
	struct sql_session *s = own(base);

	assert(s->in_write);
	return purge(s, STMT_UNDO_PURGE, before_utc);
}

static enum err events_purge(struct store_session *base,
	int64_t correspondence_before_utc, int64_t events_before_utc)
{
	struct sql_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = purge(s, STMT_ASKED_PURGE, correspondence_before_utc);
	return e ? e : purge(s, STMT_EVENTS_PURGE, events_before_utc);
}

const struct store_intake_backend sql_intake = {
	.objection_add_by = objection_add_by,
	.objection_take_back = objection_take_back,
	.undo_add = undo_add,
	.undo_use = undo_use,
	.undo_purge = undo_purge,
	.unconfirmed_each = unconfirmed_each,
	.unconfirmed_confirm = unconfirmed_confirm,
	.event_add = event_add,
	.correspondence_add = correspondence_add,
	.correspondence_letter = correspondence_letter,
	.correspondence_get = correspondence_get,
	.correspondence_each = correspondence_each,
	.events_purge = events_purge,
};
