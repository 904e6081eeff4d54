/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/held_rows.h"
#include "store/sqlite/rows.h"

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
		sqlite_session_free(&store->writer->base);
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
	s->base.store = store;
	return ERR_OK;
}

void sqlite_session_free(struct store_session *base)
{
	struct sqlite_session *s = own(base);

	sqlite_session_shut(s);
	chain_free(&s->chain);
	sealed_free(s);
	sqlite_rows_free(&s->rows);
	free(s->names);
	free(s->ref);
	free(s);
}

static enum err probe(struct store_session *base)
{
	struct sqlite_session *s = own(base);

	s->wait_ms = WAIT_READ_MS;
	return sqlite_run_id(s, STMT_PROBE, "cannot be read");
}

const struct store_backend store_sqlite = {
	.scheme = "sqlite",
	.held = &sqlite_held,
	.outbox = &sqlite_outbox,
	.removal = &sqlite_removal,
	.rights = &sqlite_rights,
	.intake = &sqlite_intake,
	.doubt = &sqlite_doubt,
	.sales = &sqlite_sales,
	.tally = &sqlite_tally,
	.staff = &sqlite_staff,
	.backup = &sqlite_backup,
	.rekey = &sqlite_rekey,
	.spelling = &sqlite_spelling,
	.open = backend_open,
	.close = backend_close,
	.session_new = sqlite_session_new,
	.session_free = sqlite_session_free,
	.probe = probe,
	.record = sqlite_record,
	.record_sync = sqlite_record_sync,
	.read_begin = sqlite_read_begin,
	.lookup_begin = sqlite_lookup_begin,
	.read_end = sqlite_read_end,
	.subject_get = sqlite_subject_get,
	.write_begin = sqlite_write_begin,
	.write_commit = sqlite_write_commit,
	.write_rollback = sqlite_write_rollback,
	.person_get = sqlite_person_get,
	.person_put = sqlite_person_put,
	.past_contact_add = sqlite_past_contact_add,
	.past_failure_add = sqlite_past_failure_add,
	.past_relation_add = sqlite_past_relation_add,
	.grant_add = sqlite_grant_add,
	.withdrawal_add = sqlite_withdrawal_add,
	.objection_add = sqlite_objection_add,
	.objection_remove = sqlite_objection_remove,
	.lift_add = sqlite_lift_add,
	.silence_add = sqlite_silence_add,
	.silence_each = sqlite_silence_each,
	.subjects_each = sqlite_subjects_each,
	.subjects_count = sqlite_subjects_count,
	.facts_each = sqlite_facts_each,
	.journal_add = sqlite_journal_add,
	.journal_each = sqlite_journal_each,
	.clock_latest = sqlite_clock_latest,
	.clock_forget = sqlite_clock_forget,
	.journal_due = sqlite_journal_due,
	.journal_trim = sqlite_journal_trim,
	.journal_heads = sqlite_journal_heads,
	.journal_holds = sqlite_journal_holds,
	.journal_verify = sqlite_journal_verify,
	.facts_verify = sqlite_facts_verify,
};
