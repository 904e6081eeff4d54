/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.h - where "now" comes from, and how long something takes
 *
 * Programs are given a clock by their main(); nothing else asks the system
 * for the time of day. Tests give a clock of their own. How long something
 * takes, or may take, is measured by the monotonic clock: it only goes
 * forward, whatever is done to the time of day, and begins anywhere.
 *
 * Units:   clock_now(): seconds since 1970-01-01T00:00:00Z
 * Threads: all functions may be called from any thread
 */
#ifndef ROBINSON_BASE_CLOCK_H
#define ROBINSON_BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

struct clock_source {
	int64_t (*now_utc)(void *arg);
	void *arg;
};

extern const struct clock_source clock_system;

static inline int64_t clock_now(const struct clock_source *c)
{
	return c->now_utc(c->arg);
}

int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_ns(void);

/* Ends early where a signal is caught. */
void clock_pause_ns(int64_t ns);

/* Nanoseconds since 1970-01-01T00:00:00Z, as the dates of files (st_mtim) are
 * told: for names that sort by date, and to compare with those dates. */
int64_t clock_file_ns(void);

/* The instant so long from now, for pthread_cond_timedwait() of a condition
 * that clock_cond_init() has made. */
struct timespec clock_monotonic_in(int64_t ms);
void clock_cond_init(pthread_cond_t *cond);

#endif
