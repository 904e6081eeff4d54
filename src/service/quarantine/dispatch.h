/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dispatch.h - mail that leaves by the hand of a member of staff
 *
 * What is released, and what the postmaster and the senders are told. Nothing
 * is tried again here: a message that the MTA does not take now stays as it
 * was, a notice waits in the outbox for the daemon.
 *
 * Errors:  as quarantine.h; ERR_UNAVAILABLE: the MTA did not take it;
 *          desk->cause tells
 * Owns:    dispatch_open() .. dispatch_close(); the desk is borrowed
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e), 5(2)
 */
#ifndef ROBINSON_QUARANTINE_DISPATCH_H
#define ROBINSON_QUARANTINE_DISPATCH_H

#include "service/mailer/mailer.h"
#include "service/quarantine/quarantine.h"

struct dispatch {
	struct desk *desk;
	struct mailer *mailer;
};

enum err dispatch_open(
	struct desk *desk, struct dispatch **dispatch_r) MUST_CHECK;
void dispatch_close(struct dispatch **dispatch);

enum dispatch_end {
	DISPATCH_SENT, /* the MTA has it, and the milter let it through */
	DISPATCH_UNDER_WAY, /* the MTA has it, and has not asked the milter
	                     * yet: it is kept until then */
	DISPATCH_REFUSED, /* by the rules, or by the MTA for good: held again */
	DISPATCH_LATER, /* the MTA did not take it now: held again */
	DISPATCH_UNCLEAR, /* no answer was heard: a person must look */
	DISPATCH_FAILED /* nothing was tried */
};

struct dispatch_result {
	const char *address;
	enum dispatch_end end;
	const char *text; /* what the MTA said, or what went wrong */
	enum err why; /* of DISPATCH_FAILED; ERR_NOT_FOUND: somebody else was
	               * quicker */
};

/* Releases it to each recipient that waits, or to the one given, and tells its
 * sender in one notice to whom it went, unless tell-released = no. ERR_OK: each
 * has its result; ERR_NOT_FOUND also: nobody, or not this one, waits. */
enum err dispatch_release(struct dispatch *d, const struct held_id *id,
	const char *only, const char *reason,
	void (*each)(void *arg, const struct dispatch_result *result),
	void *arg) MUST_CHECK;

/* From the null sender. */
enum err dispatch_tell(
	struct dispatch *d, const char *to, const struct buf *text) MUST_CHECK;

/* Counts of all that waits, and what has waited longest, to the postmaster. *to_r: whom it went to, of the
 * length that an address has. */
enum err dispatch_digest(
	struct dispatch *d, char *to_r, size_t to_size) MUST_CHECK;

#endif
