/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock.h - where "now" comes from
 *
 * Programs are given a clock by their main(); nothing else asks the system
 * for the time of day. Tests give a clock of their own.
 *
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Threads: clock_now() may be called from any thread.
 */
#ifndef ROBINSON_BASE_CLOCK_H
#define ROBINSON_BASE_CLOCK_H

#include <stdint.h>

struct clock_source {
	int64_t (*now_utc)(void *arg);
	void *arg;
};

extern const struct clock_source clock_system;

static inline int64_t clock_now(const struct clock_source *c)
{
	return c->now_utc(c->arg);
}

#endif
