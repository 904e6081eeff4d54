/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/row_triggers.h"

/* SQLite counts its memory under one lock for the whole process; nobody asks
 * for the count. Refused when some other part uses SQLite already: then it is
 * slower, nothing else. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum err backend_open(const char *where, struct store **store_r)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite_store *store = calloc(1, sizeof(*store));
	enum err e;

	pthread_once(&once, configure);
	*store_r = NULL;
	if (!store)
		return ERR_NOMEM;
	store->path = strdup(where);
	e = store->path ? upkeep_init(&store->upkeep) : ERR_NOMEM;
	if (e) {
		free(store->path);
		free(store);
		return e;
	}
	pthread_mutex_init(&store->create_lock, NULL);
	*store_r = &store->base;
	return ERR_OK;
}

static void backend_close(struct store *base)
{
	struct sqlite_store *store = (struct sqlite_store *)base;

	upkeep_stop(&store->upkeep);
	if (store->writer)
		sqlite_session_free(&store->writer->base.base);
	pthread_mutex_destroy(&store->create_lock);
	free(store->path);
	free(store);
}

enum err sqlite_session_new(struct store *store, struct store_session **s_r)
{
	struct sqlite_session *s = calloc(1, sizeof(*s));

	*s_r = (struct store_session *)s;
	if (!s)
		return ERR_NOMEM;
	s->base.driver = &sqlite_driver;
	s->row_keys.keys = store->keys;
	s->base.base.store = store;
	return ERR_OK;
}

void sqlite_session_free(struct store_session *base)
{
	struct sqlite_session *s = sqlite_own(own(base));

	sqlite_session_shut(s);
	sql_session_free(&s->base);
	row_mac_free(&s->row_keys.mac);
	free(s);
}

static enum err probe(struct store_session *base)
{
	own(base)->wait_ms = WAIT_READ_MS;
	return sql_run_id(own(base), STMT_PROBE, "cannot be read");
}

const struct store_backend store_sqlite = {
	.scheme = "sqlite",
	SQL_VERBS,
	.spelling = &sqlite_spelling,
	.backup = &sqlite_backup,
	.open = backend_open,
	.close = backend_close,
	.session_new = sqlite_session_new,
	.session_free = sqlite_session_free,
	.probe = probe,
	.record = sqlite_record,
	.record_sync = sqlite_record_sync,
};
