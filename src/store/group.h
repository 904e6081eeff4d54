/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * group.h - one commit for all that wait
 *
 * Who comes while nobody commits, commits at once, with no other thread in
 * between. Who comes while another commits waits for it, and the first of
 * those commits for all of them together. Verdicts that must be on disk are
 * committed first and then synced, so that the store can be asked meanwhile;
 * with what is held, burnt or told it is one step, because on failure nothing
 * of that may be there.
 *
 * Errors:  where the sync fails verdicts are recorded and the caller is told
 *          that they are not: the message comes again, and counts once
 * Owns:    calls live on the stacks of their callers
 * Threads: group_commit() is called by many threads at once; the verbs
 *          are called by one at a time
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
	/* All that was committed before is on disk when it returns. */
	enum err (*sync)(void *arg);
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
