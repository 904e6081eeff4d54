/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * removal.h - what is deleted when a person's retention ends, and what stays
 *
 * The record, grants, history, sends, what the person asked for, and held
 * messages to the person are deleted. Objections and withdrawals stay as the
 * bare key, purpose, date and channel: without them they could not be honoured.
 * Entries of the journal are deleted by the journal's own retention.
 *
 * The opaque reference that an import or a contact gave goes to an outbox for
 * the systems of record, in the same transaction, and stays there until they
 * have taken it: at least once, and in order.
 *
 * Errors:  as store.h
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(c), 5(1)(e), 17(1), 17(3)(b), 19, 21(3)
 */
#ifndef ROBINSON_STORE_REMOVAL_H
#define ROBINSON_STORE_REMOVAL_H

#include "store/store.h"

struct store_removed {
	int64_t facts; /* grants, sends, history */
	int64_t held; /* recipients of held messages */
};

/* Inside a write transaction. Of the person nothing readable is left behind
 * in the data itself; see store_scrub() for the log. ERR_NOT_FOUND: nothing
 * was on record but what stays. */
enum err store_subject_remove(struct store_session *s,
	const struct pseudonym *key,
	struct store_removed *removed_r) MUST_CHECK;

/* Written to disk: never renumber. */
enum reference_act {
	REFERENCE_PURGED = 1, /* the retention has ended */
	REFERENCE_ERASED = 2 /* the person asked for it */
};

struct store_reference {
	int64_t id; /* ascending; given by the store */
	int64_t at_utc;
	enum reference_act act;
	const char *ref;
};

const char *reference_act_name(enum reference_act act);

/* Inside a write transaction. */
enum err store_reference_add(struct store_session *s,
	const struct store_reference *reference) MUST_CHECK;
/* In order of id, at most "limit" (0: all); stops when "each" returns false. */
enum err store_references_each(struct store_session *s, size_t limit,
	bool (*each)(void *arg, const struct store_reference *reference),
	void *arg) MUST_CHECK;
/* Inside a write transaction: they were taken, up to this id. */
enum err store_references_done(
	struct store_session *s, int64_t up_to_id) MUST_CHECK;

/*
 * What was deleted is overwritten in the data when it is deleted; older copies
 * of its pages may lie in the store's log. They are overwritten or cut off when
 * this returns ERR_OK. ERR_UNAVAILABLE: other connections were reading or
 * writing all the time; try again later.
 */
enum err store_scrub(struct store_session *s) MUST_CHECK;

#endif
