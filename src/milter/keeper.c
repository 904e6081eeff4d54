/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/keeper.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "service/dispatch_delete.h"

#define PAUSE_SECONDS 60
/* A clock that is not believed is told of once an hour. */
#define TELL_ROUNDS 60
/* Who deleted it, for the journal. */
#define NAME "robinson-milter"

struct keeper {
	struct office *office;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool ends;
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

static void *run(void *arg)
{
	struct keeper *k = arg;
	struct timespec until;

	pthread_mutex_lock(&k->lock);
	while (!k->ends) {
		pthread_mutex_unlock(&k->lock);
		look(k);
		pthread_mutex_lock(&k->lock);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += PAUSE_SECONDS;
		while (!k->ends &&
			pthread_cond_timedwait(&k->changed, &k->lock, &until) ==
				0)
			continue;
	}
	pthread_mutex_unlock(&k->lock);
	return NULL;
}

static void keeper_free(struct keeper *k)
{
	pthread_cond_destroy(&k->changed);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

enum err keeper_start(struct office *office, struct keeper **keeper_r)
{
	struct keeper *k = calloc(1, sizeof(*k));
	pthread_condattr_t attr;

	*keeper_r = NULL;
	if (!k)
		return ERR_NOMEM;
	k->office = office;
	pthread_mutex_init(&k->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&k->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&k->thread, NULL, run, k) != 0) {
		keeper_free(k);
		return ERR_UNAVAILABLE;
	}
	*keeper_r = k;
	return ERR_OK;
}

void keeper_stop(struct keeper **keeper)
{
	struct keeper *k = *keeper;

	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	k->ends = true;
	pthread_cond_signal(&k->changed);
	pthread_mutex_unlock(&k->lock);
	pthread_join(k->thread, NULL);
	keeper_free(k);
	*keeper = NULL;
}
