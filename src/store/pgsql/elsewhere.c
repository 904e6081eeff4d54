/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/pgsql/pgsql_private.h"

#define BY_ITS_OWN                                                        \
	"a PostgreSQL server is backed up and restored by its own tools " \
	"(pg_basebackup, pg_dump)"

static enum err copy(struct store_session *s, const char *directory, int *fd_r)
{
	(void)directory;
	*fd_r = -1;
	return session_fail(s, ERR_UNAVAILABLE, BY_ITS_OWN);
}

static enum err begin(const char *where, struct store_restore **r_r, int *fd_r,
	char cause_r[STORE_CAUSE_SIZE])
{
	(void)where;
	*r_r = NULL;
	*fd_r = -1;
	snprintf(cause_r, STORE_CAUSE_SIZE, BY_ITS_OWN);
	return ERR_UNAVAILABLE;
}

const struct store_backup_backend pgsql_backup = {
	.copy = copy,
	.mark = sql_unconfirmed_mark,
	.begin = begin,
};

/* ------------------------------------------------------------------- peek */

/* Before there are keys and a store; where nobody answers, that is said. */
#define PEEK_TIMEOUT_S "2"

static enum err give_rules(const PGresult *result, rules_fn *each, void *arg)
{
	for (int i = 0; i < PQntuples(result); i++) {
		const struct store_rules rules = {
			.id = strtoll(PQgetvalue(result, i, 0), NULL, 10),
			.since_utc =
				strtoll(PQgetvalue(result, i, 1), NULL, 10),
			.text = PQgetvalue(result, i, 2),
		};

		if (!each(arg, &rules))
			break;
	}
	return ERR_OK;
}

static enum err peek_in(PGconn *conn, rules_fn *each, void *arg)
{
	PGresult *result =
		PQexec(conn, "SELECT to_regclass('address_rules') IS NULL");
	bool is_none = PQresultStatus(result) == PGRES_TUPLES_OK &&
		PQgetvalue(result, 0, 0)[0] == 't';
	enum err e;

	PQclear(result);
	if (is_none)
		return ERR_NOT_FOUND;
	result = PQexec(
		conn, "SELECT id, since, text FROM address_rules ORDER BY id");
	e = PQresultStatus(result) == PGRES_TUPLES_OK ?
		give_rules(result, each, arg) :
		ERR_UNAVAILABLE;
	PQclear(result);
	return e;
}

static enum err rules_peek(const char *where, rules_fn *each, void *arg,
	char cause_r[STORE_CAUSE_SIZE])
{
	static const char *const keywords[] = {
		"connect_timeout", "dbname", NULL};
	const char *values[] = {PEEK_TIMEOUT_S, NULL, NULL};
	char *url;
	PGconn *conn;
	enum err e = ERR_UNAVAILABLE;

	cause_r[0] = '\0';
	if (asprintf(&url, "postgresql:%s", where) < 0)
		return ERR_NOMEM;
	values[1] = url;
	conn = PQconnectdbParams(keywords, values, 1);
	if (PQstatus(conn) == CONNECTION_OK)
		e = peek_in(conn, each, arg);
	if (e && e != ERR_NOT_FOUND)
		snprintf(cause_r, STORE_CAUSE_SIZE, "%.*s",
			(int)strcspn(PQerrorMessage(conn), "\n"),
			PQerrorMessage(conn));
	PQfinish(conn);
	free(url);
	return e;
}

const struct store_spelling_backend pgsql_spelling = {
	SQL_SPELLING_VERBS,
	.rules_peek = rules_peek,
};

/* The server's vacuum does it. */
enum err pgsql_scrub(struct sql_session *s)
{
	(void)s;
	return ERR_OK;
}
