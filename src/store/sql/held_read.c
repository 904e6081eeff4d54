/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "store/quarantine.h"
#include "store/sql/held_rows.h"

static const char cannot_read[] = "the quarantine cannot be read";

/* A number that Robinson cannot have written becomes one that means nothing. */
static unsigned column_count(struct sql_stmt *stmt, int column)
{
	int64_t value = sql_column_int64(stmt, column);

	return value < 0 || value > INT32_MAX ? 0 : (unsigned)value;
}

static void take_id(struct sql_stmt *stmt, int column, struct held_id *id_r)
{
	const char *text = sql_column_text(stmt, column);

	*id_r = (struct held_id){{0}};
	if (text && strlen(text) == HELD_ID_LEN)
		memcpy(id_r->text, text, HELD_ID_LEN);
}

enum err sql_take_message(
	struct sql_session *s, struct sql_stmt *stmt, struct held_message *m)
{
	enum err e;

	m->sender = m->sender_domain = NULL;
	take_id(stmt, 0, &m->id);
	m->received_utc = sql_column_int64(stmt, 1);
	m->expires_utc = sql_column_int64(stmt, 2);
	m->size = sql_column_int64(stmt, 3);
	m->stored = sql_column_int64(stmt, 4);
	m->chunks = column_count(stmt, 5);
	m->recipients = column_count(stmt, 6);
	m->waiting = column_count(stmt, 7);
	m->queue_id = sql_column_text(stmt, 8);
	m->number = sql_column_int64(stmt, 12);
	m->rank = column_count(stmt, 13);
	m->summary = sql_column_blob(stmt, 10);
	m->summary_len = (size_t)sql_column_bytes(stmt, 10);
	e = column_name(s, stmt, 9, &m->host);
	return e ? e : column_shown(s, stmt, 11, SEALED_WORDS, &m->asked);
}

enum err sql_each_message(struct sql_session *s, struct sql_stmt *stmt,
	held_fn *each, void *arg, bool *any_r)
{
	struct held_message message;
	enum err e;

	*any_r = false;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		*any_r = true;
		e = sql_take_message(s, stmt, &message);
		if (e || !each(arg, &message)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_held_get(struct store_session *base, const struct held_id *id,
	held_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	bool any = false;
	enum err e = sql_stmt(s, STMT_HELD_GET, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, id->text);
	e = sql_each_message(s, stmt, each, arg, &any);
	return !e && !any ? ERR_NOT_FOUND : e;
}

static enum err bind_filter(struct sql_session *s, struct sql_stmt *stmt,
	const struct held_filter *f)
{
	bool is_due = f->due_utc != INSTANT_NONE;
	bool any = f->states || f->reason || f->purpose || f->is_requested;
	int64_t purpose = 0;
	enum err e = f->purpose ? name_id(s, f->purpose, &purpose) : ERR_OK;

	if (e)
		return e; /* ERR_NOT_FOUND: of no recipient */
	sql_bind_int64(stmt, 1, is_due ? f->due_utc : f->after_utc);
	if (!is_due) {
		sql_bind_int64(stmt, 2, f->after_number);
		sql_bind_int64(stmt, 3, f->since_utc);
		sql_bind_int64(stmt, 11,
			f->before_utc == INSTANT_NONE ? INT64_MAX :
							f->before_utc);
	}
	sql_bind_int64(stmt, 4, any);
	sql_bind_int64(stmt, 5, f->states ? f->states : 0xffff);
	sql_bind_int64(stmt, 6, (int)reason_number(f->reason));
	if (f->purpose)
		sql_bind_int64(stmt, 7, purpose);
	else
		sql_bind_null(stmt, 7);
	sql_bind_int64(stmt, 8, f->is_requested);
	if (f->key)
		bind_key(stmt, 9, f->key);
	sql_bind_int64(stmt, 10,
		f->limit > 0 && f->limit < INT64_MAX ? (int64_t)f->limit :
						       INT64_MAX);
	return ERR_OK;
}

enum err sql_held_each(struct store_session *base,
	const struct held_filter *filter, held_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	enum stmt_id id = filter->due_utc != INSTANT_NONE ? STMT_HELD_DUE :
		filter->key                               ? STMT_HELD_OF_KEY :
							    STMT_HELD_LIST;
	struct sql_stmt *stmt;
	bool any;
	enum err e = sql_stmt(s, id, &stmt);

	if (!e)
		e = bind_filter(s, stmt, filter);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	return sql_each_message(s, stmt, each, arg, &any);
}

static enum err take_recipient(
	struct sql_session *s, struct sql_stmt *stmt, struct held_recipient *r)
{
	*r = (struct held_recipient){
		.n = column_count(stmt, 0),
		.has_key = sql_column_bytes(stmt, 1) == PSEUDONYM_LEN,
		.address = sql_column_blob(stmt, 2),
		.address_len = (size_t)sql_column_bytes(stmt, 2),
		.reason = column_reason(stmt, 4),
		.action = (enum action)sql_column_int(stmt, 5),
		.record = HELD_NO_RECORD,
		.state = (enum held_state)sql_column_int(stmt, 7),
		.changed_utc = sql_column_int64(stmt, 8),
		.requested_utc = column_instant(stmt, 9),
	};
	if (r->has_key)
		memcpy(r->key.bytes, sql_column_blob(stmt, 1), PSEUDONYM_LEN);
	if (store_ref_of_seq((uint64_t)sql_column_int64(stmt, 6), r->ref))
		r->ref[0] = '\0';
	return column_name(s, stmt, 3, &r->purpose);
}

enum err sql_held_recipients(struct store_session *base,
	const struct held_id *id, held_recipient_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct held_recipient recipient;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_RECIPIENTS, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, id->text);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_recipient(s, stmt, &recipient);
		if (e || !each(arg, &recipient)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_held_chunks(struct store_session *base, const struct held_id *id,
	held_chunk_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_CHUNKS, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, id->text);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		const void *bytes = sql_column_blob(stmt, 1);
		size_t len = (size_t)sql_column_bytes(stmt, 1);

		if (!each(arg, column_count(stmt, 0), bytes, len)) {
			sql_reset(stmt);
			return ERR_OK;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_held_sum(struct store_session *base, struct held_sum *sum_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_SUM, &stmt);

	*sum_r = (struct held_sum){0};
	if (!e)
		e = sql_step(s, stmt, cannot_read);
	if (e)
		return e == ERR_NOT_FOUND ? session_fail(base, ERR_UNAVAILABLE,
						    "the quarantine's sum is "
						    "missing") :
					    e;
	sum_r->messages = sql_column_int64(stmt, 0);
	sum_r->bytes = sql_column_int64(stmt, 1);
	sql_reset(stmt);
	return ERR_OK;
}
