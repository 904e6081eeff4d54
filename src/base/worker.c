/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/worker.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"

struct worker {
	pthread_t thread;
	bool is_running;
	atomic_bool ends;
	int fd;
	void (*run)(struct worker *worker, void *arg);
	void *arg;
};

enum err worker_new(struct worker **worker_r)
{
	struct worker *w = calloc(1, sizeof(*w));

	*worker_r = w;
	if (!w)
		return ERR_NOMEM;
	w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->fd >= 0)
		return ERR_OK;
	free(w);
	*worker_r = NULL;
	return ERR_IO;
}

static void *work(void *arg)
{
	struct worker *w = arg;

	w->run(w, w->arg);
	return NULL;
}

enum err worker_start(struct worker *worker,
	void (*run)(struct worker *worker, void *arg), void *arg)
{
	worker->run = run;
	worker->arg = arg;
	if (pthread_create(&worker->thread, NULL, work, worker) != 0)
		return ERR_UNAVAILABLE;
	worker->is_running = true;
	return ERR_OK;
}

void worker_wake(struct worker *worker)
{
	/* A count that is full wakes as well. */
	(void)!eventfd_write(worker->fd, 1);
}

void worker_end(struct worker *worker)
{
	atomic_store(&worker->ends, true);
	worker_wake(worker);
}

void worker_stop(struct worker *worker)
{
	if (!worker)
		return;
	worker_end(worker);
	if (worker->is_running)
		pthread_join(worker->thread, NULL);
	worker->is_running = false;
}

void worker_free(struct worker **worker)
{
	struct worker *w = *worker;

	if (!w)
		return;
	worker_stop(w);
	close(w->fd);
	free(w);
	*worker = NULL;
}

bool worker_goes_on(const struct worker *worker)
{
	return !atomic_load(&worker->ends);
}

int worker_fd(const struct worker *worker)
{
	return worker->fd;
}

bool worker_pause(struct worker *worker, int64_t ms)
{
	struct pollfd p = {.fd = worker->fd, .events = POLLIN};
	eventfd_t count;

	if (worker_goes_on(worker))
		(void)poll(&p, 1, ms > INT_MAX ? INT_MAX : (int)ms);
	if (!worker_goes_on(worker))
		return false; /* and stays readable */
	(void)!eventfd_read(worker->fd, &count);
	return worker_goes_on(worker);
}

bool worker_sleep(struct worker *worker, int64_t ms)
{
	int64_t until_ms = clock_monotonic_ms() + ms, left = ms;

	while (left > 0 && worker_pause(worker, left))
		left = until_ms - clock_monotonic_ms();
	return worker_goes_on(worker);
}
