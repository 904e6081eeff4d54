/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * courier.h - carries notices to the MTA, behind the back of the sessions
 *
 * A notice is written into the store with what it tells of (outbox.h), and
 * is gone from there only when the MTA has it, or has refused it for good, or
 * it has waited for a day: whatever becomes of the daemon, the sender hears.
 * A session reserves a place before, so that nobody is refused where notices
 * pile up, and posts the letter's id when the MTA has taken the answer; where
 * it does not come to that, the letter goes when COURIER_SETTLE_SECONDS have
 * passed. What is given up is in the log with the message's queue id.
 *
 * Shape:   at most COURIER_LETTERS letters and COURIER_BYTES wait in the
 *          store, as far as the courier has looked, reserved ones counted
 * Units:   seconds by the office's clock
 * Threads: all functions but _new, _start, _stop and _free from all threads
 * Source:  RFC 3464; RFC 5321 4.5.4.1
 */
#ifndef ROBINSON_MILTER_COURIER_H
#define ROBINSON_MILTER_COURIER_H

#include "service/office.h"

#define COURIER_LETTERS 1000
#define COURIER_BYTES ((size_t)32 << 20)
#define COURIER_SETTLE_SECONDS 60

struct courier;

/* "office" is borrowed until courier_stop(). */
enum err courier_new(
	struct office *office, struct courier **courier_r) MUST_CHECK;
/* Without it letters only wait. */
enum err courier_start(struct courier *c) MUST_CHECK;
/* Waits for what is under way; what is left waits for the next start. */
void courier_stop(struct courier *c);
/* Nobody uses it any more. */
void courier_free(struct courier **courier);

/* ERR_LIMIT: no place for a letter. */
enum err courier_reserve(struct courier *c) MUST_CHECK;
/* Gives the place back. */
void courier_cancel(struct courier *c);
/* The letter of that id may go now; uses the place that was reserved. */
void courier_post(struct courier *c, int64_t id);

/* How many wait, as far as this courier knows. */
size_t courier_waiting(struct courier *c);

#endif
