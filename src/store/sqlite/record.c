/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/held_rows.h"

static enum err write_call(struct sqlite_session *s, struct journal_head *head,
	struct group_call *call)
{
	enum err e = call->hold ? sqlite_hold_place(s, call->hold) : ERR_OK;

	for (size_t i = 0; !e && i < call->len; i++) {
		struct store_record *record = &call->records[i];

		e = journal_append(s, head, &record->entry);
		if (!e && record->counts_as_send)
			e = sqlite_send_add(s, record);
	}
	if (!e && call->hold)
		e = sqlite_hold(s, call);
	if (!e && call->burn)
		e = sqlite_burn(s, call->burn);
	if (!e && call->letter)
		e = sqlite_letter(s, call);
	return e;
}

static enum err write_all(
	struct sqlite_session *s, struct group_call *first, bool full)
{
	struct journal_head head;
	int64_t seq = 0;
	enum err e;

	s->wait_ms = WAIT_RECORD_MS;
	e = sqlite_transaction_begin(s, full, CACHE_RECORD_KIB);
	if (e)
		return e;
	e = journal_head_get(s, s->base.store->instance, &head);
	if (!e)
		seq = head.seq;
	for (struct group_call *c = first; !e && c; c = c->next)
		e = write_call(s, &head, c);
	/* There may be a letter and no new entry: its verdicts were on record
	 * before. */
	if (!e && head.seq != seq)
		e = journal_head_put(s, &head);
	if (e) {
		sqlite_write_rollback(&s->base);
		return e;
	}
	return sqlite_write_commit(&s->base);
}

static enum err need_writer(struct sqlite_store *store)
{
	struct store_session *s;
	enum err e;

	if (store->writer)
		return ERR_OK;
	e = sqlite_session_new(&store->base, &s);
	if (e)
		return e;
	store->writer = own(s);
	return ERR_OK;
}

static enum err record_all(struct sqlite_store *store, struct group_call *first,
	bool full, char cause_r[STORE_CAUSE_SIZE])
{
	enum err e = write_all(store->writer, first, full);

	if (e)
		memcpy(cause_r, store->writer->base.cause, STORE_CAUSE_SIZE);
	return e;
}

enum err sqlite_record(struct store *base, struct group_call *first,
	enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE])
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	bool full = sync == JOURNAL_SYNC_COMMIT;
	enum err e;

	pthread_mutex_lock(&store->upkeep.gate);
	e = need_writer(store);
	if (!e)
		e = record_all(store, first, full, cause_r);
	if (!e)
		e = upkeep_log_of_session(store->writer);
	pthread_mutex_unlock(&store->upkeep.gate);
	if (!e && !full)
		upkeep_unsynced(store);
	return e;
}

/* As "PRAGMA synchronous=FULL", but one sync for several commits, while the
 * store can be read. */
enum err sqlite_record_sync(struct store *base, char cause_r[STORE_CAUSE_SIZE])
{
	enum err e = upkeep_sync((struct sqlite_store *)base);

	if (!e)
		return ERR_OK;
	snprintf(cause_r, STORE_CAUSE_SIZE, "the log cannot be synced: %s",
		strerror(errno));
	return ERR_UNAVAILABLE;
}
