/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"

static int64_t system_now_utc(void *arg)
{
	struct timespec ts;

	(void)arg;
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

const struct clock_source clock_system = {system_now_utc, 0};

static int64_t now_ns(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t clock_file_ns(void)
{
	return now_ns(CLOCK_REALTIME);
}

int64_t clock_monotonic_ns(void)
{
	return now_ns(CLOCK_MONOTONIC);
}

int64_t clock_monotonic_ms(void)
{
	return clock_monotonic_ns() / 1000000;
}

static struct timespec timespec_of(int64_t ns)
{
	return (struct timespec){
		.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
}

void clock_pause_ns(int64_t ns)
{
	struct timespec pause = timespec_of(ns);

	nanosleep(&pause, NULL);
}

struct timespec clock_monotonic_in(int64_t ms)
{
	return timespec_of(clock_monotonic_ns() + ms * 1000000);
}

void clock_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}
