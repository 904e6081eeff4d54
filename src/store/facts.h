/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * facts.h - wishes and restrictions are checked against the journal
 *
 * Objections, their liftings, withdrawals, grants and restrictions lie in rows
 * with a keyed digest each (crypto/rowmac.h); a sum over all of them is kept
 * beside them and written into the journal with each change (factsum.h). So a
 * change by somebody without the key file shows: a row that was changed or
 * added is named; of one that was removed its kind is told, and which entries
 * of the journal have no row.
 *
 * It does not show when the whole store was replaced by an earlier copy of
 * itself. That shows by a head of the journal that is kept elsewhere
 * (journal.h).
 *
 * Errors:  as store.h
 * Owns:    what a callback is given is valid during the call
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(f), 5(2), 32(1)(b)
 */
#ifndef ROBINSON_STORE_FACTS_H
#define ROBINSON_STORE_FACTS_H

#include "store/factsum.h"
#include "store/store.h"

enum fact_fault {
	/* A row was changed, or added, by somebody without the key file:
	 * "kind", "key", "purpose", "at_utc" as they stand now. */
	FACT_FAULT_ROW,
	/* There are fewer or more rows of "kind" than the journal's last sum
	 * tells: "is", "ought". */
	FACT_FAULT_COUNT,
	/* As many, but others. */
	FACT_FAULT_OTHERS,
	/* "seq" put "kind" on record for "key" and "purpose" at "at_utc", and
	 * there is no such row. Told only beside a count that is too small: a
	 * key that was rotated since is under another one now. */
	FACT_FAULT_ENTRY,
	/* The sum beside the rows is missing, or not the journal's last. */
	FACT_FAULT_SUM,
	/* Somebody changed rows between the sum before "seq" and this one. */
	FACT_FAULT_STEP,
	/* The store does what Robinson did not tell it: a trigger or a view
	 * named "text" is none of its own, was changed, or is missing. */
	FACT_FAULT_SCHEMA
};

struct fact_finding {
	enum fact_fault fault;
	enum counted kind;
	bool has_key;
	struct pseudonym key;
	const char *purpose; /* NULL: all, or none */
	int64_t at_utc; /* INSTANT_NONE: without a date */
	int64_t is, ought;
	uint64_t seq;
	const char *text;
};

/*
 * Inside a reading transaction in which the journal was verified: its sums
 * are taken at their word. Time grows with the rows, memory does not.
 * ERR_CORRUPT: something was found; "each" was told all of it, or gave back
 * false. *rows_r: how many were looked at.
 */
enum err store_facts_verify(struct store_session *s,
	bool (*each)(void *arg, const struct fact_finding *finding), void *arg,
	uint64_t *rows_r) MUST_CHECK;

#endif
