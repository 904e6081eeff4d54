/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * person.h - what is newly learnt of a person joins what is on record
 *
 * Of several dates the earliest collection, the latest contact and the latest
 * failure count; an empty field never erases; a relation changes only when
 * dated later than the present one began. What is superseded is kept as past,
 * so that a question about an earlier instant is answered as it was then.
 *
 * Shape:   load once, fold any number of facts, save once
 * Errors:  those of the store
 * Owns:    a person borrows the store's names and holds its own reference
 * Threads: inside one write transaction of the session
 * Source:  GDPR Art. 5(1)(d)-(e)
 */
#ifndef ROBINSON_PERSON_PERSON_H
#define ROBINSON_PERSON_PERSON_H

#include "store/store.h"

#define PERSON_REF_SIZE 256

struct person {
	struct store_person record;
	bool is_known; /* there was a record before, and not a restriction alone
	                */
	char ref[PERSON_REF_SIZE];
	struct store_person before; /* as it was loaded */
	char ref_before[PERSON_REF_SIZE];
};

/* Absent: NULL, INSTANT_NONE. All text lives as long as the store. */
struct person_facts {
	const char *relation;
	int64_t relation_at_utc; /* what the statement is dated */
	int64_t relation_since_utc; /* the beginning, if it is the first */
	/* The date was stated for the relation itself, not concluded from
	 * others: then it also counts for the past. */
	bool is_relation_dated;
	int64_t relation_end_utc;
	const char *source;
	int64_t collected_utc;
	int64_t contact_utc;
	int64_t failure_utc;
	const char *ref;
};

void person_facts_init(struct person_facts *facts);

enum err person_load(struct store_session *s, const struct pseudonym *key,
	struct person *person_r) MUST_CHECK;

/* What became of the relation that was stated. */
enum person_relation {
	PERSON_RELATION_SAME, /* or none was stated */
	PERSON_RELATION_SET, /* it is the present one now */
	PERSON_RELATION_PAST /* the present one began later and stays */
};

enum err person_fold(struct store_session *s, const struct zone *zone,
	const struct pseudonym *key, struct person *person,
	const struct person_facts *facts,
	enum person_relation *relation_r) MUST_CHECK;

/* Whether it differs from what was loaded. */
bool person_is_changed(const struct person *person);

enum err person_save(struct store_session *s, const struct pseudonym *key,
	const struct person *person) MUST_CHECK;

#endif
