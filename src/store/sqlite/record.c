/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/sqlite.h"

static enum err need_writer(struct sqlite_store *store)
{
	struct store_session *s;
	enum err e;

	if (store->writer)
		return ERR_OK;
	e = sqlite_session_new(&store->base, &s);
	if (e)
		return e;
	store->writer = sqlite_own(own(s));
	return ERR_OK;
}

static enum err record_all(struct sqlite_store *store, struct group_call *first,
	bool full, char cause_r[STORE_CAUSE_SIZE])
{
	struct sql_session *s = &store->writer->base;
	enum err e = sql_record(s, first, full);

	if (e)
		memcpy(cause_r, s->base.cause, STORE_CAUSE_SIZE);
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
