/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/spelling.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/sqlite.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

/* ----------------------------------------------------------------- rules */

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

static enum err rules_each(
	struct store_session *base, rules_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_RULES_EACH, &stmt), given;

	if (e)
		return e;
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		given = give_rules(stmt, each, arg);
		if (!given)
			continue;
		sqlite3_reset(stmt);
		return given == ERR_EXISTS ? ERR_OK : given;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err rules_last(struct store_session *base, int64_t *id_r)
{
	struct sqlite_session *s = own(base);
	bool is_within = s->in_read || s->in_write;
	sqlite3_stmt *stmt;
	enum err e;

	if (is_within && s->rules_last >= 0) {
		*id_r = s->rules_last;
		return ERR_OK;
	}
	e = sqlite_stmt(s, STMT_RULES_LAST, &stmt);
	if (!e)
		e = sqlite_step(s, stmt, cannot_read);
	if (e)
		return e;
	*id_r = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	if (is_within)
		s->rules_last = *id_r;
	return ERR_OK;
}

static enum err rules_add(
	struct store_session *base, const char *text, int64_t since_utc)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_RULES_ADD, &stmt);

	assert(s->in_write);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, since_utc);
	bind_text(stmt, 2, text);
	s->rules_last = -1;
	e = sqlite_change(s, stmt, cannot_write);
	return e == ERR_NOT_FOUND ? ERR_EXISTS : e;
}

/* ------------------------------------------------------------------ peek */

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

/* ------------------------------------------------------------------ join */

static enum err is_due(struct store_session *base,
	const struct store_join *join, bool *is_due_r)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_JOIN_DUE, &stmt);

	*is_due_r = false;
	if (e)
		return e;
	bind_key(stmt, 1, &join->old);
	bind_key(stmt, 2, &join->key);
	sqlite3_bind_int64(stmt, 3, join->rules);
	e = sqlite_step(s, stmt, cannot_read);
	if (e)
		return e;
	*is_due_r = sqlite3_column_int(stmt, 0) != 0;
	sqlite3_reset(stmt);
	return ERR_OK;
}

static enum err run_by(struct sqlite_session *s, enum stmt_id id,
	const struct store_join *join)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, id, &stmt);
	int parameters;

	if (e)
		return e;
	parameters = sqlite3_bind_parameter_count(stmt);
	bind_key(stmt, 1, &join->old);
	if (parameters > 1)
		bind_key(stmt, 2, &join->key);
	if (id == STMT_JOIN_WISHES || id == STMT_JOIN_NOTE)
		sqlite3_bind_int64(stmt, 3, join->rules);
	else if (parameters > 2)
		bind_generation(s, stmt, 3);
	if (parameters > 3)
		bind_generation(s, stmt, 4);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err run_all(struct sqlite_session *s, const enum stmt_id *ids,
	size_t len, const struct store_join *join)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++)
		e = run_by(s, ids[i], join);
	return e;
}

static enum err restrict_key(struct sqlite_session *s,
	const struct pseudonym *key, int64_t restricted_utc)
{
	sqlite3_stmt *stmt;
	enum err e;

	if (restricted_utc == INSTANT_NONE)
		return ERR_OK;
	e = sqlite_stmt(s, STMT_JOIN_RESTRICTION, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_int64(stmt, 2, restricted_utc);
	bind_generation(s, stmt, 3);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err join_records(
	struct sqlite_session *s, const struct store_join *join)
{
	static const enum stmt_id moves[] = {
		STMT_REKEY_MERGE, STMT_REKEY_SUBJECT, STMT_REKEY_SUBJECT_REST};
	struct store_person old;
	int64_t restricted_utc;
	enum err e = sqlite_person_get(&s->base, &join->old, &old);

	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	restricted_utc = old.restricted_utc;
	if (join->rules &&
		(!store_person_is_bare(&old) ||
			restricted_utc == INSTANT_NONE)) {
		e = store_person_is_bare(&old) ?
			run_by(s, STMT_REKEY_SUBJECT_REST, join) :
			run_all(s, moves, sizeof(moves) / sizeof(*moves), join);
		if (!e)
			e = restrict_key(s, &join->old, restricted_utc);
	}
	return e ? e : restrict_key(s, &join->key, restricted_utc);
}

static enum err join_keys(
	struct store_session *base, const struct store_join *join)
{
	static const enum stmt_id copies[] = {STMT_REKEY_CONFIRM,
		STMT_REKEY_WISHES, STMT_JOIN_WISHES, STMT_JOIN_NOTE};
	static const enum stmt_id moves[] = {STMT_JOIN_REST, STMT_JOIN_REST_END,
		STMT_REKEY_ASKED, STMT_REKEY_ASKED_REST, STMT_REKEY_DOUBTS,
		STMT_REKEY_STATEMENTS, STMT_REKEY_HELD, STMT_REQUESTS_MOVE};
	struct sqlite_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = join_records(s, join);
	if (!e)
		e = run_all(s, copies, sizeof(copies) / sizeof(*copies), join);
	if (!e && join->rules)
		e = run_all(s, moves, sizeof(moves) / sizeof(*moves), join);
	return e;
}

static enum err joined_each(struct store_session *base,
	const struct pseudonym *key, int64_t rules, bool is_forward,
	joined_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	struct pseudonym other;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(
		s, is_forward ? STMT_JOINED_INTO : STMT_JOINED_EACH, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_int64(stmt, 2, rules);
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		if (sqlite3_column_bytes(stmt, 0) != PSEUDONYM_LEN)
			continue;
		memcpy(other.bytes, sqlite3_column_blob(stmt, 0),
			PSEUDONYM_LEN);
		if (each(arg, &other))
			continue;
		sqlite3_reset(stmt);
		return ERR_OK;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err disown(struct store_session *base, const struct pseudonym *old,
	const struct pseudonym *key, const char *purpose)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_DISOWN, &stmt);

	assert(s->in_write);
	if (!e)
		e = bind_name(s, stmt, 4, purpose);
	if (e)
		return e;
	bind_key(stmt, 1, old);
	bind_key(stmt, 2, key);
	bind_generation(s, stmt, 3);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err disown_restriction(struct store_session *base,
	const struct pseudonym *old, const struct pseudonym *key)
{
	const struct store_join join = {.old = *old, .key = *key};

	return run_by(own(base), STMT_DISOWN_RESTRICTION, &join);
}

const struct store_spelling_backend sqlite_spelling = {
	.rules_each = rules_each,
	.rules_last = rules_last,
	.rules_add = rules_add,
	.rules_peek = rules_peek,
	.is_due = is_due,
	.join = join_keys,
	.joined_each = joined_each,
	.disown = disown,
	.disown_restriction = disown_restriction,
};
