/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/worker.h"
#include "store/sqlite/sqlite.h"

#define PAGES_DUE 4000 /* 8 MB of log: worth a checkpoint */
#define PAGES_URGENT 24000 /* 48 MB: writers wait for one that begins anew */
#define PAGES_MOST 1000000 /* 2 GB: at most so much more with each try */
#define PAGES_SHORT 1000 /* a rest that is soon copied */
#define ROUNDS_MAX 6
#define WAIT_URGENT_MS 100
#define MOMENT_MS 1000

enum err upkeep_init(struct upkeep *u)
{
	enum err e = worker_new(&u->worker);

	if (e)
		return e;
	pthread_mutex_init(&u->lock, NULL);
	pthread_mutex_init(&u->gate, NULL);
	atomic_init(&u->log_pages, 0);
	atomic_init(&u->log_number, 1);
	u->urgent_pages = PAGES_URGENT;
	u->log_fd = -1;
	return ERR_OK;
}

enum err upkeep_log_of_session(struct sqlite_session *s)
{
	const char *log_path =
		sqlite3_filename_wal(sqlite3_db_filename(s->db, "main"));
	struct upkeep *u = &sqlite_store_of(s)->upkeep;
	enum err e = ERR_OK;

	pthread_mutex_lock(&u->lock);
	if (!u->log_path || strcmp(u->log_path, log_path) != 0) {
		free(u->log_path);
		u->log_path = strdup(log_path);
		e = u->log_path ? ERR_OK : ERR_NOMEM;
	}
	pthread_mutex_unlock(&u->lock);
	return e;
}

static char *copy_log_path(struct upkeep *u)
{
	char *path;

	pthread_mutex_lock(&u->lock);
	path = u->log_path ? strdup(u->log_path) : NULL;
	pthread_mutex_unlock(&u->lock);
	return path;
}

/*
 * An fsync through any descriptor writes out the file. SQLite takes its locks
 * on the database and the shared memory, never on the log: closing this
 * descriptor drops none.
 */
static void sync_a_moment_later(struct upkeep *u)
{
	char *path = copy_log_path(u);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	free(path);
	if (fd < 0)
		return; /* checkpointed and gone: on disk */
	if (fdatasync(fd) < 0)
		log_error(
			"store: the log cannot be synced: %s", strerror(errno));
	close(fd);
}

/* The file may be on disk and its name not. */
static enum err sync_directory(const char *path)
{
	char directory[PATH_MAX];

	file_directory(path, directory);
	return file_sync_directory(directory) ? ERR_OK : ERR_IO;
}

static void close_log(struct upkeep *u)
{
	if (u->log_fd >= 0)
		close(u->log_fd);
	u->log_fd = -1;
}

static enum err open_log(struct upkeep *u, unsigned number)
{
	char *path = copy_log_path(u);
	enum err e = path ? ERR_OK : ERR_IO;

	close_log(u);
	if (!e)
		u->log_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (!e)
		e = u->log_fd < 0 ? ERR_IO : sync_directory(path);
	if (e)
		close_log(u);
	u->log_fd_number = number;
	free(path);
	return e;
}

/* The descriptor stays open between calls: the kernel reports a failed write to
 * every descriptor that was open at that time, but not to one that is opened
 * after somebody was told. */
enum err upkeep_sync(struct sqlite_store *store)
{
	struct upkeep *u = &store->upkeep;
	unsigned number = atomic_load(&u->log_number);
	struct stat st;
	enum err e = ERR_OK;

	if (u->log_fd < 0 || u->log_fd_number != number)
		e = open_log(u, number);
	if (e)
		return e;
	if (fdatasync(u->log_fd) < 0 || fstat(u->log_fd, &st) < 0)
		return ERR_IO;
	if (st.st_nlink > 0)
		return ERR_OK;
	/* The file has no name any more: nobody will find again what is written
	 * there. */
	close_log(u);
	errno = ENOENT;
	return ERR_IO;
}

/* Writers wait while the last of the log is copied, and for whoever still reads
 * it. One who reads for longer than they may wait makes the wait vain: the next
 * comes when the log is half as long again, not with each checkpoint. */
static void begin_log_anew(struct sqlite_session *s)
{
	struct upkeep *u = &sqlite_store_of(s)->upkeep;
	int pages = 0, done = 0, status;

	pthread_mutex_lock(&u->gate);
	s->base.wait_ms = WAIT_URGENT_MS;
	status = sqlite3_wal_checkpoint_v2(
		s->db, NULL, SQLITE_CHECKPOINT_RESTART, &pages, &done);
	pthread_mutex_unlock(&u->gate);
	if (status == SQLITE_OK)
		u->urgent_pages = PAGES_URGENT;
	else if (u->urgent_pages < PAGES_MOST)
		u->urgent_pages += u->urgent_pages / 2;
}

/*
 * Readers and writers go on during a checkpoint. While a writer adds to the
 * log, SQLite cannot start it anew. Each round leaves a shorter rest; if that
 * is not enough, the log is begun anew while writers wait.
 */
static void checkpoint(struct sqlite_session *s)
{
	struct upkeep *u = &sqlite_store_of(s)->upkeep;
	int pages = 0, done = 0, before;

	if (sqlite_session_ready(s))
		return;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		before = pages;
		sqlite3_wal_checkpoint_v2(
			s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
		if (pages < PAGES_URGENT)
			u->urgent_pages = PAGES_URGENT;
		if (pages < u->urgent_pages)
			return;
		if (pages - before < PAGES_SHORT)
			break;
	}
	begin_log_anew(s);
}

static bool is_due(struct upkeep *u)
{
	bool is;

	pthread_mutex_lock(&u->lock);
	is = u->is_due;
	pthread_mutex_unlock(&u->lock);
	return is;
}

static bool has_work(struct upkeep *u)
{
	bool has;

	pthread_mutex_lock(&u->lock);
	has = u->is_due || u->is_unsynced;
	pthread_mutex_unlock(&u->lock);
	return has;
}

/* Waits for something to do; false: the thread is told to stop, after this.
 * After a commit that no caller waits for it waits a moment, for others to
 * follow. */
static bool wait_for_work(struct upkeep *u, bool *sync_r, bool *checkpoint_r)
{
	int64_t until_ms, left_ms = MOMENT_MS;
	bool goes_on;

	while (!has_work(u) && worker_pause(u->worker, -1))
		;
	until_ms = clock_monotonic_ms() + MOMENT_MS;
	while (!is_due(u) && left_ms > 0 && worker_pause(u->worker, left_ms))
		left_ms = until_ms - clock_monotonic_ms();
	/* Asked first: what was told before the stop is still done. */
	goes_on = worker_goes_on(u->worker);
	pthread_mutex_lock(&u->lock);
	*sync_r = u->is_unsynced;
	*checkpoint_r = u->is_due;
	u->is_unsynced = u->is_due = false;
	pthread_mutex_unlock(&u->lock);
	return goes_on;
}

static void run(struct worker *worker, void *arg)
{
	struct sqlite_store *store = arg;
	struct store_session *session = NULL;
	bool goes_on = true, must_sync, must_checkpoint;

	(void)worker;
	while (goes_on) {
		goes_on = wait_for_work(
			&store->upkeep, &must_sync, &must_checkpoint);
		if (must_sync)
			sync_a_moment_later(&store->upkeep);
		if (must_checkpoint && !session &&
			sqlite_session_new(&store->base, &session))
			continue;
		if (must_checkpoint)
			checkpoint(sqlite_own(own(session)));
	}
	if (session)
		sqlite_session_free(session);
}

/* Under the lock. The thread starts with the first work, not with the store: a
 * daemon may fork in between. */
static void wake(struct sqlite_store *store)
{
	struct upkeep *u = &store->upkeep;

	if (u->is_started) {
		worker_wake(u->worker);
		return;
	}
	u->is_started = worker_start(u->worker, run, store) == ERR_OK;
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
	/* Asked for again only after PAGES_DUE more pages, not at each
	 * commit. */
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
	worker_free(&u->worker);
	close_log(u);
	free(u->log_path);
	pthread_mutex_destroy(&u->gate);
	pthread_mutex_destroy(&u->lock);
}
