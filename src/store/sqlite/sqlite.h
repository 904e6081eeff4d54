/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sqlite.h - the SQLite backend's own header
 *
 * backend.c       the table of verbs; sessions are made and freed
 * stmt.c          the driver of store/sql: statements, prepared once for each
 *                 connection
 * transaction.c   how transactions begin and end
 * open.c          opens a connection; notices when the file was replaced
 * schema.c        tables and migrations
 * turn.c          fair turns at the write lock
 * upkeep.c        a thread for what must not hold up a verdict: checkpoints
 *                 and the fsync of "a moment later"
 * sealing.c       the migration that seals the plain texts of older stores
 * record.c        the group commit of verdicts
 * row_triggers.c  the triggers that digest wishes and restrictions
 * retire.c        closes a generation of keys
 * copy.c          a copy of the store as one file
 * peek.c          reads the address rules of a store that nobody opened
 * restore.c       puts a copy in the place of a store
 * takeover.c      what the copy takes over from that store
 * redo.c          takes in the STORE-redo file of an earlier version
 *
 * Each session has a connection of its own (SQLITE_OPEN_NOMUTEX), and so has
 * the group commit. The store is in WAL mode: readers never wait for a writer
 * and see all that was committed before they begin.
 */
#ifndef ROBINSON_STORE_SQLITE_SQLITE_H
#define ROBINSON_STORE_SQLITE_SQLITE_H

#include <stdatomic.h>

#include <sqlite3.h>
#include <sys/types.h>

#include "store/sql/sql.h"

struct upkeep {
	struct worker *worker;
	pthread_mutex_t lock; /* of is_started .. log_path */
	bool is_started;
	bool is_due; /* the log is long enough to be checkpointed */
	bool is_unsynced; /* a commit is not on disk yet */
	char *log_path; /* NULL: nothing was written yet */
	atomic_uint log_number; /* it may be another after a close */
	int log_fd; /* -1: not open; upkeep_sync()'s own */
	unsigned log_fd_number; /* what it was when log_fd was opened */
	pthread_mutex_t gate; /* a group commit, or an urgent checkpoint */
	atomic_int log_pages;
	/* The thread's own: how long the log may become before writers wait
	 * for a checkpoint. */
	int urgent_pages;
};

struct sqlite_session;

struct sqlite_store {
	struct store base;
	char *path;
	pthread_mutex_t create_lock;
	struct sqlite_session *writer; /* of the group commit; NULL: not yet */
	atomic_bool has_tidied; /* or tried to */
	struct upkeep upkeep;
};

/* On the monotonic clock. */
struct turn {
	int64_t wait_since_us;
	int64_t begun_us, left_us; /* the write lock, last taken and left */
	int64_t held_us; /* time with the lock since its last gap */
};

/* For the functions of row_triggers.c; "mac" is made when it is needed. */
struct sqlite_row_keys {
	const struct keyfile *keys;
	struct row_mac *mac;
};

struct sqlite_session {
	struct sql_session base;
	sqlite3 *db; /* NULL: not open */
	dev_t dev; /* of the file that is open */
	ino_t ino;
	bool is_broken; /* to be opened anew when no transaction is left */
	bool is_full_sync;
	bool tells_unsynced; /* its commit does, where it is not */
	int cache_kib; /* 0: a reader's */
	struct turn turn;
	struct sqlite_stmt *stmts[STMT_COUNT];
	struct sqlite_row_keys row_keys;
};

static inline struct sqlite_session *sqlite_own(struct sql_session *s)
{
	return (struct sqlite_session *)s;
}

static inline struct sqlite_store *sqlite_store_of(struct sqlite_session *s)
{
	return (struct sqlite_store *)s->base.base.store;
}

/* open.c */
enum err sqlite_session_open(struct sqlite_session *s) MUST_CHECK;
void sqlite_session_shut(struct sqlite_session *s);
/* Open, and still the file that the path names. */
enum err sqlite_session_ready(struct sqlite_session *s) MUST_CHECK;
/* Whether it is open and still that file. */
bool sqlite_session_is_current(const struct sqlite_session *s);
/* The connection's last failure as an error and a cause. */
enum err sqlite_fail(struct sqlite_session *s, const char *what);
enum err sqlite_exec(struct sqlite_session *s, const char *sql) MUST_CHECK;

/* turn.c */
/* SQLite's busy handler, "arg" the session: 0 when wait_ms have passed. */
int turn_wait(void *arg, int count);
/* Before a write transaction: where this session has had the lock for 100 ms,
 * it leaves it free for two. */
void turn_await(struct sqlite_session *s);
/* The session has taken the lock; it has released it. */
void turn_begun(struct sqlite_session *s);
void turn_ended(struct sqlite_session *s);

/* sealing.c: the step of schema.c; the rest of the work is done by
 * sqlite_tidy(), once in each store that is opened, where it is due. */
enum err sqlite_seal_texts(struct sqlite_session *s, bool is_new) MUST_CHECK;
void sqlite_tidy(struct sqlite_session *s);

/* schema.c */
enum err sqlite_schema_ready(struct sqlite_session *s) MUST_CHECK;

/* stmt.c */
extern const struct sql_driver sqlite_driver;
void sqlite_stmts_finalize(struct sqlite_session *s);

/* transaction.c */
enum err sqlite_driver_read_begin(struct sql_session *s) MUST_CHECK;
void sqlite_driver_read_end(struct sql_session *s);
enum err sqlite_driver_write_begin(
	struct sql_session *s, const struct sql_writing *writing) MUST_CHECK;
enum err sqlite_driver_write_commit(struct sql_session *s) MUST_CHECK;
void sqlite_driver_write_rollback(struct sql_session *s);
enum err sqlite_scrub(struct sql_session *s) MUST_CHECK;

/* retire.c: by which a table takes no rows of a retired generation. */
#define RETIRED_TRIGGER_SIZE 256
void sqlite_retired_trigger(char sql_r[RETIRED_TRIGGER_SIZE], const char *table,
	unsigned generation);
enum err sqlite_close_generation(
	struct sql_session *s, unsigned generation) MUST_CHECK;

/* record.c */
enum err sqlite_record(struct store *store, struct group_call *first,
	enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;
enum err sqlite_record_sync(
	struct store *store, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* redo.c: what an earlier version left in STORE-redo goes into the journal.
 * What cannot be done now is logged and done at the next opening. */
void sqlite_redo_take_in(struct sqlite_session *s);

/* copy.c */
enum err sqlite_copy(
	struct store_session *s, const char *directory, int *fd_r) MUST_CHECK;

/* peek.c */
extern const struct store_spelling_backend sqlite_spelling;

/* restore.c */
extern const struct store_backup_backend sqlite_backup;
/* upkeep.c */
enum err upkeep_init(struct upkeep *u) MUST_CHECK;
void upkeep_stop(struct upkeep *u);
/* After a commit that waits for the disk "a moment later". */
void upkeep_unsynced(struct sqlite_store *store);
/* What is to be synced is the log of this session, of whichever file it is open
 * on now, be its path a link or not. */
enum err upkeep_log_of_session(struct sqlite_session *s) MUST_CHECK;
/* The log's commits until now are on disk. ERR_IO: errno says why not. Called
 * by one thread at a time. */
enum err upkeep_sync(struct sqlite_store *store) MUST_CHECK;
/* A connection's commits report the length of the log. */
void upkeep_watch(struct sqlite_session *s);

/* backend.c */
enum err sqlite_session_new(
	struct store *store, struct store_session **s_r) MUST_CHECK;
void sqlite_session_free(struct store_session *s);

#endif
