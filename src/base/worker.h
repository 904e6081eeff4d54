/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * worker.h - a thread that works until it is told to stop
 *
 * The thread pauses while it has nothing to do, and any other thread may wake
 * it. A worker that waits for descriptors of its own waits for worker_fd()
 * beside them.
 *
 * Units:   milliseconds of the monotonic clock
 * Errors:  ERR_NOMEM, ERR_IO: no descriptor; ERR_UNAVAILABLE: no thread
 * Owns:    worker_new() .. worker_free()
 * Threads: worker_new(), _start(), _stop() and _free() from one thread at a
 *          time; _wake() and _end() from all; the others from the worker's own
 *          thread
 */
#ifndef ROBINSON_BASE_WORKER_H
#define ROBINSON_BASE_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct worker;

/* No thread yet, so that a program may still fork. */
enum err worker_new(struct worker **worker_r) MUST_CHECK;
/* "run" returns soon after worker_goes_on() has become false. */
enum err worker_start(struct worker *worker,
	void (*run)(struct worker *worker, void *arg), void *arg) MUST_CHECK;
/* Calls worker_end() and waits for the thread, if there is one. Others may
 * still call worker_wake(). NULL is accepted. */
void worker_stop(struct worker *worker);
/* Stops the thread and frees the worker; no thread may use it any more. */
void worker_free(struct worker **worker);
/* Tells it to stop and does not wait: for several to end at once. */
void worker_end(struct worker *worker);

bool worker_goes_on(const struct worker *worker);
/* Waits until the worker is woken or told to stop, at most "ms" (-1: without
 * end). False: it is told to stop. A wake-up since the last pause counts. */
bool worker_pause(struct worker *worker, int64_t ms);
/* Waits for all of "ms", even if it is woken, unless it is told to stop. */
bool worker_sleep(struct worker *worker, int64_t ms);
void worker_wake(struct worker *worker);
/* For poll(): readable when it was woken or is to stop; worker_pause() with 0
 * takes note of it. */
int worker_fd(const struct worker *worker);

#endif
