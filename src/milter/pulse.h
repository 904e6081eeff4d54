/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pulse.h - keeps libmilter's pool of threads from starving a session
 *
 * A libmilter with a pool of workers (Debian's) hands a session that has
 * something to say to an idle worker; where several sessions speak up at once
 * and one worker is idle, all of them wait for that one, and no thread is
 * added: a session can then wait for the end of another one, seconds long. A
 * worker is added only by an event that finds nobody idle. So while mail
 * flows we make such events: a connection to our own socket, closed at once,
 * ten times a second, and every four milliseconds while callbacks take long.
 * libmilter wakes or adds a worker for it, and that worker, done with it in
 * microseconds, takes up a session that waits.
 *
 * The same thread watches the limit of open files (relief.h).
 *
 * Threads: pulse_enter() and pulse_leave() from all, nearly always lock-free
 */
#ifndef ROBINSON_MILTER_PULSE_H
#define ROBINSON_MILTER_PULSE_H

#include <stdint.h>

#include "base/err.h"
#include "base/listening.h"

struct pulse;

/* "listening" is borrowed until pulse_stop(); "handed" is libmilter's own
 * descriptor of it. */
enum err pulse_start(const struct listening *listening, int handed,
	struct pulse **pulse_r) MUST_CHECK;
void pulse_stop(struct pulse **pulse);

/* Around each callback that may take time; what entering gives, leaving
 * wants. */
int64_t pulse_enter(struct pulse *pulse);
void pulse_leave(struct pulse *pulse, int64_t entered_ns);
/* How many callbacks are under way. */
unsigned pulse_inside(const struct pulse *pulse);

/* From now on beat without a pause, so that the listener sees smfi_stop(),
 * which itself waits for the listener, at once. */
void pulse_hurry(struct pulse *pulse);

struct pulse_counts {
	uint64_t pulses;
	uint64_t refused; /* connections closed for want of descriptors */
};
struct pulse_counts pulse_counts(const struct pulse *pulse);

#endif
