/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/rekey.h"

#include <assert.h>

#include "store/sql/sql.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

static enum err is_used(struct store_session *base, const struct pseudonym *key,
	bool *is_used_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_first(s, STMT_KEY_USED, key, &stmt);

	*is_used_r = false;
	if (e)
		return e;
	*is_used_r = sql_column_int(stmt, 0) != 0;
	sql_reset(stmt);
	return ERR_OK;
}

static bool is_writing(const struct store_session *base)
{
	return ((const struct sql_session *)base)->in_write;
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
	struct sql_session *s = own(base);
	enum err e = ERR_OK;

	assert(s->in_write);
	for (size_t i = 0; !e && i < sizeof(moves) / sizeof(*moves); i++) {
		struct sql_stmt *stmt;
		int parameters;

		e = sql_stmt(s, moves[i], &stmt);
		if (e)
			break;
		parameters = sql_parameters(stmt);
		bind_key(stmt, 1, old);
		if (parameters > 1)
			bind_key(stmt, 2, key);
		if (parameters > 2)
			sql_bind_int64(
				stmt, 3, keyfile_newest(base->store->keys));
		e = sql_run(s, stmt, cannot_write);
	}
	return e;
}

static enum err label(struct store_session *base, const struct pseudonym *key,
	unsigned generation)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_KEY_GENERATION, &stmt);

	assert(s->in_write);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_int64(stmt, 2, generation);
	return sql_run(s, stmt, cannot_write);
}

static enum err count(struct store_session *base, unsigned generation,
	struct store_generation *count_r)
{
	struct sql_session *s = own(base);
	unsigned char head[5] = {1, (unsigned char)(generation >> 24),
		(unsigned char)(generation >> 16),
		(unsigned char)(generation >> 8), (unsigned char)generation};
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_GENERATION_COUNT, &stmt);

	*count_r = (struct store_generation){.persons = 0};
	if (e)
		return e;
	sql_bind_int64(stmt, 1, generation);
	sql_bind_blob(stmt, 2, head, sizeof(head));
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	count_r->persons = sql_column_int64(stmt, 0);
	count_r->objections = sql_column_int64(stmt, 1);
	count_r->withdrawals = sql_column_int64(stmt, 2);
	count_r->held = sql_column_int64(stmt, 3);
	sql_reset(stmt);
	return ERR_OK;
}

/* In the store itself: no program that writes can get around it. */
static enum err close_generation(
	struct store_session *base, unsigned generation)
{
	struct sql_session *s = own(base);

	assert(s->in_write);
	return s->driver->close_generation(s, generation);
}

const struct store_rekey_backend sql_rekey = {
	.is_used = is_used,
	.is_writing = is_writing,
	.move = move,
	.label = label,
	.count = count,
	.close = close_generation,
};
