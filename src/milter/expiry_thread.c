/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/expiry_thread.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/worker.h"
#include "service/quarantine/dispatch_delete.h"

#define PAUSE_MS 60000
/* A clock that is not believed is told of once an hour. */
#define NOTICES_ROUNDS 60
/* Who deleted it, for the journal. */
#define NAME "robinson-milter"

struct expiry_thread {
	struct office *office;
	struct worker *worker;
	unsigned rounds; /* of our thread: since the clock was not believed */
};

static void expire(struct expiry_thread *t, struct desk *desk)
{
	struct dispatch *d = NULL;
	size_t deleted = 0;
	enum err e = dispatch_open(desk, &d);

	if (!e)
		e = dispatch_expire(d, NULL, &deleted);
	dispatch_close(&d);
	if (deleted > 0)
		log_info("quarantine: %zu deleted, their time has passed",
			deleted);
	if (e == ERR_LIMIT && t->rounds++ % NOTICES_ROUNDS == 0)
		log_warn("quarantine: %s", desk->cause);
	if (e != ERR_LIMIT)
		t->rounds = 0;
	if (e && e != ERR_LIMIT)
		log_warn("quarantine: deleting what was held too long: %s",
			desk->cause);
}

static void look(struct expiry_thread *t)
{
	const struct settings *s = office_settings(t->office);
	bool is_ours = s->hold_in == HOLD_IN_ROBINSON;
	char cause[DESK_CAUSE_SIZE];
	struct desk *desk = NULL;

	settings_unref(&s);
	/* If the store cannot be opened, the sessions that need it log that. */
	if (!is_ours || desk_open(t->office, NAME, &desk, cause))
		return;
	expire(t, desk);
	desk_close(&desk);
}

static void run(struct worker *worker, void *arg)
{
	do {
		look(arg);
	} while (worker_sleep(worker, PAUSE_MS));
}

enum err expiry_thread_start(
	struct office *office, struct expiry_thread **thread_r)
{
	struct expiry_thread *t = calloc(1, sizeof(*t));
	enum err e = t ? worker_new(&t->worker) : ERR_NOMEM;

	*thread_r = t;
	if (!e) {
		t->office = office;
		e = worker_start(t->worker, run, t);
	}
	if (e)
		expiry_thread_stop(thread_r);
	return e;
}

void expiry_thread_stop(struct expiry_thread **thread)
{
	if (!*thread)
		return;
	worker_free(&(*thread)->worker);
	free(*thread);
	*thread = NULL;
}
