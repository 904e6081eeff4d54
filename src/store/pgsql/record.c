/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "store/pgsql/pgsql_private.h"

static enum err need_writer(struct pgsql_store *store)
{
	struct store_session *s;
	enum err e;

	if (store->writer)
		return ERR_OK;
	e = pgsql_session_new(&store->base, &s);
	if (!e)
		store->writer = pgsql_own(own(s));
	return e;
}

enum err pgsql_record(struct store *base, struct group_call *first,
	enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE])
{
	struct pgsql_store *store = (struct pgsql_store *)base;
	enum err e = need_writer(store);

	(void)sync; /* the server's commit is on its disk, and on its standbys' */
	if (e)
		return e;
	e = sql_record(&store->writer->base, first, true);
	if (e)
		memcpy(cause_r, store->writer->base.base.cause,
			STORE_CAUSE_SIZE);
	return e;
}

enum err pgsql_record_sync(struct store *store, char cause_r[STORE_CAUSE_SIZE])
{
	(void)store;
	cause_r[0] = '\0';
	return ERR_OK;
}
