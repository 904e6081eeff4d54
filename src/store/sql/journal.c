/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/encode.h"
#include "store/sql/sql.h"

static const char cannot_write[] = "the journal cannot be written";

static const char cannot_read[] = "the journal cannot be read";

enum err journal_need_chain(struct sql_session *s)
{
	return s->chain ? ERR_OK : chain_new(s->base.store->keys, &s->chain);
}

bool journal_take_mac(
	struct sql_stmt *stmt, int column, unsigned char mac_r[CHAIN_MAC_LEN])
{
	if (sql_column_bytes(stmt, column) != CHAIN_MAC_LEN)
		return false;
	memcpy(mac_r, sql_column_blob(stmt, column), CHAIN_MAC_LEN);
	return true;
}

/* Read anew in each transaction: another process may have written. */
enum err journal_head_get(struct sql_session *s, const char *instance,
	struct journal_head *head_r)
{
	struct sql_stmt *stmt;
	enum err e;

	*head_r = (struct journal_head){.name = instance};
	e = journal_need_chain(s);
	if (!e)
		e = name_id(s, instance, &head_r->instance);
	if (!e)
		e = sql_stmt(s, STMT_CHAIN_HEAD, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, head_r->instance);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	head_r->seq = sql_column_int64(stmt, 0);
	if (!sql_column_is_null(stmt, 1) &&
		!journal_take_mac(stmt, 1, head_r->mac))
		e = session_fail(&s->base, ERR_UNAVAILABLE,
			"the journal's chain is damaged");
	sql_reset(stmt);
	return e;
}

enum err journal_head_put(
	struct sql_session *s, const struct journal_head *head)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHAIN_PUT, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, head->instance);
	sql_bind_int64(stmt, 2, head->seq);
	sql_bind_blob(stmt, 3, head->mac, CHAIN_MAC_LEN);
	sql_bind_int64(stmt, 4, head->at_utc);
	sql_bind_int64(stmt, 5, STORE_CLOCK_LEAP_S);
	return sql_run(s, stmt, cannot_write);
}

enum err journal_insert(struct sql_session *s, const struct journal_head *head,
	const struct journal_entry *entry)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_JOURNAL_ADD, &stmt);

	if (!e)
		e = bind_name(s, stmt, JOURNAL_PURPOSE + 1, entry->purpose);
	if (!e)
		e = bind_name(s, stmt, JOURNAL_HOST + 1, entry->host);
	if (!e)
		e = bind_sealed(s, stmt, JOURNAL_DETAIL + 1, SEALED_DETAIL,
			entry->detail);
	if (e)
		return e;
	sql_bind_int64(stmt, JOURNAL_SEQ + 1, head->seq);
	sql_bind_int64(stmt, JOURNAL_AT + 1, entry->at_utc);
	sql_bind_int64(stmt, JOURNAL_INSTANCE + 1, head->instance);
	sql_bind_int64(stmt, JOURNAL_KIND + 1, (int)entry->kind);
	if (entry->has_key)
		bind_key(stmt, JOURNAL_KEY + 1, &entry->key);
	else
		sql_bind_null(stmt, JOURNAL_KEY + 1);
	sql_bind_int64(
		stmt, JOURNAL_REASON + 1, (int)reason_number(entry->reason));
	sql_bind_int64(stmt, JOURNAL_ACTION + 1, (int)entry->action);
	sql_bind_int64(stmt, JOURNAL_ENFORCED + 1, entry->is_enforced);
	bind_text(stmt, JOURNAL_QUEUE_ID + 1, entry->queue_id);
	sql_bind_blob(
		stmt, JOURNAL_SENDER + 1, entry->sender, entry->sender_len);
	sql_bind_blob(stmt, JOURNAL_MAC + 1, head->mac, CHAIN_MAC_LEN);
	e = sql_run(s, stmt, cannot_write);
	return e ? e : tally_entry(s, entry);
}

enum err journal_next(struct chain *chain, struct journal_head *head,
	struct journal_entry *entry, struct journal_line *line_r)
{
	enum err e;

	entry->seq = (uint64_t)head->seq;
	head->at_utc = entry->at_utc;
	e = store_ref_of_seq(entry->seq, entry->ref);
	if (!e)
		e = journal_encode(
			entry, head->name, line_r->bytes, &line_r->len);
	return e ? e :
		   chain_next(chain, head->mac, line_r->bytes, line_r->len,
			   head->mac);
}

enum err journal_append(struct sql_session *s, struct journal_head *head,
	struct journal_entry *entry)
{
	struct journal_line line;
	enum err e = s->driver->journal_seq(s, head->seq, &head->seq);

	if (!e)
		e = journal_next(s->chain, head, entry, &line);
	if (e == ERR_LIMIT)
		return session_fail(&s->base, e, "%s", JOURNAL_TOO_LONG);
	return e ? e : journal_insert(s, head, entry);
}

enum err sql_journal_add(
	struct store_session *base, struct journal_entry *entry)
{
	struct sql_session *s = own(base);
	struct journal_head head;
	enum err e;

	assert(s->in_write);
	s->rows.at_utc = entry->at_utc;
	s->rows.is_restored |= entry->kind == JOURNAL_RESTORED;
	e = journal_head_get(s, base->store->instance, &head);
	if (!e)
		e = journal_append(s, &head, entry);
	return e ? e : journal_head_put(s, &head);
}

/* Before the step of the schema that seals details, the chain is checked over
 * their plain text. */
static enum err take_detail(
	struct sql_session *s, struct sql_stmt *stmt, const char **detail_r)
{
	if (!s->details_are_plain)
		return column_sealed(
			s, stmt, JOURNAL_DETAIL, SEALED_DETAIL, detail_r);
	*detail_r = sql_column_text(stmt, JOURNAL_DETAIL);
	return ERR_OK;
}

enum err journal_take_entry(struct sql_session *s, struct sql_stmt *stmt,
	struct journal_entry *entry_r)
{
	struct journal_entry *entry = entry_r;
	enum err e;

	*entry = (struct journal_entry){
		.seq = (uint64_t)sql_column_int64(stmt, JOURNAL_SEQ),
		.kind = (enum journal_kind)sql_column_int(stmt, JOURNAL_KIND),
		.at_utc = sql_column_int64(stmt, JOURNAL_AT),
		.has_key = sql_column_bytes(stmt, JOURNAL_KEY) == PSEUDONYM_LEN,
		.reason = column_reason(stmt, JOURNAL_REASON),
		.action = (enum action)sql_column_int(stmt, JOURNAL_ACTION),
		.is_enforced = sql_column_int(stmt, JOURNAL_ENFORCED) != 0,
		.queue_id = sql_column_text(stmt, JOURNAL_QUEUE_ID),
		.sender = sql_column_blob(stmt, JOURNAL_SENDER),
		.sender_len = (size_t)sql_column_bytes(stmt, JOURNAL_SENDER),
	};
	if (entry->has_key)
		memcpy(entry->key.bytes, sql_column_blob(stmt, JOURNAL_KEY),
			PSEUDONYM_LEN);
	e = column_name(s, stmt, JOURNAL_PURPOSE, &entry->purpose);
	if (!e)
		e = column_name(s, stmt, JOURNAL_HOST, &entry->host);
	/* Robinson never wrote a number out of range, and the chain will show
	 * that; here it only has no reference. */
	if (!e && store_ref_of_seq(entry->seq, entry->ref))
		entry->ref[0] = '\0';
	return e ? e : take_detail(s, stmt, &entry->detail);
}

/* "seq" is that of the reference, where there is one. */
static int64_t first_seq(const struct journal_filter *filter, uint64_t seq)
{
	if (filter->ref)
		return (int64_t)seq;
	return filter->from_seq ? (int64_t)filter->from_seq : INT64_MIN;
}

static int64_t last_seq(const struct journal_filter *filter, uint64_t seq)
{
	if (filter->ref)
		return (int64_t)seq;
	return filter->to_seq && filter->to_seq < INT64_MAX ?
		(int64_t)filter->to_seq :
		INT64_MAX;
}

enum err journal_bind_filter(
	struct sql_stmt *stmt, const struct journal_filter *filter)
{
	uint64_t seq = 0;

	if (filter->ref) {
		enum err e = store_seq_of_ref(filter->ref, &seq);

		if (e)
			return e;
	}
	sql_bind_int64(stmt, 1, first_seq(filter, seq));
	sql_bind_int64(stmt, 2, last_seq(filter, seq));
	sql_bind_int64(stmt, 3, filter->since_utc);
	if (filter->key)
		bind_key(stmt, 4, filter->key);
	sql_bind_int64(stmt, 5,
		filter->limit > 0 && filter->limit < INT64_MAX ?
			(int64_t)filter->limit :
			INT64_MAX);
	if (filter->held_queue_id)
		bind_text(stmt, 6, filter->held_queue_id);
	return ERR_OK;
}

/* ERR_NOT_FOUND: no entry can have the purpose. */
static enum err bind_choice(struct sql_session *s, struct sql_stmt *stmt,
	const struct journal_filter *filter)
{
	enum err e = ERR_OK;

	if (filter->purpose)
		e = bind_name(s, stmt, 8, filter->purpose);
	if (e)
		return e;
	if (filter->has_until)
		sql_bind_int64(stmt, 7, filter->until_utc);
	if (filter->reason)
		sql_bind_int64(stmt, 9, (int)reason_number(filter->reason));
	if (filter->kind)
		sql_bind_int64(stmt, 10, (int)filter->kind);
	if (filter->sender)
		sql_bind_blob(stmt, 11, filter->sender, filter->sender_len);
	return ERR_OK;
}

static enum stmt_id stmt_of(const struct journal_filter *filter)
{
	if (filter->held_queue_id)
		return STMT_JOURNAL_OF_HELD;
	if (filter->is_of_quarantine)
		return filter->key ? STMT_JOURNAL_ACTS_OF : STMT_JOURNAL_ACTS;
	if (filter->sender)
		return STMT_JOURNAL_OF_SENDER;
	if (!filter->is_backwards)
		return STMT_JOURNAL_EACH;
	return filter->kind == JOURNAL_LOOKED ? STMT_JOURNAL_LOOKED :
						STMT_JOURNAL_BACK;
}

enum err sql_journal_each(struct store_session *base,
	const struct journal_filter *filter, journal_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct journal_entry entry;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, stmt_of(filter), &stmt);

	if (!e)
		e = journal_bind_filter(stmt, filter);
	if (!e && !filter->held_queue_id && !filter->is_of_quarantine)
		e = bind_choice(s, stmt, filter);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = journal_take_entry(s, stmt, &entry);
		if (e == ERR_CORRUPT)
			e = ERR_OK; /* journal verify names it */
		if (e || !each(arg, &entry)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
