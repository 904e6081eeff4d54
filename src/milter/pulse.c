/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/pulse.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "milter/relief.h"

/* Callbacks take long: a session may wait behind them. */
#define TICK_BUSY_NS 4000000
/* Mail flows, and nobody waits long. */
#define TICK_ACTIVE_NS 100000000
#define TICK_IDLE_NS 1000000000
/* Ticks without a callback until we sleep. */
#define QUIET_TICKS 5
#define LOOK_EACH 5
/* What a callback must not take, and for how many ticks one is remembered
 * that did. */
#define LONG_NS 5000000
#define LONG_TICKS 250

struct pulse {
	const struct listening *listening;
	pthread_t thread;
	atomic_uint inside;
	atomic_bool has_moved; /* a callback began since the last tick */
	atomic_bool has_been_long; /* one ended that took long */
	atomic_bool hastens; /* long_ticks are left */
	atomic_bool sleeps;
	atomic_ullong pulses;
	struct relief relief;
	bool is_short; /* descriptors ran out not long ago */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	unsigned looks;
	unsigned long_ticks; /* left, of LONG_TICKS */
	bool hurries;
	bool stops;
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void wake_up(struct pulse *pulse)
{
	pthread_mutex_lock(&pulse->lock);
	pthread_cond_signal(&pulse->wake);
	pthread_mutex_unlock(&pulse->lock);
}

int64_t pulse_enter(struct pulse *pulse)
{
	atomic_fetch_add_explicit(&pulse->inside, 1, memory_order_relaxed);
	if (!atomic_load_explicit(&pulse->has_moved, memory_order_relaxed))
		atomic_store_explicit(
			&pulse->has_moved, true, memory_order_relaxed);
	if (atomic_load_explicit(&pulse->sleeps, memory_order_relaxed))
		wake_up(pulse);
	return now_ns();
}

/* The first that took long calls for the quick beat at once. */
void pulse_leave(struct pulse *pulse, int64_t entered_ns)
{
	if (now_ns() - entered_ns >= LONG_NS &&
		!atomic_exchange(&pulse->has_been_long, true) &&
		!atomic_load_explicit(&pulse->hastens, memory_order_relaxed))
		wake_up(pulse);
	atomic_fetch_sub_explicit(&pulse->inside, 1, memory_order_release);
}

unsigned pulse_inside(const struct pulse *pulse)
{
	return atomic_load_explicit(&pulse->inside, memory_order_acquire);
}

struct pulse_counts pulse_counts(const struct pulse *pulse)
{
	return (struct pulse_counts){
		.pulses = atomic_load(&pulse->pulses),
		.refused = relief_refused(&pulse->relief),
	};
}

static void beat(struct pulse *p)
{
	int fd = listening_connect(p->listening);

	if (fd >= 0)
		close(fd);
	atomic_fetch_add_explicit(&p->pulses, 1, memory_order_relaxed);
}

void pulse_hurry(struct pulse *pulse)
{
	pthread_mutex_lock(&pulse->lock);
	pulse->hurries = true;
	pthread_cond_signal(&pulse->wake);
	pthread_mutex_unlock(&pulse->lock);
}

static void wait_ns(struct pulse *p, long ns)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (until.tv_nsec + ns) / 1000000000;
	until.tv_nsec = (until.tv_nsec + ns) % 1000000000;
	pthread_cond_timedwait(&p->wake, &p->lock, &until);
}

static long tick_ns(const struct pulse *p, bool is_quiet)
{
	if (p->hurries || (p->long_ticks > 0 && pulse_inside(p) > 0))
		return TICK_BUSY_NS;
	if (is_quiet && !p->is_short)
		return TICK_IDLE_NS;
	return TICK_ACTIVE_NS;
}

/* Not at every tick, while all is well. */
static void look(struct pulse *p, unsigned quiet)
{
	if (p->is_short || quiet >= QUIET_TICKS || ++p->looks % LOOK_EACH == 0)
		p->is_short = relief_look(&p->relief);
}

static void *run(void *arg)
{
	struct pulse *p = arg;
	unsigned quiet = QUIET_TICKS;

	pthread_mutex_lock(&p->lock);
	while (!p->stops) {
		bool is_quiet = quiet >= QUIET_TICKS && !p->hurries;

		atomic_store(&p->sleeps, is_quiet);
		wait_ns(p, tick_ns(p, is_quiet));
		atomic_store(&p->sleeps, false);
		if (p->stops)
			break;
		if (atomic_exchange(&p->has_moved, false) || p->hurries ||
			pulse_inside(p) > 0)
			quiet = 0;
		else
			quiet++;
		if (atomic_exchange(&p->has_been_long, false))
			p->long_ticks = LONG_TICKS;
		else if (p->long_ticks > 0)
			p->long_ticks--;
		atomic_store(&p->hastens, p->long_ticks > 0);
		pthread_mutex_unlock(&p->lock);
		if (quiet < QUIET_TICKS && !p->relief.is_away)
			beat(p);
		look(p, quiet);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

enum err pulse_start(
	const struct listening *listening, int handed, struct pulse **pulse_r)
{
	struct pulse *p = calloc(1, sizeof(*p));
	pthread_condattr_t attr;

	*pulse_r = NULL;
	if (!p)
		return ERR_NOMEM;
	p->listening = listening;
	if (relief_init(&p->relief, listening->fd, handed)) {
		free(p);
		return ERR_IO;
	}
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&p->thread, NULL, run, p) != 0) {
		relief_end(&p->relief);
		free(p);
		return ERR_UNAVAILABLE;
	}
	*pulse_r = p;
	return ERR_OK;
}

void pulse_stop(struct pulse **pulse)
{
	struct pulse *p = *pulse;

	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stops = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	relief_end(&p->relief);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->wake);
	free(p);
	*pulse = NULL;
}
