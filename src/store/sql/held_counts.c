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
#include "store/sql/held_rows.h"

static const char cannot_read[] = "the quarantine cannot be read";

/* States of those who wait: HELD_BIT()s, as "state <= 3" below. */
#define WAITING 14

/* Where all recipients of a message wait for one reason and one purpose, the
 * index has all of it: who asks, asks for all that wait. */
const char sql_held_counts_text[] =
	"SELECT h.id, h.received, h.recipients, h.rank, h.reasons, h.states,"
	" h.purpose, h.requested FROM held h INDEXED BY held_browse";
const char sql_held_counts_of[] =
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
	struct sql_session *s;
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

static bool is_alike(struct sql_stmt *stmt)
{
	int64_t reasons = sql_column_int64(stmt, REASONS);

	return !(reasons & (reasons - 1)) &&
		sql_column_int64(stmt, PURPOSE) != 0 &&
		!(sql_column_int64(stmt, STATES) & ~WAITING);
}

static enum err add_alike(struct tally *t, struct sql_stmt *stmt)
{
	bool is_requested = !sql_column_is_null(stmt, REQUESTED);
	int64_t recipients = sql_column_int64(stmt, RECIPIENTS);
	unsigned rank = (unsigned)sql_column_int(stmt, RANK);

	return add(t, rank == 15 ? 18 : rank / 10,
		sql_column_int64(stmt, PURPOSE), recipients,
		is_requested ? recipients : 0,
		sql_column_int64(stmt, RECEIVED));
}

static enum err add_each(struct tally *t, struct sql_stmt *message)
{
	int64_t received_utc = sql_column_int64(message, RECEIVED);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(t->s, STMT_HELD_COUNTS_OF, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, sql_column_text(message, ID));
	while (!(e = sql_step(t->s, stmt, cannot_read))) {
		e = add(t, (unsigned)sql_column_int(stmt, 1),
			sql_column_int64(stmt, 0), 1,
			!sql_column_is_null(stmt, 2), received_utc);
		if (e) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err read_all(struct tally *t)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(t->s, STMT_HELD_COUNTS, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(t->s, stmt, cannot_read))) {
		e = is_alike(stmt) ? add_alike(t, stmt) : add_each(t, stmt);
		if (e) {
			sql_reset(stmt);
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

enum err sql_held_counts(
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
