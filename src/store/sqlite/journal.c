/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/encode.h"
#include "store/sqlite/sqlite.h"

static const char cannot_write[] = "the journal cannot be written";
static const char cannot_read[] = "the journal cannot be read";

/* Columns of STMT_JOURNAL_EACH; the parameters of STMT_JOURNAL_ADD are in the
 * same order, counted from 1. */
enum {
	JOURNAL_SEQ,
	JOURNAL_AT,
	JOURNAL_INSTANCE,
	JOURNAL_KIND,
	JOURNAL_KEY,
	JOURNAL_PURPOSE,
	JOURNAL_REASON,
	JOURNAL_ACTION,
	JOURNAL_ENFORCED,
	JOURNAL_QUEUE_ID,
	JOURNAL_HOST,
	JOURNAL_SENDER,
	JOURNAL_DETAIL,
	JOURNAL_MAC
};

static enum err need_chain(struct sqlite_session *s)
{
	return s->chain ? ERR_OK : chain_new(s->base.store->keys, &s->chain);
}

static bool take_mac(
	sqlite3_stmt *stmt, int column, unsigned char mac_r[CHAIN_MAC_LEN])
{
	if (sqlite3_column_bytes(stmt, column) != CHAIN_MAC_LEN)
		return false;
	memcpy(mac_r, sqlite3_column_blob(stmt, column), CHAIN_MAC_LEN);
	return true;
}

/* Read anew in each transaction: another process may have written. */
enum err journal_head_get(struct sqlite_session *s, struct journal_head *head_r)
{
	sqlite3_stmt *stmt;
	enum err e;

	*head_r = (struct journal_head){0};
	e = need_chain(s);
	if (!e)
		e = name_id(s, s->base.store->instance, &head_r->instance);
	if (!e)
		e = sqlite_stmt(s, STMT_CHAIN_HEADS, &stmt);
	if (e)
		return e;
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		int64_t seq = sqlite3_column_int64(stmt, 1);

		if (seq > head_r->seq)
			head_r->seq = seq;
		if (sqlite3_column_int64(stmt, 0) == head_r->instance &&
			!take_mac(stmt, 2, head_r->mac)) {
			sqlite3_reset(stmt);
			return session_fail(&s->base, ERR_UNAVAILABLE,
				"the journal's chain is damaged");
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err journal_head_put(
	struct sqlite_session *s, const struct journal_head *head)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_CHAIN_PUT, &stmt);

	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, head->instance);
	sqlite3_bind_int64(stmt, 2, head->seq);
	sqlite3_bind_blob(stmt, 3, head->mac, CHAIN_MAC_LEN, SQLITE_STATIC);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err insert(struct sqlite_session *s,
	const struct journal_head *head, const struct journal_entry *entry)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_JOURNAL_ADD, &stmt);

	if (!e)
		e = bind_name(s, stmt, JOURNAL_PURPOSE + 1, entry->purpose);
	if (!e)
		e = bind_name(s, stmt, JOURNAL_HOST + 1, entry->host);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, JOURNAL_SEQ + 1, head->seq);
	sqlite3_bind_int64(stmt, JOURNAL_AT + 1, entry->at_utc);
	sqlite3_bind_int64(stmt, JOURNAL_INSTANCE + 1, head->instance);
	sqlite3_bind_int(stmt, JOURNAL_KIND + 1, (int)entry->kind);
	if (entry->has_key)
		bind_key(stmt, JOURNAL_KEY + 1, &entry->key);
	else
		sqlite3_bind_null(stmt, JOURNAL_KEY + 1);
	sqlite3_bind_int(stmt, JOURNAL_REASON + 1, (int)entry->reason);
	sqlite3_bind_int(stmt, JOURNAL_ACTION + 1, (int)entry->action);
	sqlite3_bind_int(stmt, JOURNAL_ENFORCED + 1, entry->is_enforced);
	bind_text(stmt, JOURNAL_QUEUE_ID + 1, entry->queue_id);
	sqlite3_bind_blob(stmt, JOURNAL_SENDER + 1, entry->sender,
		(int)entry->sender_len, SQLITE_STATIC);
	bind_text(stmt, JOURNAL_DETAIL + 1, entry->detail);
	sqlite3_bind_blob(
		stmt, JOURNAL_MAC + 1, head->mac, CHAIN_MAC_LEN, SQLITE_STATIC);
	return sqlite_run(s, stmt, cannot_write);
}

enum err journal_append(struct sqlite_session *s, struct journal_head *head,
	struct journal_entry *entry)
{
	unsigned char bytes[ENCODED_MAX];
	size_t len;
	enum err e;

	entry->seq = (uint64_t)++head->seq;
	e = store_ref_of_seq(entry->seq, entry->ref);
	if (!e)
		e = journal_encode(entry, s->base.store->instance, bytes, &len);
	if (e == ERR_LIMIT)
		return session_fail(
			&s->base, e, "an entry for the journal is too long");
	if (!e)
		e = chain_next(s->chain, head->mac, bytes, len, head->mac);
	return e ? e : insert(s, head, entry);
}

enum err sqlite_journal_add(
	struct store_session *base, struct journal_entry *entry)
{
	struct sqlite_session *s = own(base);
	struct journal_head head;
	enum err e;

	assert(s->in_write);
	e = journal_head_get(s, &head);
	if (!e)
		e = journal_append(s, &head, entry);
	return e ? e : journal_head_put(s, &head);
}

/* Pointers into the row, valid until the next step. */
static enum err take_entry(struct sqlite_session *s, sqlite3_stmt *stmt,
	struct journal_entry *entry_r)
{
	struct journal_entry *entry = entry_r;
	enum err e;

	*entry = (struct journal_entry){
		.seq = (uint64_t)sqlite3_column_int64(stmt, JOURNAL_SEQ),
		.kind = (enum journal_kind)sqlite3_column_int(
			stmt, JOURNAL_KIND),
		.at_utc = sqlite3_column_int64(stmt, JOURNAL_AT),
		.has_key = sqlite3_column_bytes(stmt, JOURNAL_KEY) ==
			PSEUDONYM_LEN,
		.reason = (enum reason)sqlite3_column_int(stmt, JOURNAL_REASON),
		.action = (enum action)sqlite3_column_int(stmt, JOURNAL_ACTION),
		.is_enforced = sqlite3_column_int(stmt, JOURNAL_ENFORCED) != 0,
		.queue_id = (const char *)sqlite3_column_text(
			stmt, JOURNAL_QUEUE_ID),
		.detail =
			(const char *)sqlite3_column_text(stmt, JOURNAL_DETAIL),
		.sender = sqlite3_column_blob(stmt, JOURNAL_SENDER),
		.sender_len =
			(size_t)sqlite3_column_bytes(stmt, JOURNAL_SENDER),
	};
	if (entry->has_key)
		memcpy(entry->key.bytes, sqlite3_column_blob(stmt, JOURNAL_KEY),
			PSEUDONYM_LEN);
	e = column_name(s, stmt, JOURNAL_PURPOSE, &entry->purpose);
	if (!e)
		e = column_name(s, stmt, JOURNAL_HOST, &entry->host);
	/* A number out of range was written by nobody of ours: the chain will
	 * tell; here it only has no reference. */
	if (!e && store_ref_of_seq(entry->seq, entry->ref))
		entry->ref[0] = '\0';
	return e;
}

static enum err bind_filter(
	sqlite3_stmt *stmt, const struct journal_filter *filter)
{
	uint64_t seq = 0;

	if (filter->ref) {
		enum err e = store_seq_of_ref(filter->ref, &seq);

		if (e)
			return e;
	}
	sqlite3_bind_int64(stmt, 1, filter->ref ? (int64_t)seq : INT64_MIN);
	sqlite3_bind_int64(stmt, 2, filter->ref ? (int64_t)seq : INT64_MAX);
	sqlite3_bind_int64(stmt, 3, filter->since_utc);
	if (filter->key)
		bind_key(stmt, 4, filter->key);
	else
		sqlite3_bind_null(stmt, 4);
	sqlite3_bind_int64(stmt, 5,
		filter->limit > 0 && filter->limit < INT64_MAX ?
			(int64_t)filter->limit :
			-1);
	if (filter->held_queue_id)
		bind_text(stmt, 6, filter->held_queue_id);
	return ERR_OK;
}

enum err sqlite_journal_each(struct store_session *base,
	const struct journal_filter *filter, journal_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	struct journal_entry entry;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s,
		filter->held_queue_id ? STMT_JOURNAL_OF_HELD :
					STMT_JOURNAL_EACH,
		&stmt);

	if (!e)
		e = bind_filter(stmt, filter);
	if (e)
		return e;
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		e = take_entry(s, stmt, &entry);
		if (e || !each(arg, &entry)) {
			sqlite3_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* As many instances as machines and the command line: few. */
#define INSTANCES_MAX 256

struct links {
	struct {
		int64_t instance;
		int64_t seq;
		unsigned char mac[CHAIN_MAC_LEN];
	} last[INSTANCES_MAX];
	size_t len;
};

/* The place of an instance's last link; -1 when there are too many. */
static int link_of(struct links *links, int64_t instance)
{
	for (size_t i = 0; i < links->len; i++)
		if (links->last[i].instance == instance)
			return (int)i;
	if (links->len == INSTANCES_MAX)
		return -1;
	memset(&links->last[links->len], 0, sizeof(links->last[0]));
	links->last[links->len].instance = instance;
	return (int)links->len++;
}

/* ERR_CORRUPT: the row is not what followed its instance's last one. */
static enum err check_row(
	struct sqlite_session *s, sqlite3_stmt *stmt, struct links *links)
{
	int64_t instance_id = sqlite3_column_int64(stmt, JOURNAL_INSTANCE);
	int at = link_of(links, instance_id);
	unsigned char bytes[ENCODED_MAX], mac[CHAIN_MAC_LEN];
	struct journal_entry entry;
	const char *instance;
	size_t len;
	enum err e;

	if (at < 0)
		return ERR_CORRUPT;
	e = take_entry(s, stmt, &entry);
	if (!e)
		e = name_text(s, instance_id, &instance);
	if (!e)
		e = journal_encode(&entry, instance, bytes, &len);
	if (!e)
		e = chain_next(s->chain, links->last[at].mac, bytes, len,
			links->last[at].mac);
	if (e)
		return e == ERR_LIMIT ? ERR_CORRUPT : e;
	links->last[at].seq = (int64_t)entry.seq;
	if (!take_mac(stmt, JOURNAL_MAC, mac) ||
		memcmp(mac, links->last[at].mac, CHAIN_MAC_LEN) != 0)
		return ERR_CORRUPT;
	return ERR_OK;
}

static enum err check_rows(struct sqlite_session *s, struct links *links,
	uint64_t *checked_r, uint64_t *seq_r)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_JOURNAL_EACH, &stmt);

	if (!e)
		e = bind_filter(stmt, &all);
	if (e)
		return e;
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		e = check_row(s, stmt, links);
		if (e) {
			*seq_r = (uint64_t)sqlite3_column_int64(
				stmt, JOURNAL_SEQ);
			sqlite3_reset(stmt);
			return e;
		}
		++*checked_r;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* The heads know the last entry of each instance: what was cut off at the end
 * is missing there. */
static enum err check_heads(
	struct sqlite_session *s, struct links *links, uint64_t *seq_r)
{
	size_t heads = 0;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_CHAIN_HEADS, &stmt);

	if (e)
		return e;
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		unsigned char mac[CHAIN_MAC_LEN];
		int64_t seq = sqlite3_column_int64(stmt, 1);
		int at = link_of(links, sqlite3_column_int64(stmt, 0));

		heads++;
		if (at < 0 || links->last[at].seq != seq ||
			!take_mac(stmt, 2, mac) ||
			memcmp(mac, links->last[at].mac, CHAIN_MAC_LEN) != 0) {
			*seq_r = (uint64_t)seq;
			sqlite3_reset(stmt);
			return ERR_CORRUPT;
		}
	}
	if (e == ERR_NOT_FOUND && heads < links->len) {
		*seq_r = (uint64_t)links->last[0].seq;
		return ERR_CORRUPT;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sqlite_journal_verify(
	struct store_session *base, uint64_t *checked_r, uint64_t *seq_r)
{
	struct sqlite_session *s = own(base);
	bool begins = !s->in_read && !s->in_write;
	struct links links = {.len = 0};
	enum err e;

	*checked_r = *seq_r = 0;
	e = begins ? sqlite_read_begin(base) : ERR_OK;
	if (!e)
		e = need_chain(s);
	if (!e)
		e = check_rows(s, &links, checked_r, seq_r);
	if (!e)
		e = check_heads(s, &links, seq_r);
	if (begins)
		sqlite_read_end(base);
	return e;
}
