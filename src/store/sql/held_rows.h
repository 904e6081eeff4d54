/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held_rows.h - held messages, their recipients and tokens
 *
 * quarantine.c   writes them
 * held_read.c    reads them
 * held_browse.c  reads lists of them, sorted and chosen
 * held_counts.c  counts what waits, by reason and purpose
 *
 * Errors:  ERR_CORRUPT: a row does not open; the others as store.h
 * Threads: as a session
 */
#ifndef ROBINSON_STORE_SQL_HELD_ROWS_H
#define ROBINSON_STORE_SQL_HELD_ROWS_H

#include "store/sql/sql.h"

/* quarantine.c: inside one write transaction, after the call's records. */
/* Tells whether it is held already; before its records are written. */
enum err sql_hold_place(
	struct sql_session *s, const struct store_hold *hold) MUST_CHECK;
enum err sql_hold(struct sql_session *s, struct group_call *call) MUST_CHECK;
enum err sql_burn(
	struct sql_session *s, const struct store_burn *burn) MUST_CHECK;

/* The message goes with the last recipient who waits for it. */
enum err sql_held_recipient_remove(
	struct sql_session *s, const struct held_id *id, unsigned n) MUST_CHECK;

/* held_read.c */
enum err sql_held_get(struct store_session *s, const struct held_id *id,
	held_fn *each, void *arg) MUST_CHECK;
enum err sql_held_each(struct store_session *s,
	const struct held_filter *filter, held_fn *each, void *arg) MUST_CHECK;
enum err sql_held_recipients(struct store_session *s, const struct held_id *id,
	held_recipient_fn *each, void *arg) MUST_CHECK;
enum err sql_held_chunks(struct store_session *s, const struct held_id *id,
	held_chunk_fn *each, void *arg) MUST_CHECK;
enum err sql_held_sum(
	struct store_session *s, struct held_sum *sum_r) MUST_CHECK;

enum err sql_take_message(struct sql_session *s, struct sql_stmt *stmt,
	struct held_message *message_r) MUST_CHECK;
enum err sql_each_message(struct sql_session *s, struct sql_stmt *stmt,
	held_fn *each, void *arg, bool *any_r) MUST_CHECK;

/* held_browse.c */
/* Columns of a held message, in the order of sql_take_message(). */
#define HELD_COLUMNS                                                        \
	"h.id, h.received, h.expires, h.size, h.stored, h.chunks,"          \
	" h.recipients, h.waiting, h.queue_id, h.host, h.summary, h.asked," \
	" h.number, h.rank"
/* What a message's row says of its recipients, for lists: where there is one
 * recipient it is exact, of several it tells who cannot be meant. rank: the
 * first reason in the order of decision, ten times its number, 15 for number
 * 18; reasons, states: a bit for each; purpose: 0 where there are several,
 * to_domain: NULL then. */
#define HELD_GATHERED(schema)                                                  \
	"(recipients, waiting, rank, reasons, states, purpose, requested,"     \
	" to_domain) = (SELECT count(*), count(CASE WHEN state <= 3 THEN 1 "   \
	"END), coalesce(min(CASE reason WHEN 18 THEN 15 ELSE reason * 10 "     \
	"END), 0), coalesce(sum(DISTINCT 1 << reason), 0),"                    \
	" coalesce(sum(DISTINCT 1 << state), 0),"                              \
	" CASE WHEN min(purpose) = max(purpose) THEN min(purpose) ELSE 0 END," \
	" min(requested), CASE WHEN count(domain) = count(*)"                  \
	" AND min(domain) = max(domain) THEN min(domain) END"                  \
	" FROM " schema "held_recipient r WHERE r.id = held.id)"
extern const char sql_browse_step[];
extern const char sql_browse_up[], sql_browse_down[], sql_browse_scan[],
	sql_browse_requested[], sql_browse_at[], sql_held_gather[],
	sql_held_counts_text[], sql_held_counts_of[];
enum err sql_held_browse(struct store_session *s,
	const struct held_browse *browse, held_browse_fn *each, void *arg,
	int64_t *total_r) MUST_CHECK;
enum err sql_held_undigested(struct store_session *s, size_t limit,
	held_fn *each, void *arg) MUST_CHECK;
enum err sql_held_undigested_count(
	struct store_session *s, int64_t *count_r) MUST_CHECK;
enum err sql_held_digest(struct store_session *s, const struct held_id *id,
	const struct held_digests *digests) MUST_CHECK;
void bind_digest(
	struct sql_stmt *stmt, int column, const struct held_digest *digest);

/* held_counts.c */
enum err sql_held_counts(
	struct store_session *s, held_count_fn *each, void *arg) MUST_CHECK;

#endif
