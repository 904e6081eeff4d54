/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

#define PAGES_DUE 4000 /* 8 MB of log: worth a checkpoint */
#define PAGES_URGENT 24000 /* 48 MB: writers wait for one that begins anew */
#define PAGES_SHORT 1000 /* a rest that is soon copied */
#define ROUNDS_MAX 6
#define WAIT_URGENT_MS 100
#define MOMENT_S 1

void upkeep_init(struct upkeep *u)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&u->lock, NULL);
	pthread_mutex_init(&u->gate, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&u->wake, &attr);
	pthread_condattr_destroy(&attr);
	atomic_init(&u->log_pages, 0);
}

/*
 * An fsync through any descriptor writes out the file. SQLite takes its locks
 * on the database and the shared memory, never on the log: closing this
 * descriptor drops none.
 */
static void sync_log(const struct sqlite_store *store)
{
	size_t size = strlen(store->path) + sizeof("-wal");
	char *path = malloc(size);
	int fd;

	if (!path)
		return;
	snprintf(path, size, "%s-wal", store->path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return; /* checkpointed and gone: on disk */
	if (fdatasync(fd) < 0)
		log_error(
			"store: the log cannot be synced: %s", strerror(errno));
	close(fd);
}

/*
 * Readers and writers go on meanwhile. As long as a writer adds to the log,
 * it never begins anew; at last writers have to wait for a copy of the rest,
 * which each round leaves shorter.
 */
static void checkpoint(struct sqlite_session *s)
{
	struct sqlite_store *store = sqlite_store_of(s);
	struct upkeep *u = &store->upkeep;
	int pages = 0, done = 0, before;

	if (sqlite_session_ready(s))
		return;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		before = pages;
		sqlite3_wal_checkpoint_v2(
			s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
		if (pages < PAGES_URGENT)
			return;
		if (pages - before < PAGES_SHORT)
			break;
	}
	pthread_mutex_lock(&u->gate);
	s->wait_ms = WAIT_URGENT_MS;
	sqlite3_wal_checkpoint_v2(
		s->db, NULL, SQLITE_CHECKPOINT_RESTART, &pages, &done);
	pthread_mutex_unlock(&u->gate);
}

/* Waits for something to do; false: it is over. A commit that nobody waits
 * for may be followed by others within the moment. */
static bool wait_for_work(struct upkeep *u, bool *sync_r, bool *checkpoint_r)
{
	struct timespec until;
	int waited = 0;
	bool goes_on;

	pthread_mutex_lock(&u->lock);
	while (!u->is_stopping && !u->is_due && !u->is_unsynced)
		pthread_cond_wait(&u->wake, &u->lock);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += MOMENT_S;
	while (!u->is_stopping && !u->is_due && waited == 0)
		waited = pthread_cond_timedwait(&u->wake, &u->lock, &until);
	*sync_r = u->is_unsynced;
	*checkpoint_r = u->is_due;
	u->is_unsynced = u->is_due = false;
	goes_on = !u->is_stopping;
	pthread_mutex_unlock(&u->lock);
	return goes_on;
}

static void *run(void *arg)
{
	struct sqlite_store *store = arg;
	struct store_session *keeper = NULL;
	bool goes_on = true, must_sync, must_checkpoint;

	while (goes_on) {
		goes_on = wait_for_work(
			&store->upkeep, &must_sync, &must_checkpoint);
		if (must_sync)
			sync_log(store);
		if (must_checkpoint && !keeper &&
			sqlite_session_new(&store->base, &keeper))
			continue;
		if (must_checkpoint)
			checkpoint(own(keeper));
	}
	if (keeper)
		sqlite_session_free(keeper);
	return NULL;
}

/* Begun with the first work, not with the store: a daemon forks before. */
static void wake(struct sqlite_store *store)
{
	struct upkeep *u = &store->upkeep;

	if (u->is_started) {
		pthread_cond_signal(&u->wake);
		return;
	}
	u->is_started = pthread_create(&u->thread, NULL, run, store) == 0;
	if (!u->is_started)
		log_error("store: no thread for its upkeep");
}

void upkeep_unsynced(struct sqlite_store *store)
{
	struct upkeep *u = &store->upkeep;

	pthread_mutex_lock(&u->lock);
	if (!u->is_unsynced) {
		u->is_unsynced = true;
		wake(store);
	}
	pthread_mutex_unlock(&u->lock);
}

static int on_commit(void *arg, sqlite3 *db, const char *schema, int pages)
{
	struct sqlite_store *store = arg;
	struct upkeep *u = &store->upkeep;

	(void)db;
	(void)schema;
	if (pages < PAGES_DUE)
		return SQLITE_OK;
	/* Once for each further stretch, not at each commit beyond. */
	if (pages - atomic_load(&u->log_pages) < PAGES_DUE &&
		pages >= atomic_load(&u->log_pages))
		return SQLITE_OK;
	atomic_store(&u->log_pages, pages);
	pthread_mutex_lock(&u->lock);
	if (!u->is_due) {
		u->is_due = true;
		wake(store);
	}
	pthread_mutex_unlock(&u->lock);
	return SQLITE_OK;
}

/* Also ends SQLite's own checkpoints inside a commit. */
void upkeep_watch(struct sqlite_session *s)
{
	sqlite3_wal_hook(s->db, on_commit, sqlite_store_of(s));
}

void upkeep_stop(struct upkeep *u)
{
	pthread_mutex_lock(&u->lock);
	u->is_stopping = true;
	pthread_cond_signal(&u->wake);
	pthread_mutex_unlock(&u->lock);
	if (u->is_started)
		pthread_join(u->thread, NULL);
	pthread_cond_destroy(&u->wake);
	pthread_mutex_destroy(&u->gate);
	pthread_mutex_destroy(&u->lock);
}
