/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * backup.h - a copy of the store as one file, and how a copy replaces the store
 *
 * A copy shows the store at one instant, while others read and write it. A copy
 * that is put back knows nothing of what happened since it was made. So it
 * takes over from the store that it replaces: objections, withdrawals and
 * restrictions, erasures, sends, held messages and letters that wait, accounts
 * of staff, and the journal where that goes on from the copy's own. Where the
 * store in place cannot be read, the copy is marked as unconfirmed: nobody is
 * answered from it until a person has said that it may be
 * (store_options.admits_unconfirmed).
 *
 * Errors:  as store.h; ERR_IO; others as said at the verbs. cause_r says it in
 *          words.
 * Owns:    store_restore_begin() is paired with store_restore_end(), which
 *          leaves the old store where store_restore_finish() was not reached
 * Threads: a session belongs to one thread; a restore alike
 * Source:  GDPR Art. 32(1)(b)-(c), 21(3), 7(3), 18, 17
 */
#ifndef ROBINSON_STORE_BACKUP_H
#define ROBINSON_STORE_BACKUP_H

#include "store/store.h"

/* A consistent copy in a file of "directory" that has no name and is gone
 * with its descriptor, which the caller closes; it is read from its start. */
enum err store_copy(
	struct store_session *s, const char *directory, int *fd_r) MUST_CHECK;

struct store_restore;

/* An empty file beside the store of "url", to be filled with a copy.
 * ERR_EXISTS: another restore is under way; ERR_INVALID: the URL is none
 * that has a file. */
enum err store_restore_begin(const char *url, struct store_restore **r_r,
	int *fd_r, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* The copy as a store of its own; all that was opened by it is closed before
 * the next verb. */
const char *store_restore_url(const struct store_restore *r);

/*
 * From now on nobody reads or writes the store in place. ERR_NOT_FOUND: there
 * is none; ERR_UNAVAILABLE: somebody uses it; ERR_CORRUPT: it cannot be read.
 */
enum err store_restore_lock(
	struct store_restore *r, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

struct store_kept {
	int64_t objections; /* that the copy did not have */
	int64_t withdrawals;
	int64_t restrictions;
	int64_t sends;
	int64_t erased; /* persons who asked for it since and were in it */
	int64_t held; /* messages in the quarantine now */
	bool is_unconfirmed; /* as the store in place was */
	bool has_journal; /* the present one, which goes on from the copy's */
};

/*
 * The copy takes over what it must know. Both have this program's schema and
 * one key file. "journal_is_sound": that of the store in place was verified.
 * Erasures count from "since_utc" on. ERR_CORRUPT: the store in place cannot
 * be read after all, and the copy is as it was.
 */
enum err store_restore_keep(struct store_restore *r, const struct keyfile *keys,
	bool journal_is_sound, int64_t since_utc, struct store_kept *kept_r,
	char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* The copy is the store. What could not be read is left beside it, under its
 * name and ".replaced". */
enum err store_restore_finish(
	struct store_restore *r, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;
void store_restore_end(struct store_restore **r);

/* Marks the store as unconfirmed, with the reason why nobody is answered from
 * it; NULL takes the mark away. Inside a write transaction. ERR_NOT_FOUND:
 * there was no mark. */
enum err store_unconfirmed_mark(
	struct store_session *s, const char *why) MUST_CHECK;

#endif
