/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * purge.h - the end of a person's data
 *
 * Whoever's retention has ended is removed: record, grants, history, held
 * messages to the person. Objections and withdrawals stay as the bare key.
 * Letters that no answer window reaches any more are forgotten, whoever wrote
 * them. Of the silence one count is kept. The reference goes to the outbox for
 * the systems of record (erasure_notify.h). A restricted person is not purged.
 *
 * Removal goes in small transactions with pauses in between, so that the
 * verdicts of live mail hardly wait; each is whole, and a purge that was
 * broken off goes on where it was with the next one.
 *
 * Errors:  those of the store; ERR_DENIED, ERR_INVALID as said; ERR_LIMIT:
 *          the clock is not believed (clock_guard.h); desk->cause tells
 * Owns:    what a callback is given is valid during the call, in which
 *          nothing is asked of the same desk
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e), 17, 18(1)(b)-(c), 19, 21(3)
 */
#ifndef ROBINSON_RETENTION_PURGE_H
#define ROBINSON_RETENTION_PURGE_H

#include "service/office/desk.h"

struct purge_due {
	const char *ref; /* NULL: none is known */
	const char *relation; /* NULL: none */
	struct retention retention;
	bool is_restricted;
	/* The configuration has no such relation: more likely a slip in it
	 * than the end of all these persons. */
	bool is_relation_unknown;
};

/* Everybody whose retention has ended before "at_utc"; in no order.
 * "relation" NULL: of all. */
enum err purge_due_each(struct desk *desk, const char *relation, int64_t at_utc,
	bool (*each)(void *arg, const struct purge_due *due),
	void *arg) MUST_CHECK;

struct purge_options {
	const char *relation; /* NULL: all */
	bool is_dry; /* counts only */
	bool takes_unknown; /* those of an unknown relation too */
	/* Why the clock is right, and so many may go at once: goes on where
	 * clock_guard.h would not. NULL: nobody has looked. */
	const char *confirmed;
	void (*progress)(void *arg, int64_t subjects, int64_t of);
	void *arg;
};

struct purge_report {
	int64_t subjects; /* looked at */
	int64_t ended; /* their retention has */
	int64_t removed; /* of them; with is_dry: would be */
	int64_t restricted; /* of them, left alone */
	int64_t unknown_relation; /* of them, left alone */
	int64_t held; /* recipients of held messages that went with them */
	/* A dry run: without a confirmation nobody would be removed;
	 * desk->cause says why. */
	bool is_refused;
};

enum err purge_run(struct desk *desk, const struct purge_options *options,
	struct purge_report *report_r) MUST_CHECK;

/* Old copies of what was removed are gone from the store's files when this
 * returns ERR_OK; ERR_UNAVAILABLE: not yet, the next purge tries again. */
enum err purge_scrub(struct desk *desk) MUST_CHECK;

/*
 * Art. 17: the same at once for one person, whatever the retention, and an
 * objection to all direct marketing unless the officer declines that.
 * ERR_DENIED: the person's data is restricted, which opposes erasure
 * (Art. 18(1)(b)-(c)): the restriction is lifted first. ERR_NOT_FOUND:
 * nothing was on record; the objection is recorded all the same.
 */
struct purge_erasure {
	const char *who;
	bool without_objection;
	bool is_dry; /* says what would be, changes nothing */
};
enum err purge_erase(struct desk *desk, const struct purge_erasure *erasure,
	struct buf *said) MUST_CHECK;

#endif
