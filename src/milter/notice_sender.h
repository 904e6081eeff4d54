/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice_sender.h - a thread that sends notices, so that no session waits for
 * that
 *
 * A notice is written into the store with what it tells of (outbox.h), and is
 * gone from there only when the MTA has it, or has refused it for good, or it
 * has waited for a day: whatever becomes of the daemon, the sender hears. A
 * session first reserves a place, so that nobody is refused where notices pile
 * up, and posts the letter's id when the MTA has taken the answer. A letter
 * that is never posted goes when NOTICE_SENDER_SETTLE_SECONDS have passed. A
 * notice that is given up is logged with the message's queue id.
 *
 * Shape:   at most NOTICE_SENDER_LETTERS letters and NOTICE_SENDER_BYTES
 *          wait in the store, as far as its thread has looked, reserved ones
 *          counted
 * Units:   seconds by the office's clock
 * Threads: all functions but _new, _start, _stop and _free from all threads
 * Source:  RFC 3464; RFC 5321 4.5.4.1
 */
#ifndef ROBINSON_MILTER_NOTICE_SENDER_H
#define ROBINSON_MILTER_NOTICE_SENDER_H

#include "service/office/office.h"

#define NOTICE_SENDER_LETTERS 1000
#define NOTICE_SENDER_BYTES ((size_t)32 << 20)
#define NOTICE_SENDER_SETTLE_SECONDS 60

struct notice_sender;

/* "office" is borrowed until notice_sender_stop(). */
enum err notice_sender_new(
	struct office *office, struct notice_sender **sender_r) MUST_CHECK;
/* Without it letters only wait. */
enum err notice_sender_start(struct notice_sender *c) MUST_CHECK;
/* Waits for what is under way; what is left waits for the next start. */
void notice_sender_stop(struct notice_sender *c);
/* Nobody uses it any more. */
void notice_sender_free(struct notice_sender **sender);

/* ERR_LIMIT: no place for a letter. */
enum err notice_sender_reserve(struct notice_sender *c) MUST_CHECK;
/* Gives the place back. */
void notice_sender_cancel(struct notice_sender *c);
/* The letter of that id may go now; uses the place that was reserved. */
void notice_sender_post(struct notice_sender *c, int64_t id);

/* How many wait, as far as its thread knows. */
size_t notice_sender_waiting(struct notice_sender *c);

#endif
