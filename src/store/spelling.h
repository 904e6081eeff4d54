/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spelling.h - persons who are on record under earlier address rules
 *
 * The key of a person is made of the canonical form of the address, and that
 * depends on the rules of the day. Nobody can tell the key under today's
 * rules from an older one without the address: so every set of rules that was
 * ever in force is kept, and a person who is seen is joined from the keys
 * under those to the key under today's, in one transaction.
 *
 * What is against writing - objections, withdrawals, a restriction - is copied
 * and stays under the old key: whoever else was on record under it may have
 * said it, and rules may change back. What allows or merely tells is never in
 * two places. It moves where the old key can only be of this person (by
 * today's rules the old form is another spelling of the same address), and
 * there lifts are copied like the objections that they end. Where today's
 * rules tell apart whom the old ones took for one, it stays: the consent of
 * one must not become that of the other.
 *
 * Shape:   rules as core/address_rules.h has them as text; ids from 1 on
 * Errors:  as store.h
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call
 * Threads: as store.h
 * Source:  GDPR Art. 21(3), 7(3), 18, 5(1)(d)
 */
#ifndef ROBINSON_STORE_SPELLING_H
#define ROBINSON_STORE_SPELLING_H

#include "store/store.h"

struct store_rules {
	int64_t id;
	int64_t since_utc; /* when it was first in force */
	const char *text;
};

/* Oldest first; stops when "each" returns false. */
enum err store_rules_each(struct store_session *s,
	bool (*each)(void *arg, const struct store_rules *rules),
	void *arg) MUST_CHECK;
/* The newest id; 0: there is none. Cheap, also within store_lookup_begin(). */
enum err store_rules_last(struct store_session *s, int64_t *id_r) MUST_CHECK;
/* Inside a write transaction. ERR_EXISTS: it is there. */
enum err store_rules_add(struct store_session *s, const char *text,
	int64_t since_utc) MUST_CHECK;

/*
 * The same as store_rules_each() for a caller that must not change the store:
 * nothing is created, migrated or written. ERR_NOT_FOUND: there is no store, or
 * one from before rules were kept. ERR_UNAVAILABLE, ERR_DENIED (no permission)
 * and others: cause_r says why it cannot be told.
 */
enum err store_rules_peek(const char *url,
	bool (*each)(void *arg, const struct store_rules *rules), void *arg,
	char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* Two keys that one address has under different rules, each of the newest
 * generation of keys. */
struct store_join {
	struct pseudonym old, key; /* key: under today's rules */
	/* The set by which both are one person; 0: they may be two. */
	int64_t rules;
};

/* Whether store_join() would change anything. Inside a reading or a writing
 * transaction, store_lookup_begin() too. */
enum err store_join_is_due(struct store_session *s,
	const struct store_join *join, bool *is_due_r) MUST_CHECK;
/* Inside a write transaction. Where both have a record they become one, as
 * store_rekey() has it. */
enum err store_join(
	struct store_session *s, const struct store_join *join) MUST_CHECK;

/* Keys that were joined into "key" and are the same person by these rules, or
 * (is_forward) into which "key" was. rules -1: all, other persons' too. Inside
 * a reading or a writing transaction; stops when "each" returns false. */
enum err store_joined_each(struct store_session *s, const struct pseudonym *key,
	int64_t rules, bool is_forward,
	bool (*each)(void *arg, const struct pseudonym *key),
	void *arg) MUST_CHECK;

/* Inside a write transaction: the objections for this purpose (NULL: those to
 * all marketing) under "old", which another person has too, are not those of
 * "key": they are not copied again. */
enum err store_objection_disown(struct store_session *s,
	const struct pseudonym *old, const struct pseudonym *key,
	const char *purpose) MUST_CHECK;
/* The same of a restriction. */
enum err store_restriction_disown(struct store_session *s,
	const struct pseudonym *old, const struct pseudonym *key) MUST_CHECK;

#endif
