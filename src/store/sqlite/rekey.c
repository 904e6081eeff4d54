/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/rekey.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/sqlite.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

static enum err is_used(struct store_session *base, const struct pseudonym *key,
	bool *is_used_r)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_first(s, STMT_KEY_USED, key, &stmt);

	*is_used_r = false;
	if (e)
		return e;
	*is_used_r = sqlite3_column_int(stmt, 0) != 0;
	sqlite3_reset(stmt);
	return ERR_OK;
}

static bool is_writing(const struct store_session *base)
{
	return ((const struct sqlite_session *)base)->in_write;
}

/* Each is given the old key, the new one, and the newest generation. */
static const enum stmt_id moves[] = {
	STMT_REKEY_MERGE, /* where both are on record, into the new one */
	STMT_REKEY_SUBJECT,
	STMT_REKEY_SUBJECT_REST,
	STMT_REKEY_CONFIRM,
	STMT_REKEY_WISHES,
	STMT_REKEY_FACTS,
	STMT_REKEY_FACTS_REST,
	STMT_REKEY_ASKED,
	STMT_REKEY_ASKED_REST,
	STMT_REKEY_UNDO,
	STMT_REKEY_DOUBTS,
	STMT_REKEY_STATEMENTS,
	STMT_REKEY_HELD,
	STMT_REQUESTS_MOVE,
	STMT_REKEY_JOINED_OLD,
	STMT_REKEY_JOINED_OLD_REST,
	STMT_REKEY_JOINED_KEY,
	STMT_REKEY_JOINED_KEY_REST,
};

static enum err move(struct store_session *base, const struct pseudonym *old,
	const struct pseudonym *key)
{
	struct sqlite_session *s = own(base);
	enum err e = ERR_OK;

	assert(s->in_write);
	for (size_t i = 0; !e && i < sizeof(moves) / sizeof(*moves); i++) {
		sqlite3_stmt *stmt;
		int parameters;

		e = sqlite_stmt(s, moves[i], &stmt);
		if (e)
			break;
		parameters = sqlite3_bind_parameter_count(stmt);
		bind_key(stmt, 1, old);
		if (parameters > 1)
			bind_key(stmt, 2, key);
		if (parameters > 2)
			sqlite3_bind_int64(
				stmt, 3, keyfile_newest(base->store->keys));
		e = sqlite_run(s, stmt, cannot_write);
	}
	return e;
}

static enum err label(struct store_session *base, const struct pseudonym *key,
	unsigned generation)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_KEY_GENERATION, &stmt);

	assert(s->in_write);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_int64(stmt, 2, generation);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err count(struct store_session *base, unsigned generation,
	struct store_generation *count_r)
{
	struct sqlite_session *s = own(base);
	unsigned char head[5] = {1, (unsigned char)(generation >> 24),
		(unsigned char)(generation >> 16),
		(unsigned char)(generation >> 8), (unsigned char)generation};
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_GENERATION_COUNT, &stmt);

	*count_r = (struct store_generation){.persons = 0};
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, generation);
	sqlite3_bind_blob(stmt, 2, head, sizeof(head), SQLITE_STATIC);
	e = sqlite_step(s, stmt, cannot_read);
	if (e)
		return e;
	count_r->persons = sqlite3_column_int64(stmt, 0);
	count_r->objections = sqlite3_column_int64(stmt, 1);
	count_r->withdrawals = sqlite3_column_int64(stmt, 2);
	count_r->held = sqlite3_column_int64(stmt, 3);
	sqlite3_reset(stmt);
	return ERR_OK;
}

void sqlite_retired_trigger(char sql_r[RETIRED_TRIGGER_SIZE], const char *table,
	unsigned generation)
{
	snprintf(sql_r, RETIRED_TRIGGER_SIZE,
		"CREATE TRIGGER %s_retired_%u"
		" BEFORE INSERT ON %s WHEN NEW.generation = %u"
		" BEGIN SELECT RAISE(ABORT, 'this generation of keys"
		" is retired: restart the program'); END",
		table, generation, table, generation);
}

static enum err has_trigger(struct sqlite_session *s, const char *table,
	unsigned generation, bool *has_it_r)
{
	char name[64];
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_TRIGGER, &stmt);

	if (e)
		return e;
	snprintf(name, sizeof(name), "%s_retired_%u", table, generation);
	bind_text(stmt, 1, name);
	e = sqlite_step(s, stmt, cannot_read);
	sqlite3_reset(stmt);
	*has_it_r = !e;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* A trigger in the store: no program that writes can get around it. */
static enum err close_generation(
	struct store_session *base, unsigned generation)
{
	static const char *const tables[] = {"subject", "fact"};
	struct sqlite_session *s = own(base);
	char sql[RETIRED_TRIGGER_SIZE];
	enum err e = ERR_OK;

	assert(s->in_write);
	for (size_t i = 0; !e && i < sizeof(tables) / sizeof(*tables); i++) {
		bool has_it;

		sqlite_retired_trigger(sql, tables[i], generation);
		e = has_trigger(s, tables[i], generation, &has_it);
		if (!e && !has_it)
			e = sqlite_exec(s, sql);
	}
	return e;
}

const struct store_rekey_backend sqlite_rekey = {
	.is_used = is_used,
	.is_writing = is_writing,
	.move = move,
	.label = label,
	.count = count,
	.close = close_generation,
};
