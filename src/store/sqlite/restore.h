/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * restore.h - a copy beside the store that it is to replace (the SQLite
 * backend's own header)
 *
 * The store in place is held under an exclusive lock, without a log, from
 * store_restore_lock() on: so nobody can write what would be lost, and no
 * log is left behind that SQLite would take for the new file's.
 *
 * Owns:    see store/backup.h
 * Threads: one at a time
 */
#ifndef ROBINSON_STORE_SQLITE_RESTORE_H
#define ROBINSON_STORE_SQLITE_RESTORE_H

#include "store/backup.h"
#include "store/sqlite/row_triggers.h"

struct sqlite_restore {
	struct store_restore base;
	char *path; /* of the store in place */
	char *copy; /* of what replaces it */
	int fd; /* of the copy, locked against a second restore */
	sqlite3 *db; /* the lock on the store in place; NULL: none */
	enum err found; /* of the store in place, by the lock */
	struct sqlite_row_keys row_keys; /* of "db" */
	bool is_kept; /* what it knows is in the copy */
	bool has_finished;
};

/* The connection's last failure: ERR_CORRUPT, or ERR_UNAVAILABLE when it is
 * used by another. */
enum err restore_fail_sqlite(
	struct sqlite_restore *r, const char *what, char *cause_r);

/* takeover.c */
enum err sqlite_restore_keep(struct store_restore *r,
	const struct keyfile *keys, bool journal_is_sound, int64_t since_utc,
	struct store_kept *kept_r, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

#endif
