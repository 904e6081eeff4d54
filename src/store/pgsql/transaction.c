/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "store/pgsql/pgsql_private.h"

static const char cannot_read[] = "cannot be read";
static const char cannot_write[] = "cannot be written";

/* Of the lock by which administration takes turns: "Robinson" as a number. */
#define TURN "5940186083684442990"

/* One deadline for all that a verdict needs, connecting included. */
static void begin_time(struct pgsql_session *s, bool is_urgent)
{
	s->is_urgent = is_urgent;
	if (is_urgent && !s->has_deadline)
		s->until_ms = clock_monotonic_ms() + PGSQL_VERDICT_MS;
}

enum err pgsql_read_begin(struct sql_session *base)
{
	struct pgsql_session *s = pgsql_own(base);
	enum err e;

	begin_time(s, base->is_urgent);
	e = pgsql_ready(s);
	if (!e)
		e = pgsql_exec(s,
			"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
			cannot_read);
	/* The next to use this session has a time of its own. */
	if (e)
		s->is_urgent = false;
	return e;
}

void pgsql_read_end(struct sql_session *base)
{
	struct pgsql_session *s = pgsql_own(base);

	if (!base->in_write && !s->is_broken &&
		pgsql_exec(s, "COMMIT", cannot_read))
		s->is_broken = true;
	s->is_urgent = false;
}

static enum err begin(
	struct pgsql_session *s, const struct sql_writing *writing)
{
	char sql[256];

	if (writing->is_record)
		return pgsql_exec(s, "BEGIN", cannot_write);
	snprintf(sql, sizeof(sql),
		"BEGIN; SET LOCAL lock_timeout = %d;%s"
		" SELECT pg_advisory_xact_lock(" TURN ")",
		s->base.wait_ms,
		writing->is_synced ? "" :
				     " SET LOCAL synchronous_commit = off;");
	return pgsql_exec(s, sql, cannot_write);
}

enum err pgsql_write_begin(
	struct sql_session *base, const struct sql_writing *writing)
{
	struct pgsql_session *s = pgsql_own(base);
	enum err e;

	begin_time(s, writing->is_record);
	e = pgsql_ready(s);
	if (!e)
		e = begin(s, writing);
	if (e)
		pgsql_write_rollback(base);
	return e;
}

/* What is not said plainly to be committed may be or not: whoever asked for it
 * is told that it failed, and comes again. */
enum err pgsql_write_commit(struct sql_session *base)
{
	struct pgsql_session *s = pgsql_own(base);
	PGresult *result;
	enum err e = pgsql_ready(s);
	bool is_done;

	if (e)
		return e;
	e = pgsql_ask(s, "COMMIT", 0, NULL, NULL, NULL, cannot_write, &result);
	if (e) {
		s->is_broken = true;
		return e;
	}
	is_done = strcmp(PQcmdStatus(result), "COMMIT") == 0;
	PQclear(result);
	s->is_urgent = false;
	if (is_done && !s->was_warned)
		return ERR_OK;
	s->is_broken = s->is_broken || s->was_warned;
	return session_fail(&base->base, ERR_UNAVAILABLE,
		is_done ? "%s: the server has it, but perhaps no standby" :
			  "%s: the server has rolled it back",
		cannot_write);
}

void pgsql_write_rollback(struct sql_session *base)
{
	struct pgsql_session *s = pgsql_own(base);
	char cause[STORE_CAUSE_SIZE];

	s->is_urgent = false;
	if (!s->conn || s->is_broken ||
		PQtransactionStatus(s->conn) == PQTRANS_IDLE)
		return;
	memcpy(cause, base->base.cause, sizeof(cause));
	if (pgsql_exec(s, "ROLLBACK", cannot_write))
		s->is_broken = true;
	memcpy(base->base.cause, cause, sizeof(cause));
}
