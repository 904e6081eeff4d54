/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * group.h - one commit for all threads that wait
 *
 * A thread that calls while no other one commits does so at once, itself.
 * Threads that call during a commit wait for its end; then the first of them
 * commits for all of them. Verdicts that must be on disk are committed first
 * and then synced, so that the store can be asked meanwhile. Where a held
 * message, a burnt token or a letter comes with them, commit and sync are one
 * step: if the disk fails, none of these may be in the store.
 *
 * Errors:  where the sync fails, the verdicts are in the store and the caller
 *          gets an error all the same: the message comes again, and counts once
 * Owns:    calls live on the stacks of their callers
 * Threads: group_commit() is called by many threads at once; the verbs are
 *          called by one thread at a time
 */
#ifndef ROBINSON_STORE_GROUP_H
#define ROBINSON_STORE_GROUP_H

#include <pthread.h>

#include "store/store.h"

struct store_burn;
struct store_hold;
struct store_letter;

struct group_call {
	struct store_record *records;
	size_t len;
	enum journal_sync sync;
	struct store_hold *hold; /* NULL: none */
	const struct store_burn *burn; /* NULL: none */
	struct store_letter *letter; /* NULL: none */
	struct group_call *next;
	/* The group's own: */
	enum err result;
	bool is_done;
	bool leads;
	pthread_cond_t wake;
};

struct group_verbs {
	/* All or nothing of the calls linked from "first". */
	enum err (*commit)(
		void *arg, struct group_call *first, enum journal_sync sync);
	/* All that was committed before the call is on disk when it returns. */
	enum err (*sync)(void *arg);
	/* How long both took together, and how it ended; NULL: nobody asks. */
	void (*took)(void *arg, int64_t ns, enum err e);
};

struct group {
	struct group_verbs verbs;
	void *arg;
	pthread_mutex_t lock;
	struct group_call *first, *last;
	bool is_busy;
};

void group_init(
	struct group *group, const struct group_verbs *verbs, void *arg);
void group_free(struct group *group);

/* "call" has its first six members set. */
enum err group_commit(struct group *group, struct group_call *call) MUST_CHECK;

#endif
