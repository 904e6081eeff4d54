/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/group.h"

#include <assert.h>

#include "base/clock.h"

void group_init(struct group *group, const struct group_verbs *verbs, void *arg)
{
	*group = (struct group){.verbs = *verbs, .arg = arg};
	pthread_mutex_init(&group->lock, NULL);
}

void group_free(struct group *group)
{
	pthread_mutex_destroy(&group->lock);
}

/* A held message, a burnt token or a letter must not be in the store if the
 * disk fails: then commit and sync are one step. */
static bool is_whole(const struct group_call *call)
{
	return call->hold || call->burn || call->letter;
}

/* If one call must be on disk, all of them are synced. */
static enum err commit_and_sync(struct group *group, struct group_call *first)
{
	bool must_sync = false, in_one_step = false;
	enum err e;

	for (struct group_call *c = first; c; c = c->next) {
		must_sync = must_sync || c->sync == JOURNAL_SYNC_COMMIT;
		in_one_step = in_one_step || is_whole(c);
	}
	in_one_step = in_one_step && must_sync;
	e = group->verbs.commit(group->arg, first,
		in_one_step ? JOURNAL_SYNC_COMMIT : JOURNAL_SYNC_WRITE);
	return e || in_one_step || !must_sync ? e :
						group->verbs.sync(group->arg);
}

static enum err commit(struct group *group, struct group_call *first)
{
	int64_t begin_ns = clock_monotonic_ns();
	enum err e = commit_and_sync(group, first);

	if (group->verbs.took)
		group->verbs.took(
			group->arg, clock_monotonic_ns() - begin_ns, e);
	return e;
}

static void commit_each(struct group *group, struct group_call *first)
{
	while (first) {
		struct group_call *next = first->next;

		first->next = NULL;
		first->result = commit(group, first);
		first->next = next;
		first = next;
	}
}

/* Where one call's records are at fault (too long, ...), the others must not
 * suffer for it. */
static void commit_all(struct group *group, struct group_call *first)
{
	enum err e = commit(group, first);

	if (e && e != ERR_UNAVAILABLE && first->next) {
		commit_each(group, first);
		return;
	}
	for (struct group_call *c = first; c; c = c->next)
		c->result = e;
}

/* Called with the lock held, which is released during the commit. */
static void lead(struct group *group, const struct group_call *own)
{
	struct group_call *batch = group->first;

	assert(batch); /* our own call is in it */
	group->first = group->last = NULL;
	pthread_mutex_unlock(&group->lock);
	commit_all(group, batch);
	pthread_mutex_lock(&group->lock);
	while (batch) {
		struct group_call *next = batch->next;

		batch->is_done = true;
		if (batch != own)
			pthread_cond_signal(&batch->wake);
		batch = next;
	}
	group->is_busy = group->first != NULL;
	if (group->is_busy) {
		group->first->leads = true;
		pthread_cond_signal(&group->first->wake);
	}
}

enum err group_commit(struct group *group, struct group_call *call)
{
	call->next = NULL;
	call->is_done = call->leads = false;
	call->result = ERR_OK;
	pthread_cond_init(&call->wake, NULL);

	pthread_mutex_lock(&group->lock);
	if (group->last)
		group->last->next = call;
	else
		group->first = call;
	group->last = call;
	if (!group->is_busy)
		group->is_busy = call->leads = true;
	while (!call->is_done && !call->leads)
		pthread_cond_wait(&call->wake, &group->lock);
	if (!call->is_done)
		lead(group, call);
	pthread_mutex_unlock(&group->lock);
	pthread_cond_destroy(&call->wake);
	return call->result;
}
