/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_door.h - "may I write to these?", asked by staff without the keys
 *
 * A Unix socket of its own (check-socket), open to one group (check-group). It
 * takes one question and nothing else, so that no other order reaches the
 * daemon by it: the socket of control.h is another one. It answers yes or no
 * and why, in the words of a refusal: nothing that a mail to the address would
 * not have told. How many addresses one user asks about within an hour is
 * limited, and each question goes to the log, without the addresses.
 *
 * Shape:   "check 1", the purpose and then the addresses, a line each, and the
 *          end of what is sent. The answer is "answers" and in the same order a
 *          line for each, "yes" or "no", a tab and why; or a line "refused" or
 *          "later", a tab and why
 *
 *              check 1          answers
 *              followup         yes<TAB>may be written to
 *              a@example.com    no<TAB>objected to such mail on ... (...)
 *              b@example.com
 *
 * Files:   check_ask.c has check_ask()
 * Errors:  cause_r in words
 * Owns:    check_door_stop() closes the socket
 * Threads: check_door_open(), _start() and _stop() from one; the work is done
 *          by a thread of its own, one question after the other
 * Source:  unix(7); GDPR Art. 5(1)(f), 32(4)
 */
#ifndef ROBINSON_VERDICT_CHECK_DOOR_H
#define ROBINSON_VERDICT_CHECK_DOOR_H

#include "base/listening.h"
#include "service/office/office.h"

#define CHECK_DOOR_ADDRESSES 100 /* in one question */
#define CHECK_DOOR_MAX ((size_t)64 * 1024) /* a question's octets */

struct check_door;

/* Opens the socket at settings->milter.check_socket, while the process still
 * has the rights to; "owner" as in control_open(). */
enum err check_door_open(const struct settings *settings, uid_t owner,
	struct check_door **door_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;
enum err check_door_start(
	struct check_door *door, struct office *office) MUST_CHECK;
void check_door_stop(struct check_door **door);

/*
 * Asks the daemon that listens at "socket" (unix:/PATH, or a path).
 * answers_r becomes the lines after "answers". ERR_INVALID: the question is
 * refused, and ERR_LIMIT: it is too large to be asked; ERR_NOT_FOUND: nobody
 * listens there; ERR_DENIED: it may not be opened; ERR_UNAVAILABLE: no answer.
 */
enum err check_ask(const char *socket, const char *purpose,
	const char *const *addresses, size_t len, struct buf *answers_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;

#endif
