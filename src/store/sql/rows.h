/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows.h - rows that nobody changes without the key file
 *
 * Triggers in the store see to it that each wish ("fact" but for sends and
 * history) and each restriction (of "subject") has its digest in the column
 * "mac", and that the sum of "fact_sum" is kept: no statement can forget it.
 * How they come to digests without the keys is the driver's. What is taken away
 * from the sum is computed from the row as it was: a row that somebody changed
 * without the key file does not become valid by a later change of ours.
 *
 * Shape:     of what is digested: for each value its type (0 NULL, 1 number,
 *            2 text, 3 octets), then the number in 8 octets, or the length in
 *            4 and the octets; big-endian. Of a fact the values are 1, key,
 *            kind, the text of its name, mark, at, until, by_domain, the
 *            digest of its channel, evidence, unconfirmed, untold, generation,
 *            recorded, day; of a restriction 2, key, restricted
 * Files:     row_sums.c, rows_verify.c
 * Threads:   as the session
 */
#ifndef ROBINSON_STORE_SQL_ROWS_H
#define ROBINSON_STORE_SQL_ROWS_H

#include "store/facts.h"
#include "store/sql/sql.h"

/* The kinds of facts that have digests. */
#define WISHES_IN "(1, 2, 3, 4, 19, 20)"

/* Called when the store is open after the step of its schema that made the sum:
 * writes the one that it begins with into the journal. Not for a copy that a
 * restore will put in place, which gets another sum. */
void sql_rows_begin(struct sql_session *s);

/* The first and the last step of a write transaction of administration. */
enum err sql_rows_note(struct sql_session *s) MUST_CHECK;
enum err sql_rows_tell(struct sql_session *s) MUST_CHECK;

/* Of the entries up to "seq", which are to be cut off: ERR_CORRUPT, and *seq_r
 * is the one before which rows were changed. The sum is told anew where its
 * last entry goes. */
enum err sql_rows_cut(
	struct sql_session *s, int64_t seq, uint64_t *seq_r) MUST_CHECK;

/* Columns of STMT_ROWS_ALL: wishes and restrictions. */
enum {
	ROW_KIND, /* enum fact_kind; 0: a restriction */
	ROW_KEY,
	ROW_PURPOSE, /* its text */
	ROW_AT,
	ROW_MAC,
	ROW_OUGHT /* the driver's, see row_ought() */
};
/* False: a kind that is not counted. */
bool sql_row_kind(int fact_kind, enum counted *kind_r);
/* The one that is kept beside them. ERR_NOT_FOUND: it is missing, or none.
 * *is_untold_r: no entry of the journal tells it yet. */
enum err sql_rows_kept(struct sql_session *s, struct fact_sum *sum_r,
	bool *is_untold_r) MUST_CHECK;

/* The sums in the journal, in order. */
struct row_sums {
	bool was_cut; /* the journal may have had sums before these */
	bool has_last;
	struct fact_sum last;
	uint64_t last_seq;
	uint64_t restored_seq; /* the last entry of a restore; 0: none */
};
enum err sql_was_cut(struct sql_session *s, bool *was_cut_r) MUST_CHECK;
/* Follows those from "first" to "last"; "each" gets a finding for each that
 * begins with another sum than the one before it ended with, and is asked
 * whether to go on; NULL: the first ends it. */
enum err sql_sums_follow(struct sql_session *s, struct row_sums *sums,
	int64_t first, int64_t last, bool stops_at_one, finding_fn *each,
	void *arg) MUST_CHECK;

/* rows_verify.c */
enum err sql_facts_verify(struct store_session *s, finding_fn *each, void *arg,
	uint64_t *rows_r) MUST_CHECK;

#endif
