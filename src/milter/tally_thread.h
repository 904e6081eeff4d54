/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tally_thread.h - once a minute, what was counted goes into the store
 *
 * No message waits for it, and where the store is away the numbers wait in
 * memory.
 *
 * Threads: tally_thread_start() and tally_thread_stop() from one thread
 */
#ifndef ROBINSON_MILTER_TALLY_THREAD_H
#define ROBINSON_MILTER_TALLY_THREAD_H

#include "service/office/office.h"
#include "service/verdict/unnamed.h"

struct tally_thread;

/* Both are borrowed until tally_thread_stop(). */
enum err tally_thread_start(struct office *office, struct unnamed *unnamed,
	struct tally_thread **thread_r) MUST_CHECK;
/* Writes what is there, once. */
void tally_thread_stop(struct tally_thread **thread);

#endif
