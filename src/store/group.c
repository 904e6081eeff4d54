/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/group.h"

#include <assert.h>

void group_init(struct group *group,
	enum err (*commit)(
		void *arg, struct group_call *first, enum journal_sync sync),
	void *arg)
{
	*group = (struct group){.commit = commit, .arg = arg};
	pthread_mutex_init(&group->lock, NULL);
}

void group_free(struct group *group)
{
	pthread_mutex_destroy(&group->lock);
}

static void commit_each(struct group *group, struct group_call *first)
{
	while (first) {
		struct group_call *next = first->next;

		first->next = NULL;
		first->result = group->commit(group->arg, first, first->sync);
		first->next = next;
		first = next;
	}
}

/* The strictest wish for the disk holds for all. Where one call's records
 * are at fault (too long, ...), the others must not suffer for it. */
static void commit_all(struct group *group, struct group_call *first)
{
	enum journal_sync sync = JOURNAL_SYNC_WRITE;
	enum err e;

	for (struct group_call *c = first; c; c = c->next)
		if (c->sync == JOURNAL_SYNC_COMMIT)
			sync = JOURNAL_SYNC_COMMIT;
	e = group->commit(group->arg, first, sync);
	if (e && e != ERR_UNAVAILABLE && first->next) {
		commit_each(group, first);
		return;
	}
	for (struct group_call *c = first; c; c = c->next)
		c->result = e;
}

/* Called with the lock held; gives it up while it commits. */
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
