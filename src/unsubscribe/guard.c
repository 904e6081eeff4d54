/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/guard.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct guarded {
	int fd;
	bool is_shut;
	int64_t since_ms;
	struct guarded *next, *before;
};

struct guard {
	int64_t patience_ms;
	void (*each_second)(void *arg);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool ends;
	struct guarded *first;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void shut_late(struct guard *g)
{
	int64_t now = now_ms();

	for (struct guarded *c = g->first; c; c = c->next) {
		if (c->is_shut || now - c->since_ms < g->patience_ms)
			continue;
		/* The descriptor stays open: who owns it closes it. */
		(void)shutdown(c->fd, SHUT_RDWR);
		c->is_shut = true;
	}
}

static void *run(void *arg)
{
	struct guard *g = arg;
	struct timespec until;

	pthread_mutex_lock(&g->lock);
	while (!g->ends) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec++;
		while (!g->ends &&
			pthread_cond_timedwait(&g->changed, &g->lock, &until) ==
				0)
			continue;
		if (g->ends)
			break;
		shut_late(g);
		pthread_mutex_unlock(&g->lock);
		g->each_second(g->arg);
		pthread_mutex_lock(&g->lock);
	}
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

static void guard_free(struct guard **guard)
{
	struct guard *g = *guard;

	while (g->first)
		guard_remove(g, g->first);
	pthread_cond_destroy(&g->changed);
	pthread_mutex_destroy(&g->lock);
	free(g);
	*guard = NULL;
}

enum err guard_start(int64_t patience_ms, void (*each_second)(void *arg),
	void *arg, struct guard **guard_r)
{
	struct guard *g = calloc(1, sizeof(*g));
	pthread_condattr_t attr;

	*guard_r = g;
	if (!g)
		return ERR_NOMEM;
	g->patience_ms = patience_ms;
	g->each_second = each_second;
	g->arg = arg;
	pthread_mutex_init(&g->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&g->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&g->thread, NULL, run, g) != 0) {
		guard_free(guard_r);
		return ERR_UNAVAILABLE;
	}
	return ERR_OK;
}

void guard_stop(struct guard **guard)
{
	struct guard *g = *guard;

	if (!g)
		return;
	pthread_mutex_lock(&g->lock);
	g->ends = true;
	pthread_cond_signal(&g->changed);
	pthread_mutex_unlock(&g->lock);
	pthread_join(g->thread, NULL);
	guard_free(guard);
}

struct guarded *guard_add(struct guard *guard, int fd)
{
	struct guarded *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->fd = fd;
	c->since_ms = now_ms();
	pthread_mutex_lock(&guard->lock);
	c->next = guard->first;
	if (c->next)
		c->next->before = c;
	guard->first = c;
	pthread_mutex_unlock(&guard->lock);
	return c;
}

void guard_renew(struct guard *guard, struct guarded *connection)
{
	if (!connection)
		return;
	pthread_mutex_lock(&guard->lock);
	connection->since_ms = now_ms();
	pthread_mutex_unlock(&guard->lock);
}

void guard_remove(struct guard *guard, struct guarded *connection)
{
	if (!connection)
		return;
	pthread_mutex_lock(&guard->lock);
	if (connection->before)
		connection->before->next = connection->next;
	else
		guard->first = connection->next;
	if (connection->next)
		connection->next->before = connection->before;
	pthread_mutex_unlock(&guard->lock);
	free(connection);
}
