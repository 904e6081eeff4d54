/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/keeper.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/worker.h"
#include "service/dispatch_delete.h"

#define PAUSE_MS 60000
/* A clock that is not believed is told of once an hour. */
#define TELL_ROUNDS 60
/* Who deleted it, for the journal. */
#define NAME "robinson-milter"

struct keeper {
	struct office *office;
	struct worker *worker;
	unsigned rounds; /* of our thread: since the clock was not believed */
};

static void expire(struct keeper *k, struct desk *desk)
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
	if (e == ERR_LIMIT && k->rounds++ % TELL_ROUNDS == 0)
		log_warn("quarantine: %s", desk->cause);
	if (e != ERR_LIMIT)
		k->rounds = 0;
	if (e && e != ERR_LIMIT)
		log_warn("quarantine: deleting what was held too long: %s",
			desk->cause);
}

static void look(struct keeper *k)
{
	const struct settings *s = office_settings(k->office);
	bool is_ours = s->hold_in == HOLD_IN_ROBINSON;
	char cause[DESK_CAUSE_SIZE];
	struct desk *desk = NULL;

	settings_unref(&s);
	/* A store that is away is told of by those who need it. */
	if (!is_ours || desk_open(k->office, NAME, &desk, cause))
		return;
	expire(k, desk);
	desk_close(&desk);
}

static void run(struct worker *worker, void *arg)
{
	do {
		look(arg);
	} while (worker_sleep(worker, PAUSE_MS));
}

enum err keeper_start(struct office *office, struct keeper **keeper_r)
{
	struct keeper *k = calloc(1, sizeof(*k));
	enum err e = k ? worker_new(&k->worker) : ERR_NOMEM;

	*keeper_r = k;
	if (!e) {
		k->office = office;
		e = worker_start(k->worker, run, k);
	}
	if (e)
		keeper_stop(keeper_r);
	return e;
}

void keeper_stop(struct keeper **keeper)
{
	if (!*keeper)
		return;
	worker_free(&(*keeper)->worker);
	free(*keeper);
	*keeper = NULL;
}
