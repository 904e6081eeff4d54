/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/pgsql/pgsql_private.h"
#include "store/sql/rows.h"

/* "where" is what stands behind the scheme; libpq is given the whole. */
static enum err backend_open(const char *where, struct store **store_r)
{
	struct pgsql_store *store = calloc(1, sizeof(*store));
	enum err e = store ? pgsql_texts_make() : ERR_NOMEM;

	*store_r = NULL;
	if (!e && asprintf(&store->url, "postgresql:%s", where) < 0) {
		store->url = NULL;
		e = ERR_NOMEM;
	}
	if (!e)
		e = worker_new(&store->prober);
	if (e) {
		if (store)
			free(store->url);
		free(store);
		return e;
	}
	pthread_mutex_init(&store->lock, NULL);
	pthread_mutex_init(&store->names_lock, NULL);
	*store_r = &store->base;
	return ERR_OK;
}

static void free_own(struct pgsql_session *s)
{
	if (s)
		pgsql_session_free(&s->base.base);
}

static void backend_close(struct store *base)
{
	struct pgsql_store *store = (struct pgsql_store *)base;

	worker_free(&store->prober);
	free_own(store->writer);
	free_own(store->names);
	pthread_mutex_destroy(&store->lock);
	pthread_mutex_destroy(&store->names_lock);
	free(store->url);
	free(store);
}

enum err pgsql_session_new(struct store *store, struct store_session **s_r)
{
	struct pgsql_session *s = calloc(1, sizeof(*s));

	*s_r = (struct store_session *)s;
	if (!s)
		return ERR_NOMEM;
	s->base.driver = &pgsql_driver;
	s->base.base.store = store;
	return ERR_OK;
}

void pgsql_session_free(struct store_session *base)
{
	struct pgsql_session *s = pgsql_own(own(base));

	pgsql_disconnect(s);
	pgsql_stmts_free(s);
	sql_session_free(&s->base);
	row_mac_free(&s->mac);
	free(s->seqs);
	free(s);
}

static enum err probe(struct store_session *s)
{
	return sql_run_id(own(s), STMT_PROBE, "cannot be read");
}

const struct store_backend store_pgsql = {
	.scheme = "postgresql",
	SQL_VERBS,
	.spelling = &pgsql_spelling,
	.backup = &pgsql_backup,
	.open = backend_open,
	.close = backend_close,
	.session_new = pgsql_session_new,
	.session_free = pgsql_session_free,
	.probe = probe,
	.record = pgsql_record,
	.record_sync = pgsql_record_sync,
};
