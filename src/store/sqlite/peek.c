/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/spelling.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/sqlite.h"

static enum err give_rules(sqlite3_stmt *stmt, rules_fn *each, void *arg)
{
	const struct store_rules rules = {
		.id = sqlite3_column_int64(stmt, 0),
		.since_utc = sqlite3_column_int64(stmt, 1),
		.text = (const char *)sqlite3_column_text(stmt, 2),
	};

	if (!rules.text)
		return ERR_NOMEM;
	return each(arg, &rules) ? ERR_OK : ERR_EXISTS;
}

static enum err peek_fail(sqlite3 *db, char cause_r[STORE_CAUSE_SIZE])
{
	int code = sqlite3_extended_errcode(db);

	snprintf(
		cause_r, STORE_CAUSE_SIZE, "%s (%d)", sqlite3_errmsg(db), code);
	return (code & 0xff) == SQLITE_NOMEM ? ERR_NOMEM : ERR_UNAVAILABLE;
}

static enum err peek_in(
	sqlite3 *db, rules_fn *each, void *arg, char cause_r[STORE_CAUSE_SIZE])
{
	sqlite3_stmt *stmt = NULL;
	enum err e = ERR_OK;
	int code;

	sqlite3_busy_timeout(db, WAIT_READ_MS);
	if (sqlite3_prepare_v2(db,
		    "SELECT 1 FROM sqlite_schema WHERE name = 'address_rules'",
		    -1, &stmt, NULL))
		return peek_fail(db, cause_r);
	code = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	if (code == SQLITE_DONE)
		return ERR_NOT_FOUND;
	if (code != SQLITE_ROW ||
		sqlite3_prepare_v2(db,
			"SELECT id, since, text FROM address_rules"
			" ORDER BY id",
			-1, &stmt, NULL))
		return peek_fail(db, cause_r);
	while (!e && (code = sqlite3_step(stmt)) == SQLITE_ROW)
		e = give_rules(stmt, each, arg);
	if (!e && code != SQLITE_DONE)
		e = peek_fail(db, cause_r);
	sqlite3_finalize(stmt);
	return e == ERR_EXISTS ? ERR_OK : e;
}

static enum err rules_peek(const char *where, rules_fn *each, void *arg,
	char cause_r[STORE_CAUSE_SIZE])
{
	sqlite3 *db = NULL;
	enum err e;

	cause_r[0] = '\0';
	if (access(where, R_OK) != 0) {
		snprintf(cause_r, STORE_CAUSE_SIZE, "%s", strerror(errno));
		if (errno == ENOENT)
			return ERR_NOT_FOUND;
		return errno == EACCES ? ERR_DENIED : ERR_UNAVAILABLE;
	}
	if (sqlite3_open_v2(where, &db,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
			    SQLITE_OPEN_EXRESCODE,
		    NULL))
		e = db ? peek_fail(db, cause_r) : ERR_NOMEM;
	else
		e = peek_in(db, each, arg, cause_r);
	sqlite3_close(db);
	return e;
}

const struct store_spelling_backend sqlite_spelling = {
	SQL_SPELLING_VERBS,
	.rules_peek = rules_peek,
};
