/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/guard_private.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/worker.h"

struct guarded {
	int fd;
	bool is_shut;
	int64_t since_ms;
	int64_t patience_ms;
	struct guarded *next, *before;
};

struct guard {
	int64_t patience_ms;
	void (*each_second)(void *arg);
	void *arg;
	struct worker *worker;
	pthread_mutex_t lock;
	struct guarded *first;
};

static void shut_late(struct guard *g)
{
	int64_t now = clock_monotonic_ms();

	for (struct guarded *c = g->first; c; c = c->next) {
		if (c->is_shut || now - c->since_ms < c->patience_ms)
			continue;
		/* The descriptor stays open: who owns it closes it. */
		(void)shutdown(c->fd, SHUT_RDWR);
		c->is_shut = true;
	}
}

static void run(struct worker *worker, void *arg)
{
	struct guard *g = arg;

	while (worker_sleep(worker, 1000)) {
		pthread_mutex_lock(&g->lock);
		shut_late(g);
		pthread_mutex_unlock(&g->lock);
		g->each_second(g->arg);
	}
}

static void guard_free(struct guard **guard)
{
	struct guard *g = *guard;

	worker_free(&g->worker);
	while (g->first)
		guard_remove(g, g->first);
	pthread_mutex_destroy(&g->lock);
	free(g);
	*guard = NULL;
}

enum err guard_start(int64_t patience_ms, void (*each_second)(void *arg),
	void *arg, struct guard **guard_r)
{
	struct guard *g = calloc(1, sizeof(*g));
	enum err e;

	*guard_r = g;
	if (!g)
		return ERR_NOMEM;
	g->patience_ms = patience_ms;
	g->each_second = each_second;
	g->arg = arg;
	pthread_mutex_init(&g->lock, NULL);
	e = worker_new(&g->worker);
	if (!e)
		e = worker_start(g->worker, run, g);
	if (e)
		guard_free(guard_r);
	return e;
}

void guard_stop(struct guard **guard)
{
	if (*guard)
		guard_free(guard);
}

struct guarded *guard_add(struct guard *guard, int fd)
{
	struct guarded *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->fd = fd;
	c->since_ms = clock_monotonic_ms();
	c->patience_ms = guard->patience_ms;
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
	connection->since_ms = clock_monotonic_ms();
	connection->patience_ms = guard->patience_ms;
	pthread_mutex_unlock(&guard->lock);
}

void guard_allow(
	struct guard *guard, struct guarded *connection, int64_t patience_ms)
{
	if (!connection)
		return;
	pthread_mutex_lock(&guard->lock);
	connection->patience_ms = patience_ms;
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
