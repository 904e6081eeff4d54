/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/tally_thread.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/worker.h"

#define PAUSE_MS 60000
#define NAME "robinson-milter"

struct tally_thread {
	struct office *office;
	struct unnamed *unnamed;
	struct worker *worker;
};

/* If the store cannot be opened, the sessions that need it log that. */
static void flush(const struct tally_thread *t)
{
	char cause[DESK_CAUSE_SIZE];
	struct desk *desk = NULL;

	if (unnamed_is_empty(t->unnamed) ||
		desk_open(t->office, NAME, &desk, cause))
		return;
	if (unnamed_flush(t->unnamed, desk))
		log_warn(
			"counting mail that no section names: %s", desk->cause);
	desk_close(&desk);
}

static void run(struct worker *worker, void *arg)
{
	while (worker_sleep(worker, PAUSE_MS))
		flush(arg);
}

enum err tally_thread_start(struct office *office, struct unnamed *unnamed,
	struct tally_thread **thread_r)
{
	struct tally_thread *t = calloc(1, sizeof(*t));
	enum err e = t ? worker_new(&t->worker) : ERR_NOMEM;

	*thread_r = t;
	if (!e) {
		t->office = office;
		t->unnamed = unnamed;
		e = worker_start(t->worker, run, t);
	}
	if (e && t) {
		worker_free(&t->worker);
		free(t);
		*thread_r = NULL;
	}
	return e;
}

void tally_thread_stop(struct tally_thread **thread)
{
	if (!*thread)
		return;
	worker_free(&(*thread)->worker);
	flush(*thread);
	free(*thread);
	*thread = NULL;
}
