/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/desk/lane.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define THREADS_MAX 8

struct lane {
	struct lane_options options;
	pthread_mutex_t lock;
	pthread_cond_t comes;
	struct waiting *first, **last;
	size_t len;
	bool ends;
	pthread_t threads[THREADS_MAX];
	unsigned started;
};

struct waiting *waiting_new(void)
{
	struct waiting *w = calloc(1, sizeof(*w));

	if (w)
		wire_frame_init(&w->frame);
	return w;
}

void waiting_free(struct waiting **waiting)
{
	struct waiting *w = *waiting;

	if (!w)
		return;
	wire_request_free(&w->request);
	wire_frame_free(&w->frame);
	free(w);
	*waiting = NULL;
}

/* NULL: the lane ends, and nothing waits any more. */
static struct waiting *next(struct lane *lane)
{
	struct waiting *w;

	pthread_mutex_lock(&lane->lock);
	while (!lane->first && !lane->ends)
		pthread_cond_wait(&lane->comes, &lane->lock);
	w = lane->first;
	if (w) {
		lane->first = w->next;
		if (!lane->first)
			lane->last = &lane->first;
		lane->len--;
	}
	pthread_mutex_unlock(&lane->lock);
	return w;
}

static void *run(void *arg)
{
	struct lane *lane = arg;
	void *clerk = lane->options.begin(lane->options.arg);
	struct waiting *w;

	while ((w = next(lane))) {
		lane->options.work(clerk, w);
		waiting_free(&w);
	}
	lane->options.end(clerk);
	return NULL;
}

enum err lane_new(const struct lane_options *options, struct lane **lane_r)
{
	struct lane *lane = calloc(1, sizeof(*lane));

	*lane_r = lane;
	if (!lane)
		return ERR_NOMEM;
	lane->options = *options;
	lane->last = &lane->first;
	pthread_mutex_init(&lane->lock, NULL);
	pthread_cond_init(&lane->comes, NULL);
	while (lane->started < options->threads &&
		lane->started < THREADS_MAX) {
		if (pthread_create(&lane->threads[lane->started], NULL, run,
			    lane) != 0) {
			lane_free(lane_r);
			return ERR_UNAVAILABLE;
		}
		lane->started++;
	}
	return ERR_OK;
}

void lane_free(struct lane **lane)
{
	struct lane *l = *lane;

	if (!l)
		return;
	pthread_mutex_lock(&l->lock);
	l->ends = true;
	pthread_cond_broadcast(&l->comes);
	pthread_mutex_unlock(&l->lock);
	for (unsigned i = 0; i < l->started; i++)
		pthread_join(l->threads[i], NULL);
	pthread_cond_destroy(&l->comes);
	pthread_mutex_destroy(&l->lock);
	free(l);
	*lane = NULL;
}

enum err lane_put(struct lane *lane, struct waiting **waiting)
{
	struct waiting *w = *waiting;
	enum err e = ERR_OK;

	pthread_mutex_lock(&lane->lock);
	if (lane->len >= lane->options.max) {
		e = ERR_LIMIT;
	} else {
		w->next = NULL;
		*lane->last = w;
		lane->last = &w->next;
		lane->len++;
		*waiting = NULL;
		pthread_cond_signal(&lane->comes);
	}
	pthread_mutex_unlock(&lane->lock);
	return e;
}
