/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake_worker.h - threads that find out what incoming mail means
 *
 * A session hands over what it saw of a message; when the call returns, that
 * lies sealed in the spool (spool.h) and the message can go. Threads of the
 * worker take it from there, ask the confined helper (helper.h) and put the
 * answer on record (intake.h); only then it leaves the spool. A helper that
 * dies over a question is asked it once more, anew; a question that ends two
 * is set aside. While the store, the keys or the helper are away, events
 * wait.
 *
 * An objection whose token proves it (token_seen.h) waits for nobody: it has
 * a room of its own, SPOOL/tokens, beside what spool-max allows, and a thread
 * and a helper of its own, which asks no DNS. Of the others one of each
 * sender's registered domain is examined at a time, so that whose name servers
 * are slow delays himself.
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

struct intake_worker;

enum err intake_worker_new(
	struct office *office, struct intake_worker **worker_r) MUST_CHECK;
/* Opens the spool and starts to work where the settings of now say so; called
 * at the start and after each reload. What is amiss is in the log. */
void intake_worker_tend(struct intake_worker *x);
/* Ends the helpers; what waits is examined after the next start. */
void intake_worker_stop(struct intake_worker *x);
/* Nobody uses it any more. */
void intake_worker_free(struct intake_worker **worker);

/* "is_to_mailbox": one of its recipients is the mailbox for unsubscribing. */
enum err intake_worker_take(struct intake_worker *x,
	const struct inbound_question *q, const char *queue_id,
	bool is_to_mailbox) MUST_CHECK;

struct intake_worker_counts {
	unsigned long long taken;
	unsigned long long examined;
	unsigned long long lost; /* of messages that went unexamined */
	unsigned long long set_aside;
};
struct intake_worker_counts intake_worker_counts(const struct intake_worker *x);

#endif
