/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/pgsql/pgsql_private.h"

void pgsql_disconnect(struct pgsql_session *s)
{
	PQfinish(s->conn);
	s->conn = NULL;
	s->is_broken = false;
	s->base.names_len = 0;
	s->seqs_len = s->seqs_next = 0;
}

/* ---------------------------------------------------------------- failures */

/* One line, without the server's own "ERROR:" and hints. */
static enum err say(
	struct pgsql_session *s, enum err e, const char *what, const char *why)
{
	size_t len = strcspn(why, "\n");

	return session_fail(&s->base.base, e, "%s: %.*s", what, (int)len, why);
}

enum err pgsql_fail(
	struct pgsql_session *s, const PGresult *result, const char *what)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *why = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (PQstatus(s->conn) != CONNECTION_OK)
		s->is_broken = true;
	if (!why)
		why = PQerrorMessage(s->conn);
	if (state && strcmp(state, "53200") == 0)
		return say(s, ERR_NOMEM, what, why);
	return say(s, ERR_UNAVAILABLE, what, why);
}

/* The connection cannot be used any more: what was sent last may have been done
 * or not. */
static enum err lost(struct pgsql_session *s, const char *what)
{
	s->is_broken = true;
	return say(s, ERR_UNAVAILABLE, what, PQerrorMessage(s->conn));
}

static enum err late(struct pgsql_session *s, const char *what)
{
	s->is_broken = true;
	pgsql_note_silence(pgsql_store_of(s));
	return say(
		s, ERR_UNAVAILABLE, what, "the server did not answer in time");
}

/* ----------------------------------------------------------------- waiting */

/* ERR_NOT_FOUND: the time is over. */
static enum err wait_for(struct pgsql_session *s, short events)
{
	struct pollfd fd = {.fd = PQsocket(s->conn), .events = events};
	int64_t left;
	int n;

	do {
		left = s->until_ms - clock_monotonic_ms();
		if (left <= 0)
			return ERR_NOT_FOUND;
		n = poll(&fd, 1, left > 60000 ? 60000 : (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n < 0 ? ERR_IO : ERR_OK;
}

static enum err flush(struct pgsql_session *s, const char *what)
{
	int status;
	enum err e;

	while ((status = PQflush(s->conn)) == 1) {
		e = wait_for(s, POLLIN | POLLOUT);
		if (e)
			return e == ERR_NOT_FOUND ? late(s, what) :
						    lost(s, what);
		if (!PQconsumeInput(s->conn))
			return lost(s, what);
	}
	return status < 0 ? lost(s, what) : ERR_OK;
}

/* NULL without an error: all answers to what was sent have come. */
static enum err next_result(
	struct pgsql_session *s, const char *what, PGresult **result_r)
{
	enum err e;

	while (PQisBusy(s->conn)) {
		e = wait_for(s, POLLIN);
		if (e)
			return e == ERR_NOT_FOUND ? late(s, what) :
						    lost(s, what);
		if (!PQconsumeInput(s->conn))
			return lost(s, what);
	}
	*result_r = PQgetResult(s->conn);
	return ERR_OK;
}

static bool is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
		status == PGRES_EMPTY_QUERY;
}

/* Takes all answers; the last one, or the first failure. */
static enum err take_results(
	struct pgsql_session *s, const char *what, PGresult **result_r)
{
	PGresult *result = NULL, *kept = NULL;
	enum err e = flush(s, what);

	while (!e && !(e = next_result(s, what, &result)) && result) {
		if (kept && !is_good(kept)) {
			PQclear(result);
			continue;
		}
		PQclear(kept);
		kept = result;
	}
	if (!e && (!kept || !is_good(kept)))
		e = kept ? pgsql_fail(s, kept, what) : lost(s, what);
	if (e) {
		PQclear(kept);
		kept = NULL;
	}
	*result_r = kept;
	return e;
}

static void set_deadline(struct pgsql_session *s)
{
	if (!s->is_urgent)
		s->until_ms = clock_monotonic_ms() + PGSQL_ADMIN_MS;
}

enum err pgsql_ask(struct pgsql_session *s, const char *sql, int len,
	const char *const *values, const int *lengths, const int *formats,
	const char *what, PGresult **result_r)
{
	*result_r = NULL;
	set_deadline(s);
	s->was_warned = false;
	if (!PQsendQueryParams(
		    s->conn, sql, len, NULL, values, lengths, formats, 1))
		return lost(s, what);
	return take_results(s, what, result_r);
}

enum err pgsql_exec(struct pgsql_session *s, const char *sql, const char *what)
{
	PGresult *result;
	enum err e;

	set_deadline(s);
	s->was_warned = false;
	if (!PQsendQuery(s->conn, sql))
		return lost(s, what);
	e = take_results(s, what, &result);
	PQclear(result);
	return e;
}

/* -------------------------------------------------------------- connecting */

/* Warnings of the server go no further, but for that there was one. */
static void on_notice(void *arg, const PGresult *result)
{
	struct pgsql_session *s = arg;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (state && strncmp(state, "01", 2) == 0)
		s->was_warned = true;
}

static enum err poll_connection(struct pgsql_session *s)
{
	PostgresPollingStatusType status = PGRES_POLLING_WRITING;
	enum err e = ERR_OK;

	while (!e && status != PGRES_POLLING_OK) {
		e = wait_for(
			s, status == PGRES_POLLING_READING ? POLLIN : POLLOUT);
		if (!e)
			status = PQconnectPoll(s->conn);
		if (!e && status == PGRES_POLLING_FAILED)
			return say(s, ERR_UNAVAILABLE, "cannot be reached",
				PQerrorMessage(s->conn));
	}
	if (e == ERR_NOT_FOUND)
		return late(s, "cannot be reached");
	return e ?
		say(s, ERR_UNAVAILABLE, "cannot be reached", strerror(errno)) :
		ERR_OK;
}

/* A standby is passed over, and a host that refuses; one that is silent takes
 * all the time. */
static enum err connect(struct pgsql_session *s)
{
	static const char *const keywords[] = {"target_session_attrs",
		"fallback_application_name", "client_encoding", "dbname", NULL};
	const char *const values[] = {
		"read-write", "robinson", "UTF8", pgsql_store_of(s)->url, NULL};

	if (!s->is_urgent)
		s->until_ms = clock_monotonic_ms() + PGSQL_VERDICT_MS;
	s->conn = PQconnectStartParams(keywords, values, 1);
	if (!s->conn)
		return ERR_NOMEM;
	PQsetNoticeReceiver(s->conn, on_notice, s);
	if (PQstatus(s->conn) == CONNECTION_BAD)
		return say(s, ERR_UNAVAILABLE, "cannot be reached",
			PQerrorMessage(s->conn));
	if (poll_connection(s))
		return ERR_UNAVAILABLE;
	PQsetnonblocking(s->conn, 1);
	pgsql_note_answer(pgsql_store_of(s));
	return ERR_OK;
}

enum err pgsql_ready(struct pgsql_session *s)
{
	bool is_amid = s->base.in_read || s->base.in_write;
	enum err e;

	if (!is_amid && pgsql_is_out(s))
		return session_fail(&s->base.base, ERR_UNAVAILABLE,
			"the server does not answer");
	if (s->conn && !s->is_broken && PQstatus(s->conn) == CONNECTION_OK)
		return ERR_OK;
	if (is_amid)
		return session_fail(&s->base.base, ERR_UNAVAILABLE,
			"the connection to the server was lost");
	pgsql_disconnect(s);
	e = connect(s);
	if (!e)
		e = pgsql_schema_ready(s);
	if (e)
		pgsql_disconnect(s);
	return e;
}
