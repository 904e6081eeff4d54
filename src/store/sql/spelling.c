/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/spelling.h"

#include <assert.h>
#include <string.h>

#include "store/sql/sql.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

/* ----------------------------------------------------------------- rules */

static enum err give_rules(struct sql_stmt *stmt, rules_fn *each, void *arg)
{
	const struct store_rules rules = {
		.id = sql_column_int64(stmt, 0),
		.since_utc = sql_column_int64(stmt, 1),
		.text = sql_column_text(stmt, 2),
	};

	if (!rules.text)
		return ERR_NOMEM;
	return each(arg, &rules) ? ERR_OK : ERR_EXISTS;
}

enum err sql_rules_each(struct store_session *base, rules_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_RULES_EACH, &stmt), given;

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		given = give_rules(stmt, each, arg);
		if (!given)
			continue;
		sql_reset(stmt);
		return given == ERR_EXISTS ? ERR_OK : given;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_rules_last(struct store_session *base, int64_t *id_r)
{
	struct sql_session *s = own(base);
	bool is_within = s->in_read || s->in_write;
	struct sql_stmt *stmt;
	enum err e;

	if (is_within && s->rules_last >= 0) {
		*id_r = s->rules_last;
		return ERR_OK;
	}
	e = sql_stmt(s, STMT_RULES_LAST, &stmt);
	if (!e)
		e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*id_r = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	if (is_within)
		s->rules_last = *id_r;
	return ERR_OK;
}

enum err sql_rules_add(
	struct store_session *base, const char *text, int64_t since_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_RULES_ADD, &stmt);

	assert(s->in_write);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, since_utc);
	bind_text(stmt, 2, text);
	s->rules_last = -1;
	e = sql_change(s, stmt, cannot_write);
	return e == ERR_NOT_FOUND ? ERR_EXISTS : e;
}

/* ------------------------------------------------------------------ join */

enum err sql_is_due(struct store_session *base, const struct store_join *join,
	bool *is_due_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_JOIN_DUE, &stmt);

	*is_due_r = false;
	if (e)
		return e;
	bind_key(stmt, 1, &join->old);
	bind_key(stmt, 2, &join->key);
	sql_bind_int64(stmt, 3, join->rules);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*is_due_r = sql_column_int(stmt, 0) != 0;
	sql_reset(stmt);
	return ERR_OK;
}

static enum err run_by(
	struct sql_session *s, enum stmt_id id, const struct store_join *join)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);
	int parameters;

	if (e)
		return e;
	parameters = sql_parameters(stmt);
	bind_key(stmt, 1, &join->old);
	if (parameters > 1)
		bind_key(stmt, 2, &join->key);
	if (id == STMT_JOIN_WISHES || id == STMT_JOIN_NOTE)
		sql_bind_int64(stmt, 3, join->rules);
	else if (parameters > 2)
		bind_generation(s, stmt, 3);
	if (parameters > 3)
		bind_generation(s, stmt, 4);
	return sql_run(s, stmt, cannot_write);
}

static enum err run_all(struct sql_session *s, const enum stmt_id *ids,
	size_t len, const struct store_join *join)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++)
		e = run_by(s, ids[i], join);
	return e;
}

static enum err restrict_key(struct sql_session *s, const struct pseudonym *key,
	int64_t restricted_utc)
{
	struct sql_stmt *stmt;
	enum err e;

	if (restricted_utc == INSTANT_NONE)
		return ERR_OK;
	e = sql_stmt(s, STMT_JOIN_RESTRICTION, &stmt);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_int64(stmt, 2, restricted_utc);
	bind_generation(s, stmt, 3);
	return sql_run(s, stmt, cannot_write);
}

static enum err join_records(
	struct sql_session *s, const struct store_join *join)
{
	static const enum stmt_id moves[] = {
		STMT_REKEY_MERGE, STMT_REKEY_SUBJECT, STMT_REKEY_SUBJECT_REST};
	struct store_person old;
	int64_t restricted_utc;
	enum err e = sql_person_get(&s->base, &join->old, &old);

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

enum err sql_join(struct store_session *base, const struct store_join *join)
{
	static const enum stmt_id copies[] = {STMT_REKEY_CONFIRM,
		STMT_REKEY_WISHES, STMT_JOIN_WISHES, STMT_JOIN_NOTE};
	static const enum stmt_id moves[] = {STMT_JOIN_REST, STMT_JOIN_REST_END,
		STMT_REKEY_ASKED, STMT_REKEY_ASKED_REST, STMT_REKEY_DOUBTS,
		STMT_REKEY_STATEMENTS, STMT_REKEY_HELD, STMT_REQUESTS_MOVE};
	struct sql_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = join_records(s, join);
	if (!e)
		e = run_all(s, copies, sizeof(copies) / sizeof(*copies), join);
	if (!e && join->rules)
		e = run_all(s, moves, sizeof(moves) / sizeof(*moves), join);
	return e;
}

enum err sql_joined_each(struct store_session *base,
	const struct pseudonym *key, int64_t rules, bool is_forward,
	joined_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct pseudonym other;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(
		s, is_forward ? STMT_JOINED_INTO : STMT_JOINED_EACH, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_int64(stmt, 2, rules);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		if (sql_column_bytes(stmt, 0) != PSEUDONYM_LEN)
			continue;
		memcpy(other.bytes, sql_column_blob(stmt, 0), PSEUDONYM_LEN);
		if (each(arg, &other))
			continue;
		sql_reset(stmt);
		return ERR_OK;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_disown(struct store_session *base, const struct pseudonym *old,
	const struct pseudonym *key, const char *purpose)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_DISOWN, &stmt);

	assert(s->in_write);
	if (!e)
		e = bind_name(s, stmt, 4, purpose);
	if (e)
		return e;
	bind_key(stmt, 1, old);
	bind_key(stmt, 2, key);
	bind_generation(s, stmt, 3);
	return sql_run(s, stmt, cannot_write);
}

enum err sql_disown_restriction(struct store_session *base,
	const struct pseudonym *old, const struct pseudonym *key)
{
	const struct store_join join = {.old = *old, .key = *key};

	return run_by(own(base), STMT_DISOWN_RESTRICTION, &join);
}
