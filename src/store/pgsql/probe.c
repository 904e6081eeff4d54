/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server that is silent is asked by a thread of its own until it answers:
 * meanwhile nobody for whom an MTA waits spends time on it.
 */
#include "base/clock.h"
#include "base/log.h"
#include "store/pgsql/pgsql_private.h"

#define PROBE_EACH_MS 1000
#define PROBE_MS 2000 /* for one answer; as long may a stop of the store take */

static bool is_out(struct pgsql_store *store)
{
	bool is;

	pthread_mutex_lock(&store->lock);
	is = store->is_out;
	pthread_mutex_unlock(&store->lock);
	return is;
}

static enum err probe(struct pgsql_session *s)
{
	enum err e;

	s->is_urgent = s->is_probe = true;
	s->until_ms = clock_monotonic_ms() + PROBE_MS;
	e = pgsql_ready(s);
	return e ? e : pgsql_exec(s, "SELECT 1", "cannot be read");
}

static void run(struct worker *worker, void *arg)
{
	struct pgsql_store *store = arg;
	struct store_session *s = NULL;

	while (worker_goes_on(worker)) {
		if (!is_out(store)) {
			worker_pause(worker, -1);
			continue;
		}
		if ((s || !pgsql_session_new(&store->base, &s)) &&
			!probe(pgsql_own(own(s))))
			pgsql_note_answer(store);
		else
			worker_sleep(worker, PROBE_EACH_MS);
	}
	if (s)
		pgsql_session_free(s);
}

void pgsql_note_answer(struct pgsql_store *store)
{
	pthread_mutex_lock(&store->lock);
	if (store->is_out)
		log_info("store: the server answers again");
	store->is_out = false;
	pthread_mutex_unlock(&store->lock);
}

/* The thread starts with the first silence, not with the store: a daemon may
 * fork in between. */
void pgsql_note_silence(struct pgsql_store *store)
{
	pthread_mutex_lock(&store->lock);
	if (!store->is_out)
		log_error("store: the server does not answer; marketing mail "
			  "is deferred until it does");
	store->is_out = true;
	if (!store->is_probing)
		store->is_probing =
			worker_start(store->prober, run, store) == ERR_OK;
	/* Without a thread the next to ask must find out. */
	store->is_out = store->is_probing;
	worker_wake(store->prober);
	pthread_mutex_unlock(&store->lock);
}

bool pgsql_is_out(struct pgsql_session *s)
{
	return s->is_urgent && !s->is_probe && is_out(pgsql_store_of(s));
}
