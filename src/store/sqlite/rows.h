/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rows.h - rows that nobody changes without the key file (the SQLite
 * backend's own header)
 *
 * Triggers in the store give each wish ("fact" but for sends and history) and
 * each restriction (of "subject") its digest in the column "mac", and keep the
 * sum of "fact_sum": no statement can forget it. They call functions that a
 * connection has only from sqlite_rows_functions(): a program that does not
 * know them cannot write to these tables. What a trigger takes away from the
 * sum it computes from the row as it was: a row that somebody changed without
 * the key file does not become valid by a later change of ours.
 *
 * Functions: robinson_mac(values ...), the digest of a row;
 *            robinson_sum(sum, sign, kind, digest), the sum with the row
 *            added or taken away; kind is enum fact_kind, 0 a restriction
 * Shape:     of what is digested: for each value its type (0 NULL, 1 number,
 *            2 text, 3 octets), then the number in 8 octets, or the length in
 *            4 and the octets; big-endian
 * Files:     rows.c, row_sums.c, rows_verify.c
 * Threads:   as the connection
 */
#ifndef ROBINSON_STORE_SQLITE_ROWS_H
#define ROBINSON_STORE_SQLITE_ROWS_H

#include "store/facts.h"
#include "store/sqlite/sqlite.h"

/* "rows" lives as long as the connection. */
enum err sqlite_rows_functions(sqlite3 *db, struct sqlite_rows *rows,
	const struct keyfile *keys) MUST_CHECK;
void sqlite_rows_free(struct sqlite_rows *rows);

/* The step of schema.c. */
enum err sqlite_rows_set_up(struct sqlite_session *s, bool is_new) MUST_CHECK;
/* Called when the store is open after that step: writes the sum that it begins
 * with into the journal. Not for a copy that a restore will put in place, which
 * gets another sum. */
void sqlite_rows_begin(struct sqlite_session *s);

/* The first and the last step of a write transaction of administration. */
enum err sqlite_rows_note(struct sqlite_session *s) MUST_CHECK;
enum err sqlite_rows_tell(struct sqlite_session *s) MUST_CHECK;

/* Of the entries up to "seq", which are to be cut off: ERR_CORRUPT, and *seq_r
 * is the one before which rows were changed. The sum is told anew where its
 * last entry goes. */
enum err sqlite_rows_cut(
	struct sqlite_session *s, int64_t seq, uint64_t *seq_r) MUST_CHECK;

/* What each row is asked for, wishes and restrictions. */
enum {
	ROW_KIND, /* enum fact_kind; 0: a restriction */
	ROW_KEY,
	ROW_PURPOSE, /* its text */
	ROW_AT,
	ROW_MAC,
	ROW_OUGHT /* its digest as it stands */
};
extern const char sqlite_rows_all[];
/* False: a kind that is not counted. */
bool sqlite_row_kind(int fact_kind, enum counted *kind_r);
enum err sqlite_rows_sum(
	struct sqlite_session *s, struct fact_sum *sum_r) MUST_CHECK;
/* The one that is kept beside them. ERR_NOT_FOUND: it is missing, or none.
 * *is_untold_r: no entry of the journal tells it yet. */
enum err sqlite_rows_kept(struct sqlite_session *s, struct fact_sum *sum_r,
	bool *is_untold_r) MUST_CHECK;

/* The sums in the journal, in order. */
struct row_sums {
	bool was_cut; /* the journal may have had sums before these */
	bool has_last;
	struct fact_sum last;
	uint64_t last_seq;
	uint64_t restored_seq; /* the last entry of a restore; 0: none */
};
enum err sqlite_was_cut(struct sqlite_session *s, bool *was_cut_r) MUST_CHECK;
/* Follows those from "first" to "last"; "each" gets a finding for each that
 * begins with another sum than the one before it ended with, and is asked
 * whether to go on; NULL: the first ends it. */
enum err sqlite_sums_follow(struct sqlite_session *s, struct row_sums *sums,
	int64_t first, int64_t last, bool stops_at_one, finding_fn *each,
	void *arg) MUST_CHECK;

/* The triggers by name, and what each does. */
struct sqlite_trigger {
	const char *name;
	const char *sql;
};
extern const struct sqlite_trigger sqlite_row_triggers[];
extern const size_t sqlite_row_triggers_len;

/* rows_verify.c */
enum err sqlite_facts_verify(struct store_session *s, finding_fn *each,
	void *arg, uint64_t *rows_r) MUST_CHECK;

#endif
