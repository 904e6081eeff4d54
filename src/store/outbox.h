/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outbox.h - letters that must go out, kept until the MTA has taken them
 *
 * A letter is written in the transaction of the verdicts that it tells of, so
 * that nobody is told what is not on record, and no letter is lost when the
 * daemon dies. To the store a letter is sealed bytes.
 *
 * Shape:   a letter may be taken from next_utc on. A daemon that takes it moves
 *          next_utc into the future, in a transaction: of several daemons on
 *          one store only one has the letter at a time, and where that one dies
 *          another takes it later.
 * Files:   outbox.c; a verdict's letter is in store.c
 * Units:   seconds since 1970-01-01T00:00:00Z; octets
 * Errors:  as store.h; ERR_NOT_FOUND as said at the verbs
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call
 * Threads: as store.h
 * Source:  RFC 5321 4.5.4.1; GDPR Art. 32(1)(a)
 */
#ifndef ROBINSON_STORE_OUTBOX_H
#define ROBINSON_STORE_OUTBOX_H

#include "store/store.h"

struct store_letter {
	int64_t created_utc;
	int64_t next_utc;
	/* Asked for when the records have their refs; may be asked again, and
	 * from another thread, while the caller waits. An error fails the
	 * whole; of length 0: there is no letter after all. */
	enum err (*sealed)(void *arg, const struct store_record *records,
		const void **bytes_r, size_t *len_r);
	void *arg;
	int64_t id; /* by the store; 0: none was written */
};

/* As store_record(), on disk when it returns, and the letter with it. "len"
 * may be 0. */
enum err store_record_letter(struct store *store, struct store_record *records,
	size_t len, struct store_letter *letter) MUST_CHECK;

struct store_outgoing {
	int64_t id; /* by the store */
	int64_t created_utc;
	unsigned tries; /* before this one; by the store */
	const void *sealed;
	size_t len;
};

struct store_outbox_sum {
	int64_t letters;
	int64_t bytes;
	int64_t next_utc; /* of the first that is due; INSTANT_NONE: none */
};
enum err store_outbox_sum(
	struct store_session *s, struct store_outbox_sum *sum_r) MUST_CHECK;

/* ------------------------------- writing, inside a write transaction */

/*
 * Puts a letter off until "until_utc" and gives it: the one of that id when
 * nobody took it before, or with id 0 the first that is due at now_utc. To be
 * committed before it is sent. ERR_NOT_FOUND: there is none.
 */
enum err store_outbox_take(struct store_session *s, int64_t id, int64_t now_utc,
	int64_t until_utc,
	enum err (*give)(void *arg, const struct store_outgoing *letter),
	void *arg) MUST_CHECK;
/* A letter that tells of what the same transaction does. */
enum err store_outbox_add(struct store_session *s,
	const struct store_outgoing *letter, int64_t next_utc,
	int64_t *id_r) MUST_CHECK;
/* Takes a letter back that nobody has taken yet; its bytes are overwritten.
 * ERR_NOT_FOUND: it may be with its reader already, or there is none. */
enum err store_outbox_recall(struct store_session *s, int64_t id) MUST_CHECK;
/* ERR_NOT_FOUND: none of that id. */
enum err store_outbox_later(
	struct store_session *s, int64_t id, int64_t next_utc) MUST_CHECK;
/* Its bytes are overwritten. ERR_NOT_FOUND: none of that id. */
enum err store_outbox_done(struct store_session *s, int64_t id) MUST_CHECK;

#endif
