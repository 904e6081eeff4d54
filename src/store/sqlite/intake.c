/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/sqlite/sqlite.h"

static const char cannot_read[] = "cannot be read";
static const char cannot_write[] = "cannot be written";

/* ---------------------------------------------------------- objections */

static enum err bind_objection(struct sqlite_session *s, enum stmt_id id,
	const struct pseudonym *key, const struct objection *o,
	const unsigned char *mark, sqlite3_stmt **stmt_r)
{
	enum err e = sqlite_stmt(s, id, stmt_r);

	if (!e)
		e = bind_name(s, *stmt_r, 2, o->purpose);
	if (e)
		return e;
	bind_key(*stmt_r, 1, key);
	sqlite3_bind_blob(*stmt_r, 3, mark, OBJECTION_MARK_LEN, SQLITE_STATIC);
	sqlite3_bind_int64(*stmt_r, 4, o->at_utc);
	sqlite3_bind_int(*stmt_r, 5, o->is_unconfirmed);
	return ERR_OK;
}

/* An objection that was made once more can no longer be undone by the secret of
 * the first time. */
static enum err undo_burn(struct sqlite_session *s, const unsigned char *mark,
	const char *purpose)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_UNDO_BURN, &stmt);

	if (!e)
		e = bind_name(s, stmt, 2, purpose);
	if (e)
		return e;
	sqlite3_bind_blob(stmt, 1, mark, OBJECTION_MARK_LEN, SQLITE_STATIC);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err objection_add_by(struct store_session *base,
	const struct pseudonym *key, const struct objection *o,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write && !o->by_domain && o->recorded_utc != 0);
	e = undo_burn(s, mark, o->purpose);
	if (!e)
		e = bind_objection(
			s, STMT_OBJECTION_AGAIN, key, o, mark, &stmt);
	if (!e)
		e = sqlite_run(s, stmt, cannot_write);
	if (!e && sqlite3_changes(s->db) > 0)
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
	return sqlite_run(s, stmt, cannot_write);
}

static enum err run_by_mark(struct sqlite_session *s, sqlite3_stmt *stmt,
	const struct pseudonym *key, const unsigned char *mark)
{
	assert(s->in_write);
	bind_key(stmt, 1, key);
	sqlite3_bind_blob(stmt, 2, mark, OBJECTION_MARK_LEN, SQLITE_STATIC);
	return sqlite_change(s, stmt, cannot_write);
}

static enum err objection_take_back(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN], int64_t since_utc)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_OBJECTION_TAKE_BACK, &stmt);

	if (e)
		return e;
	/* INSTANT_NONE is the smallest there is. */
	sqlite3_bind_int64(stmt, 3, since_utc);
	return run_by_mark(s, stmt, key, mark);
}

static enum err undo_add(struct store_session *base,
	const struct pseudonym *key, const struct store_undo *undo)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_UNDO_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 3, undo->purpose);
	if (e)
		return e;
	sqlite3_bind_blob(
		stmt, 1, undo->mark, OBJECTION_MARK_LEN, SQLITE_STATIC);
	sqlite3_bind_blob(stmt, 2, undo->digest, STORE_UNDO_LEN, SQLITE_STATIC);
	bind_key(stmt, 4, key);
	sqlite3_bind_int64(stmt, 5, undo->until_utc);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err bind_undo(struct sqlite_session *s, enum stmt_id id,
	const unsigned char *mark, const unsigned char *digest,
	sqlite3_stmt **stmt_r)
{
	enum err e = sqlite_stmt(s, id, stmt_r);

	if (e)
		return e;
	sqlite3_bind_blob(*stmt_r, 1, mark, OBJECTION_MARK_LEN, SQLITE_STATIC);
	sqlite3_bind_blob(*stmt_r, 2, digest, STORE_UNDO_LEN, SQLITE_STATIC);
	return ERR_OK;
}

static enum err undo_use(struct store_session *base,
	const unsigned char mark[OBJECTION_MARK_LEN],
	const unsigned char digest[STORE_UNDO_LEN], int64_t at_utc)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	int changes = 0;
	enum err e;

	assert(s->in_write);
	e = bind_undo(s, STMT_UNDO_USE, mark, digest, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 3, at_utc);
	e = sqlite_run(s, stmt, cannot_write);
	if (!e)
		changes = sqlite3_changes(s->db);
	if (!e)
		e = bind_undo(s, STMT_UNDO_USED, mark, digest, &stmt);
	if (!e)
		e = sqlite_run(s, stmt, cannot_write);
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
	struct sqlite_session *s, sqlite3_stmt *stmt, struct unconfirmed *u)
{
	enum err e = column_name(s, stmt, UNCONFIRMED_NAME, &u->purpose);

	if (!e)
		e = column_channel(s, stmt, UNCONFIRMED_CHANNEL, &u->channel);
	if (e)
		return e;
	if (sqlite3_column_bytes(stmt, UNCONFIRMED_KEY) != PSEUDONYM_LEN ||
		sqlite3_column_bytes(stmt, UNCONFIRMED_MARK) !=
			OBJECTION_MARK_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"damaged: an objection has no mark");
	memcpy(u->key.bytes, sqlite3_column_blob(stmt, UNCONFIRMED_KEY),
		PSEUDONYM_LEN);
	memcpy(u->mark, sqlite3_column_blob(stmt, UNCONFIRMED_MARK),
		OBJECTION_MARK_LEN);
	u->at_utc = sqlite3_column_int64(stmt, UNCONFIRMED_AT);
	return ERR_OK;
}

static enum err unconfirmed_each(
	struct store_session *base, unconfirmed_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	struct unconfirmed u;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_UNCONFIRMED_EACH, &stmt);

	if (e)
		return e;
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		e = take_unconfirmed(s, stmt, &u);
		if (e || !each(arg, &u)) {
			sqlite3_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err unconfirmed_confirm(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_UNCONFIRMED_CONFIRM, &stmt);

	return e ? e : run_by_mark(s, stmt, key, mark);
}

/* ------------------------------------------------------ events, letters */

static enum err event_add(struct store_session *base,
	const unsigned char id[STORE_EVENT_LEN], int64_t at_utc)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_EVENT_ADD, &stmt);
	if (e)
		return e;
	sqlite3_bind_blob(stmt, 1, id, STORE_EVENT_LEN, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 2, at_utc);
	e = sqlite_run(s, stmt, cannot_write);
	if (!e && sqlite3_changes(s->db) == 0)
		e = ERR_EXISTS;
	return e;
}

static enum err correspondence_add(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc,
	bool is_objection)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_ASKED_ADD, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_blob(stmt, 2, message, MESSAGE_DIGEST_LEN, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 3, at_utc);
	if (is_objection)
		sqlite3_bind_int(stmt, 4, 1);
	else
		sqlite3_bind_null(stmt, 4);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err correspondence_letter(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_ASKED_LETTER, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_blob(stmt, 2, message, MESSAGE_DIGEST_LEN, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 3, at_utc);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err correspondence_get(struct store_session *base,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], const char *purpose,
	struct store_correspondence *found_r)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_ASKED_GET, &stmt);

	*found_r = (struct store_correspondence){.at_utc = INSTANT_NONE};
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_blob(stmt, 2, message, MESSAGE_DIGEST_LEN, SQLITE_STATIC);
	bind_text(stmt, 3, purpose);
	e = sqlite_step(s, stmt, cannot_read);
	if (e)
		return e;
	*found_r = (struct store_correspondence){
		.at_utc = sqlite3_column_int64(stmt, 0),
		.is_objection = sqlite3_column_int(stmt, 1) != 0,
		.answers = sqlite3_column_int(stmt, 2),
	};
	sqlite3_reset(stmt);
	return ERR_OK;
}

static enum err correspondence_each(struct store_session *base,
	const struct pseudonym *key, correspondence_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_ASKED_EACH, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		const struct store_correspondence correspondence = {
			.at_utc = sqlite3_column_int64(stmt, 0),
			.is_objection = sqlite3_column_int(stmt, 2) != 0,
		};

		if (sqlite3_column_bytes(stmt, 1) != MESSAGE_DIGEST_LEN ||
			each(arg, &correspondence,
				sqlite3_column_blob(stmt, 1)))
			continue;
		sqlite3_reset(stmt);
		return ERR_OK;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err purge(
	struct sqlite_session *s, enum stmt_id id, int64_t before_utc)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, id, &stmt);

	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, before_utc);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err undo_purge(struct store_session *base, int64_t before_utc)
{
	struct sqlite_session *s = own(base);

	assert(s->in_write);
	return purge(s, STMT_UNDO_PURGE, before_utc);
}

static enum err events_purge(struct store_session *base,
	int64_t correspondence_before_utc, int64_t events_before_utc)
{
	struct sqlite_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = purge(s, STMT_ASKED_PURGE, correspondence_before_utc);
	return e ? e : purge(s, STMT_EVENTS_PURGE, events_before_utc);
}

const struct store_intake_backend sqlite_intake = {
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
