/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * test_clock.h - a clock that a test sets, and a store that is slow
 *
 * ROBINSON_TEST_CLOCK names a file with the instant to take for now: seconds
 * since 1970, or a date in UTC as 2018-05-28T10:00:00Z. It is read at each
 * question. Without the variable, or without such a file, it is the system's
 * clock. ROBINSON_TEST_STORE_DELAY_MS makes each answer of the store wait.
 *
 * Threads: the clock and the hooks may be used by all threads
 */
#ifndef ROBINSON_TESTS_TEST_CLOCK_H
#define ROBINSON_TESTS_TEST_CLOCK_H

#include "base/clock.h"
#include "store/store.h"

struct test_clock {
	const char *path; /* NULL: the system's clock */
	unsigned delay_ms;
	struct clock_source clock;
	struct store_hooks hooks;
};

/* From the environment; "t" outlives the use of its clock and hooks. */
void test_clock_init(struct test_clock *t);

#endif
