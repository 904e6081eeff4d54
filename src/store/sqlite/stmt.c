/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store/sql/rows.h"
#include "store/sqlite/row_triggers.h"

struct sqlite_stmt {
	struct sql_stmt base;
	sqlite3_stmt *stmt;
};

static sqlite3_stmt *stmt_of(struct sql_stmt *stmt)
{
	return ((struct sqlite_stmt *)stmt)->stmt;
}

static const char triggers[] = "SELECT name, sql FROM sqlite_schema"
			       " WHERE type IN ('trigger', 'view')"
			       " ORDER BY name";

static const char *const own_texts[STMT_COUNT] = {
	[STMT_BEGIN] = "BEGIN",
	[STMT_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[STMT_COMMIT] = "COMMIT",
	[STMT_ROWS_ALL] = sqlite_rows_all,
	[STMT_TRIGGERS] = triggers,
};

/* Inside a transaction, and while a statement is being stepped, the connection
 * is not opened anew: that would end both. */
static bool is_amid(const struct sqlite_session *s)
{
	return s->db &&
		(s->base.in_read || s->base.in_write ||
			sqlite3_txn_state(s->db, NULL) != SQLITE_TXN_NONE);
}

static enum err prepare(struct sqlite_session *s, enum stmt_id id)
{
	struct sqlite_stmt *stmt = calloc(1, sizeof(*stmt));

	if (!stmt)
		return ERR_NOMEM;
	stmt->base.driver = s->base.driver;
	if (sqlite3_prepare_v3(s->db,
		    own_texts[id] ? own_texts[id] : sql_texts[id], -1,
		    SQLITE_PREPARE_PERSISTENT, &stmt->stmt, NULL)) {
		free(stmt);
		return sqlite_fail(s, "cannot be asked");
	}
	s->stmts[id] = stmt;
	return ERR_OK;
}

static enum err get_stmt(
	struct sql_session *base, enum stmt_id id, struct sql_stmt **stmt_r)
{
	struct sqlite_session *s = sqlite_own(base);
	enum err e = is_amid(s) ? ERR_OK : sqlite_session_ready(s);

	if (!e && !s->stmts[id])
		e = prepare(s, id);
	if (e)
		return e;
	*stmt_r = &s->stmts[id]->base;
	/* What was asked before stays bound otherwise. */
	sqlite3_clear_bindings(s->stmts[id]->stmt);
	return ERR_OK;
}

void sqlite_stmts_finalize(struct sqlite_session *s)
{
	for (int i = 0; i < STMT_COUNT; i++) {
		if (s->stmts[i])
			sqlite3_finalize(s->stmts[i]->stmt);
		free(s->stmts[i]);
		s->stmts[i] = NULL;
	}
}

static enum err step(
	struct sql_session *base, struct sql_stmt *stmt, const char *what)
{
	enum err e;

	switch (sqlite3_step(stmt_of(stmt))) {
	case SQLITE_ROW:
		return ERR_OK;
	case SQLITE_DONE:
		sqlite3_reset(stmt_of(stmt));
		return ERR_NOT_FOUND;
	default:
		e = sqlite_fail(sqlite_own(base), what);
		sqlite3_reset(stmt_of(stmt));
		return e;
	}
}

static void reset(struct sql_stmt *stmt)
{
	sqlite3_reset(stmt_of(stmt));
}

static int64_t changes(struct sql_session *s)
{
	return sqlite3_changes64(sqlite_own(s)->db);
}

static int parameters(struct sql_stmt *stmt)
{
	return sqlite3_bind_parameter_count(stmt_of(stmt));
}

static void bind_a_null(struct sql_stmt *stmt, int n)
{
	sqlite3_bind_null(stmt_of(stmt), n);
}

static void bind_int64(struct sql_stmt *stmt, int n, int64_t value)
{
	sqlite3_bind_int64(stmt_of(stmt), n, value);
}

static void bind_blob(
	struct sql_stmt *stmt, int n, const void *bytes, size_t len)
{
	sqlite3_bind_blob64(stmt_of(stmt), n, bytes, len, SQLITE_STATIC);
}

static void bind_a_text(struct sql_stmt *stmt, int n, const char *text)
{
	sqlite3_bind_text(stmt_of(stmt), n, text, -1, SQLITE_STATIC);
}

static enum err bind_owned(
	struct sql_stmt *stmt, int n, void *bytes, size_t len)
{
	return sqlite3_bind_blob64(stmt_of(stmt), n, bytes, len, free) ?
		ERR_NOMEM :
		ERR_OK;
}

static int columns(struct sql_stmt *stmt)
{
	return sqlite3_column_count(stmt_of(stmt));
}

static bool column_is_null(struct sql_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt_of(stmt), column) == SQLITE_NULL;
}

static int64_t column_int64(struct sql_stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt_of(stmt), column);
}

static const void *column_blob(struct sql_stmt *stmt, int column)
{
	return sqlite3_column_blob(stmt_of(stmt), column);
}

static size_t column_bytes(struct sql_stmt *stmt, int column)
{
	return (size_t)sqlite3_column_bytes(stmt_of(stmt), column);
}

static const char *column_text(struct sql_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt_of(stmt), column);
}

/* SQLite's ids follow each other: whoever writes is alone. */
static enum err journal_seq(struct sql_session *s, int64_t last, int64_t *seq_r)
{
	(void)s;
	*seq_r = last + 1;
	return ERR_OK;
}

const struct sql_driver sqlite_driver = {
	.steps_lazily = true,
	.stmt = get_stmt,
	.step = step,
	.reset = reset,
	.changes = changes,
	.parameters = parameters,
	.bind_null = bind_a_null,
	.bind_int64 = bind_int64,
	.bind_blob = bind_blob,
	.bind_text = bind_a_text,
	.bind_owned = bind_owned,
	.columns = columns,
	.column_is_null = column_is_null,
	.column_int64 = column_int64,
	.column_blob = column_blob,
	.column_bytes = column_bytes,
	.column_text = column_text,
	.read_begin = sqlite_driver_read_begin,
	.read_end = sqlite_driver_read_end,
	.write_begin = sqlite_driver_write_begin,
	.write_commit = sqlite_driver_write_commit,
	.write_rollback = sqlite_driver_write_rollback,
	.journal_seq = journal_seq,
	.row_ought = sqlite_row_ought,
	.knows_trigger = sqlite_knows_trigger,
	.needed_triggers = SQLITE_ROW_TRIGGERS,
	.close_generation = sqlite_close_generation,
	.scrub = sqlite_scrub,
};
