/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * joining.h - two keys turn out to be one person's, and no wish is lost by it
 *
 * store/spelling.h says what is joined and what stays. This file makes sure
 * that nobody who objected or withdrew is written to because of a join. A lift
 * or a grant ends only a wish under its own key. Where a join brings it
 * together with a wish that stands under the other key, it ends nothing: the
 * wish is put on record anew, as of now.
 *
 * Errors:  those of the store; store_session_cause() tells
 * Owns:    everything is borrowed
 * Threads: inside a write transaction of the session
 * Source:  GDPR Art. 7(3), 21(3)
 */
#ifndef ROBINSON_OFFICE_JOINING_H
#define ROBINSON_OFFICE_JOINING_H

#include "store/spelling.h"

enum err joining_join(struct store_session *s, const struct store_join *join,
	int64_t now_utc) MUST_CHECK;

/* The keys that are the person of "key" by these rules: those of earlier rules
 * that were joined into it, one way or the other. */
struct joining_keys {
	struct pseudonym *items; /* the key itself comes first */
	size_t len, cap;
};
/* In a reading or a writing transaction. rules -1: also those of others into
 * which, or from which, wishes were copied. */
enum err joining_reach(struct store_session *s, const struct pseudonym *key,
	int64_t rules, struct joining_keys *keys_r) MUST_CHECK;
/* Only those that "key" was joined into. */
enum err joining_reach_forward(struct store_session *s,
	const struct pseudonym *key, int64_t rules,
	struct joining_keys *keys_r) MUST_CHECK;
/* ERR_OK also where it is there already. */
enum err joining_add(
	struct joining_keys *keys, const struct pseudonym *key) MUST_CHECK;
void joining_keys_free(struct joining_keys *keys);

#endif
