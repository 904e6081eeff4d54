/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake_worker.h - threads that find out what incoming mail means
 *
 * A session hands over what it saw of a message as an event; when the call
 * returns, the event lies sealed in the spool (spool.h) and the message can go.
 * Threads of the worker take it from there, ask the confined helper (helper.h)
 * and put the answer on record (intake.h); only then does the event leave the
 * spool. If the helper dies over a question, a new one is asked once more; a
 * question over which two helpers died is set aside. While the store, the keys
 * or the helper are not available, events wait.
 *
 * An objection whose token proves it (token_seen.h) does not wait for other
 * events: such objections have a spool of their own, SPOOL/tokens, beside what
 * spool-max allows, and a thread and a helper of their own, which asks no DNS.
 * Of the other events, the DNS is asked about one for each registered domain of
 * a sender at a time, and for half a second only. Where that was not enough,
 * the event is deferred to a few threads that take all of dns-timeout, and for
 * some minutes the next events of that domain go there without asking. What
 * finds too many waiting there (spool_defer()) has its turn of half a second,
 * too, while the spool has room (spool_has_room()). What was asked in vain, and
 * what found no room, is recorded as of a sender who is not proven. So slow
 * name servers delay the mail of slow domains only.
 *
 * Errors:  intake_worker_take(): the event is not examined, and the log and the
 *          counts say so; the caller decides whether the mail goes
 * Owns:    the office is borrowed until intake_worker_stop()
 * Threads: intake_worker_take(), _tend() and _counts() from all threads
 * Source:  GDPR Art. 5(1)(d), 21(2)-(3)
 */
#ifndef ROBINSON_MILTER_INTAKE_WORKER_H
#define ROBINSON_MILTER_INTAKE_WORKER_H

#include "inbound/inbound.h"
#include "service/office/office.h"

/* The spool of objections with a token, within the other. */
#define INTAKE_WORKER_TOKENS "tokens"

struct intake_worker;

enum err intake_worker_new(
	struct office *office, struct intake_worker **worker_r) MUST_CHECK;
/* Opens the spool and starts the threads if the present settings ask for it;
 * called at the start and after each reload. Faults go to the log. */
void intake_worker_tend(struct intake_worker *x);
/* Ends the helpers; what waits is examined after the next start. */
void intake_worker_stop(struct intake_worker *x);
/* After intake_worker_stop(), when no thread uses it any more. */
void intake_worker_free(struct intake_worker **worker);

/* "is_to_mailbox": one of its recipients is the mailbox for unsubscribing. */
enum err intake_worker_take(struct intake_worker *x,
	const struct inbound_question *q, const char *queue_id,
	bool is_to_mailbox) MUST_CHECK;

struct intake_worker_counts {
	unsigned long long taken;
	unsigned long long examined;
	unsigned long long by_meaning[INBOUND_REQUEST + 1]; /* of them */
	unsigned long long lost; /* of messages that went unexamined */
	unsigned long long set_aside;
};
struct intake_worker_counts intake_worker_counts(const struct intake_worker *x);

#endif
