/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rekey.h - from a key of an older generation to the newest
 *
 * A person is on record under the generation of keys that was the newest when
 * the record was made. Nobody can tell the newer key without the address: so
 * a person is moved when the address is next seen, in one transaction with
 * all that is on record, and until then is looked for under each generation.
 * Entries of the journal stay as they were written.
 *
 * Errors:  as store.h
 * Owns:    everything is borrowed
 * Threads: as store.h
 * Source:  GDPR Art. 32(1)(a), 21(3), 7(3)
 */
#ifndef ROBINSON_STORE_REKEY_H
#define ROBINSON_STORE_REKEY_H

#include "store/store.h"

/* Whether anything is on record under the key. Inside a reading or a writing
 * transaction, store_lookup_begin() too. */
enum err store_key_is_used(struct store_session *s, const struct pseudonym *key,
	bool *is_used_r) MUST_CHECK;

bool store_is_writing(const struct store_session *s);

/*
 * Moves all from "old" to "key", which is of the newest generation. Where both
 * are on record they become one: the earliest collection, the latest contact
 * and failure, a restriction of either. Inside a write transaction.
 */
enum err store_rekey(struct store_session *s, const struct pseudonym *old,
	const struct pseudonym *key) MUST_CHECK;

/* What was written under the key, by a token that names it, is of an older
 * generation than the newest. Inside a write transaction. */
enum err store_key_generation(struct store_session *s,
	const struct pseudonym *key, unsigned generation) MUST_CHECK;

struct store_generation {
	int64_t persons;
	int64_t objections;
	int64_t withdrawals;
	int64_t held; /* messages and letters that are sealed with it */
};
enum err store_generation_count(struct store_session *s, unsigned generation,
	struct store_generation *count_r) MUST_CHECK;

/* From now on nobody writes under this generation, a program that still has
 * its keys in mind included: that gets ERR_UNAVAILABLE. Inside a write
 * transaction. */
enum err store_generation_close(
	struct store_session *s, unsigned generation) MUST_CHECK;

#endif
