/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the connection is lost, or COMMIT comes with a warning, nobody knows
 * whether the entries are on record and on a standby. They are looked for by the
 * numbers that they were given before they were first sent, behind the lock on
 * their chain, so that what the server still does for the lost connection is
 * over; and what looks for them commits, so that what it found is wherever that
 * commit is. Where they are not there they are sent again, as they are where the
 * connection was lost before they had numbers.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/pgsql/pgsql_private.h"

static const char cannot_write[] = "the journal cannot be written";

static enum err need_writer(struct pgsql_store *store)
{
	struct store_session *s;
	enum err e;

	if (store->writer)
		return ERR_OK;
	e = pgsql_session_new(&store->base, &s);
	if (!e)
		store->writer = pgsql_own(own(s));
	return e;
}

/* 0: none of them was given one. */
static uint64_t last_number(const struct group_call *first)
{
	uint64_t last = 0;

	for (const struct group_call *c = first; c; c = c->next)
		for (size_t i = 0; i < c->len; i++)
			if (c->records[i].entry.seq > last)
				last = c->records[i].entry.seq;
	return last;
}

static void forget_numbers(struct group_call *first)
{
	for (struct group_call *c = first; c; c = c->next)
		for (size_t i = 0; i < c->len; i++)
			c->records[i].entry.seq = 0;
}

static enum err ask_for(struct pgsql_session *s, uint64_t seq, bool *is_there_r)
{
	char number[24];
	const char *const values[] = {number};
	const int zero[] = {0};
	PGresult *result;
	enum err e;

	snprintf(number, sizeof(number), "%llu", (unsigned long long)seq);
	e = pgsql_ask(s, "SELECT 1 FROM journal WHERE seq = $1", 1, values,
		zero, zero, cannot_write, &result);
	*is_there_r = !e && PQntuples(result) > 0;
	PQclear(result);
	return e;
}

static enum err look_for(
	struct pgsql_session *s, uint64_t seq, bool *is_there_r)
{
	const struct sql_writing writing = {
		.is_record = true, .is_synced = true};
	struct journal_head head;
	enum err e = sql_transaction_begin(&s->base, &writing);

	*is_there_r = false;
	if (e)
		return e;
	/* Locks the chain, and writes. */
	e = journal_head_get(&s->base, s->base.base.store->instance, &head);
	if (!e)
		e = ask_for(s, seq, is_there_r);
	if (!e)
		return sql_write_commit(&s->base.base);
	sql_write_rollback(&s->base.base);
	return e;
}

static enum err record_again(struct pgsql_session *s, struct group_call *first)
{
	uint64_t seq = last_number(first);
	bool is_there = false;
	enum err e = seq > 0 ? look_for(s, seq, &is_there) : ERR_OK;

	if (e || is_there)
		return e;
	forget_numbers(first);
	return sql_record(&s->base, first, true);
}

static enum err record(struct pgsql_session *s, struct group_call *first)
{
	enum err e;

	forget_numbers(first);
	e = sql_record(&s->base, first, true);
	if (e && (!s->conn || s->is_broken) &&
		clock_monotonic_ms() < s->until_ms)
		e = record_again(s, first);
	return e;
}

enum err pgsql_record(struct store *base, struct group_call *first,
	enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE])
{
	struct pgsql_store *store = (struct pgsql_store *)base;
	struct pgsql_session *s;
	enum err e = need_writer(store);

	(void)sync; /* the server's commit is on its disk, and on its standbys' */
	if (e)
		return e;
	s = store->writer;
	s->until_ms = clock_monotonic_ms() + PGSQL_VERDICT_MS;
	s->has_deadline = true;
	e = record(s, first);
	s->has_deadline = false;
	if (e)
		memcpy(cause_r, s->base.base.cause, STORE_CAUSE_SIZE);
	return e;
}

enum err pgsql_record_sync(struct store *store, char cause_r[STORE_CAUSE_SIZE])
{
	(void)store;
	cause_r[0] = '\0';
	return ERR_OK;
}
