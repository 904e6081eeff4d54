/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * courier.h - carries notices to the MTA, behind the back of the sessions
 *
 * A session reserves a place before it commits what the notice will tell of,
 * so that nobody is refused in silence where there is none; then it posts.
 * One thread hands the letters over, and tries again for a day where the MTA
 * says "later" or is not there. What cannot be handed over, and what is left
 * when the daemon ends, is in the log with the message's queue id: what was
 * refused stays in the journal, what is held in the quarantine.
 *
 * Shape:   at most COURIER_LETTERS letters of at most NOTICE_MAX octets and
 *          COURIER_BYTES altogether, reserved ones counted
 * Owns:    a posted letter's texts become the courier's
 * Threads: all functions but _new, _start and _stop from all threads
 * Source:  RFC 3464; RFC 5321 4.5.4.1
 */
#ifndef ROBINSON_MILTER_COURIER_H
#define ROBINSON_MILTER_COURIER_H

#include <stdint.h>

#include "base/buf.h"
#include "config/settings.h"

#define COURIER_LETTERS 1000
#define COURIER_BYTES ((size_t)32 << 20)

struct courier;

struct letter {
	const struct settings *settings; /* a reference is taken */
	const char *to; /* copied */
	const char *queue_id; /* of the message that it tells of; copied */
	char *text; /* malloc()ed: becomes the courier's */
	size_t len;
};

enum err courier_new(struct courier **courier_r) MUST_CHECK;
/* Without it letters are only collected. */
enum err courier_start(struct courier *c) MUST_CHECK;
/* Gives what is left one more try, for a few seconds, and logs the rest;
 * nothing can be reserved or posted any more. */
void courier_stop(struct courier *c);
/* Nobody uses it any more. */
void courier_free(struct courier **courier);

/* ERR_LIMIT: no place for a letter, or it has ended. */
enum err courier_reserve(struct courier *c) MUST_CHECK;
void courier_cancel(struct courier *c);
/* Uses the place that was reserved. ERR_UNAVAILABLE: it has ended. */
enum err courier_post(struct courier *c, struct letter *letter) MUST_CHECK;

size_t courier_waiting(struct courier *c);
/* The text of a letter that waits, for tests; NULL from the end on. */
const char *courier_peek(struct courier *c, size_t n);

#endif
