/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal.h - the ends of the journal: where it was cut, and how far it goes
 *
 * The front is trimmed when its retention has ended. What is cut off leaves a
 * checkpoint for each instance: the number and the mac of its last entry that
 * went, signed, so that the entry behind it still has something to follow. A
 * head names the last entry of an instance, signed; kept elsewhere, it later
 * shows whether somebody who has the keys wrote the journal anew.
 *
 * Shape:   a checkpoint is signed over version (1) 1 | seq 8 | cut_utc 8
 *          | entries 8 | mac 32 | instance; a head alike with version 2 and
 *          its own instant; numbers are big-endian
 * Files:   verbs.c
 * Errors:  as store.h; ERR_CORRUPT: the journal is not what was written
 * Owns:    everything is borrowed
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(e), 5(2)
 */
#ifndef ROBINSON_STORE_JOURNAL_H
#define ROBINSON_STORE_JOURNAL_H

#include "crypto/chain.h"
#include "store/store.h"

struct journal_point {
	const char *instance;
	uint64_t seq; /* of an entry of this instance */
	unsigned char mac[CHAIN_MAC_LEN]; /* its */
	int64_t at_utc; /* when it was cut, or when the head was taken */
	uint64_t entries; /* cut off in all; of a head 0 */
	unsigned char sign[CHAIN_MAC_LEN];
};

/*
 * Cuts off the entries in front of the first one dated "before_utc" or later,
 * at most "batch". They are verified first: what was tampered with stays as
 * evidence (ERR_CORRUPT, *seq_r is the first such entry). Inside a write
 * transaction. *trimmed_r 0 with ERR_OK: nothing is due.
 */
enum err store_journal_trim(struct store_session *s, int64_t before_utc,
	int64_t now_utc, size_t batch, size_t *trimmed_r,
	uint64_t *seq_r) MUST_CHECK;

/* The head of each instance, signed; a head that was cut off is told too. */
enum err store_journal_heads(struct store_session *s, int64_t now_utc,
	bool (*each)(void *arg, const struct journal_point *head),
	void *arg) MUST_CHECK;

/*
 * Whether the journal still holds what a head told, once it verifies as a
 * whole. ERR_INVALID: the head is not signed with these keys; ERR_NOT_FOUND:
 * the entry was trimmed since, as a checkpoint vouches; ERR_CORRUPT: there is
 * another or none in its place.
 */
enum err store_journal_holds(
	struct store_session *s, const struct journal_point *head) MUST_CHECK;

/*
 * The latest instant that this installation's own clock wrote, with any entry
 * of the journal, so that a purge can see whether the clock runs wrong. An
 * instant more than STORE_CLOCK_LEAP_S ahead of the latest does not replace it.
 * ERR_NOT_FOUND: none is known.
 */
#define STORE_CLOCK_LEAP_S (INT64_C(30) * 86400)
enum err store_clock_latest(
	struct store_session *s, int64_t *latest_utc_r) MUST_CHECK;
/* A person has checked the clock: the next entry's date becomes the latest.
 * Inside a write transaction. */
enum err store_clock_forget(struct store_session *s) MUST_CHECK;

/* How many entries store_journal_trim() would cut off in all, and of how
 * many. */
enum err store_journal_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r) MUST_CHECK;

#endif
