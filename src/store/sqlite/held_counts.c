/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What waits, by reason and purpose: one way through the index of held_browse.c,
 * summed up here. SQLite would sort all rows to group them, which takes three
 * times as long as reading them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/quarantine.h"
#include "store/sqlite/held_rows.h"

static const char cannot_read[] = "the quarantine cannot be read";

/* States of those who wait: HELD_BIT()s, as "state <= 3" below. */
#define WAITING 14

/* Where all recipients of a message wait for one reason and one purpose, the
 * index has all of it: who asks, asks for all that wait. */
const char sqlite_held_counts_text[] =
	"SELECT h.id, h.received, h.recipients, h.rank, h.reasons, h.states,"
	" h.purpose, h.requested FROM held h INDEXED BY held_browse";
const char sqlite_held_counts_of[] =
	"SELECT purpose, reason, requested FROM held_recipient"
	" WHERE id = ?1 AND state <= 3";

enum {
	ID,
	RECEIVED,
	RECIPIENTS,
	RANK,
	REASONS,
	STATES,
	PURPOSE,
	REQUESTED
};

struct row {
	unsigned reason; /* as it is stored: the order of the result */
	int64_t purpose;
	struct held_count count;
};

struct tally {
	struct sqlite_session *s;
	struct row *rows;
	size_t len, cap;
};

/* So many wait since then; few reasons and purposes, so few rows. */
static enum err add(struct tally *t, unsigned reason, int64_t purpose,
	int64_t recipients, int64_t requested, int64_t received_utc)
{
	struct held_count *c;
	struct row *rows;
	size_t i = 0;

	while (i < t->len &&
		(t->rows[i].reason != reason || t->rows[i].purpose != purpose))
		i++;
	if (i == t->len) {
		rows = array_grow(t->rows, t->len, &t->cap, sizeof(*rows));
		if (!rows)
			return ERR_NOMEM;
		t->rows = rows;
		t->rows[t->len++] = (struct row){
			reason, purpose, {.oldest_utc = received_utc}};
	}
	c = &t->rows[i].count;
	c->recipients += recipients;
	c->requested += requested;
	if (received_utc < c->oldest_utc)
		c->oldest_utc = received_utc;
	return ERR_OK;
}

static bool is_alike(sqlite3_stmt *stmt)
{
	int64_t reasons = sqlite3_column_int64(stmt, REASONS);

	return !(reasons & (reasons - 1)) &&
		sqlite3_column_int64(stmt, PURPOSE) != 0 &&
		!(sqlite3_column_int64(stmt, STATES) & ~WAITING);
}

static enum err add_alike(struct tally *t, sqlite3_stmt *stmt)
{
	bool is_requested = sqlite3_column_type(stmt, REQUESTED) != SQLITE_NULL;
	int64_t recipients = sqlite3_column_int64(stmt, RECIPIENTS);
	unsigned rank = (unsigned)sqlite3_column_int(stmt, RANK);

	return add(t, rank == 15 ? 18 : rank / 10,
		sqlite3_column_int64(stmt, PURPOSE), recipients,
		is_requested ? recipients : 0,
		sqlite3_column_int64(stmt, RECEIVED));
}

static enum err add_each(struct tally *t, sqlite3_stmt *message)
{
	int64_t received_utc = sqlite3_column_int64(message, RECEIVED);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(t->s, STMT_HELD_COUNTS_OF, &stmt);

	if (e)
		return e;
	sqlite3_bind_text(stmt, 1,
		(const char *)sqlite3_column_text(message, ID), -1,
		SQLITE_TRANSIENT);
	while (!(e = sqlite_step(t->s, stmt, cannot_read))) {
		e = add(t, (unsigned)sqlite3_column_int(stmt, 1),
			sqlite3_column_int64(stmt, 0), 1,
			sqlite3_column_type(stmt, 2) != SQLITE_NULL,
			received_utc);
		if (e) {
			sqlite3_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err read_all(struct tally *t)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(t->s, STMT_HELD_COUNTS, &stmt);

	if (e)
		return e;
	while (!(e = sqlite_step(t->s, stmt, cannot_read))) {
		e = is_alike(stmt) ? add_alike(t, stmt) : add_each(t, stmt);
		if (e) {
			sqlite3_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static int compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const char *one = x->count.purpose, *two = y->count.purpose;

	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	return strcmp(one ? one : "", two ? two : "");
}

enum err sqlite_held_counts(
	struct store_session *base, held_count_fn *each, void *arg)
{
	struct tally t = {.s = own(base)};
	enum err e = read_all(&t);

	for (size_t i = 0; !e && i < t.len; i++) {
		struct row *row = &t.rows[i];

		row->count.reason = reason_of_number(row->reason);
		e = name_text(t.s, row->purpose, &row->count.purpose);
	}
	if (!e && t.len > 0)
		qsort(t.rows, t.len, sizeof(*t.rows), compare);
	for (size_t i = 0; !e && i < t.len && each(arg, &t.rows[i].count); i++)
		;
	free(t.rows);
	return e;
}
