/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/pgsql/pgsql_private.h"
#include "store/sql/rows.h"

/* Types of the server's own (pg_type). */
#define TYPE_BOOL 16
#define TYPE_INT8 20
#define TYPE_INT2 21
#define TYPE_INT4 23

#define NUMBER_SIZE 24

/* A parameter. Numbers go as text, so that the server gives them the type that
 * the statement wants. */
struct parameter {
	const char *bytes; /* NULL: NULL */
	int len;
	bool is_binary;
	char number[NUMBER_SIZE];
	void *owned;
};

struct pgsql_stmt {
	struct sql_stmt base;
	enum stmt_id id;
	struct pgsql_session *session;
	const struct pgsql_text *text;
	struct parameter parameters[PGSQL_PARAMETERS_MAX];
	PGresult *result; /* NULL: not run yet */
	int row;
};

static struct pgsql_stmt *own_stmt(struct sql_stmt *stmt)
{
	return (struct pgsql_stmt *)stmt;
}

/* -------------------------------------------------------------- parameters */

static void forget(struct parameter *p)
{
	free(p->owned);
	*p = (struct parameter){.bytes = NULL};
}

static void forget_all(struct pgsql_stmt *stmt)
{
	for (int i = 0; i < PGSQL_PARAMETERS_MAX; i++)
		forget(&stmt->parameters[i]);
}

/* NULL: the statement does not ask for it. */
static struct parameter *parameter(struct sql_stmt *base, int n)
{
	struct pgsql_stmt *stmt = own_stmt(base);
	int place = n <= PGSQL_PARAMETERS_MAX ? stmt->text->places[n] : 0;

	if (place == 0)
		return NULL;
	forget(&stmt->parameters[place - 1]);
	return &stmt->parameters[place - 1];
}

static void bind_a_null(struct sql_stmt *stmt, int n)
{
	(void)parameter(stmt, n);
}

static void bind_int64(struct sql_stmt *stmt, int n, int64_t value)
{
	struct parameter *p = parameter(stmt, n);

	if (!p)
		return;
	p->len = snprintf(p->number, sizeof(p->number), "%" PRId64, value);
	p->bytes = p->number;
}

static void bind_blob(
	struct sql_stmt *stmt, int n, const void *bytes, size_t len)
{
	struct parameter *p = parameter(stmt, n);

	if (!p)
		return;
	p->bytes = bytes;
	p->len = (int)len;
	p->is_binary = true;
}

static void bind_a_text(struct sql_stmt *stmt, int n, const char *text)
{
	struct parameter *p = parameter(stmt, n);

	if (!p || !text)
		return;
	p->bytes = text;
	p->len = (int)strlen(text);
}

static enum err bind_owned(
	struct sql_stmt *stmt, int n, void *bytes, size_t len)
{
	struct parameter *p = parameter(stmt, n);

	bind_blob(stmt, n, bytes, len);
	if (p)
		p->owned = bytes;
	else
		free(bytes);
	return ERR_OK;
}

static int parameters(struct sql_stmt *stmt)
{
	return own_stmt(stmt)->text->parameters;
}

/* --------------------------------------------------------------- statements */

static void reset(struct sql_stmt *base)
{
	struct pgsql_stmt *stmt = own_stmt(base);

	PQclear(stmt->result);
	stmt->result = NULL;
}

void pgsql_stmts_free(struct pgsql_session *s)
{
	for (int i = 0; i < STMT_COUNT; i++) {
		if (!s->stmts[i])
			continue;
		reset(&s->stmts[i]->base);
		forget_all(s->stmts[i]);
		free(s->stmts[i]);
		s->stmts[i] = NULL;
	}
}

static enum err get_stmt(
	struct sql_session *base, enum stmt_id id, struct sql_stmt **stmt_r)
{
	struct pgsql_session *s = pgsql_own(base);
	struct pgsql_stmt *stmt = s->stmts[id];
	enum err e = pgsql_ready(s);

	if (e)
		return e;
	if (!stmt) {
		stmt = calloc(1, sizeof(*stmt));
		if (!stmt)
			return ERR_NOMEM;
		stmt->base.driver = base->driver;
		stmt->id = id;
		stmt->session = s;
		stmt->text = pgsql_text_of(id);
		s->stmts[id] = stmt;
	}
	reset(&stmt->base);
	forget_all(stmt);
	*stmt_r = &stmt->base;
	return ERR_OK;
}

static enum err ask(
	struct pgsql_session *s, struct pgsql_stmt *stmt, const char *what)
{
	const char *values[PGSQL_PARAMETERS_MAX];
	int lengths[PGSQL_PARAMETERS_MAX], formats[PGSQL_PARAMETERS_MAX];
	int len = stmt->text->places_len;
	const char *changed;
	enum err e;

	for (int i = 0; i < len; i++) {
		const struct parameter *p = &stmt->parameters[i];

		values[i] = p->bytes;
		lengths[i] = p->len;
		formats[i] = p->is_binary;
	}
	e = pgsql_ready(s);
	if (!e)
		e = pgsql_ask(s, stmt->text->sql, len, values, lengths, formats,
			what, &stmt->result);
	if (e)
		return e;
	changed = PQcmdTuples(stmt->result);
	s->changes = strtoll(changed, NULL, 10);
	stmt->row = -1;
	return ERR_OK;
}

static bool is_of_names(enum stmt_id id)
{
	return id == STMT_NAME_ADD || id == STMT_CHANNEL_ADD;
}

static enum err need_names(
	struct pgsql_store *store, struct pgsql_session **s_r)
{
	struct store_session *s;
	enum err e = ERR_OK;

	if (!store->names) {
		e = pgsql_session_new(&store->base, &s);
		store->names = e ? NULL : pgsql_own(own(s));
	}
	*s_r = store->names;
	return e;
}

/* A name is committed at once, by itself: two who add the same one would wait
 * for the end of each other's transactions, and one that is rolled back would
 * leave a number that others know. */
static enum err ask_apart(
	struct pgsql_session *s, struct pgsql_stmt *stmt, const char *what)
{
	struct pgsql_store *store = pgsql_store_of(s);
	struct pgsql_session *names;
	enum err e;

	pthread_mutex_lock(&store->names_lock);
	e = need_names(store, &names);
	if (!e) {
		names->is_urgent = s->is_urgent;
		names->until_ms = s->until_ms;
		e = ask(names, stmt, what);
	}
	if (e && names)
		memcpy(s->base.base.cause, names->base.base.cause,
			STORE_CAUSE_SIZE);
	pthread_mutex_unlock(&store->names_lock);
	return e;
}

static enum err step(
	struct sql_session *base, struct sql_stmt *stmt_base, const char *what)
{
	struct pgsql_session *s = pgsql_own(base);
	struct pgsql_stmt *stmt = own_stmt(stmt_base);
	enum err e = ERR_OK;

	if (!stmt->result)
		e = is_of_names(stmt->id) ? ask_apart(s, stmt, what) :
					    ask(s, stmt, what);
	if (e)
		return e;
	if (++stmt->row < PQntuples(stmt->result))
		return ERR_OK;
	reset(stmt_base);
	return ERR_NOT_FOUND;
}

static int64_t changes(struct sql_session *s)
{
	return pgsql_own(s)->changes;
}

/* ------------------------------------------------------------------ columns */

static int columns(struct sql_stmt *stmt)
{
	return PQnfields(own_stmt(stmt)->result);
}

static bool column_is_null(struct sql_stmt *stmt, int column)
{
	return PQgetisnull(own_stmt(stmt)->result, own_stmt(stmt)->row, column);
}

static int64_t get_number(const unsigned char *bytes, int len)
{
	uint64_t number = bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < len; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

static int64_t column_int64(struct sql_stmt *base, int column)
{
	const struct pgsql_stmt *stmt = own_stmt(base);
	const char *bytes = PQgetvalue(stmt->result, stmt->row, column);
	int len = PQgetlength(stmt->result, stmt->row, column);

	if (PQgetisnull(stmt->result, stmt->row, column))
		return 0;
	switch (PQftype(stmt->result, column)) {
	case TYPE_BOOL:
		return bytes[0] != 0;
	case TYPE_INT8:
	case TYPE_INT4:
	case TYPE_INT2:
		return get_number((const unsigned char *)bytes, len);
	default:
		return 0;
	}
}

static const void *column_blob(struct sql_stmt *base, int column)
{
	const struct pgsql_stmt *stmt = own_stmt(base);

	if (PQgetisnull(stmt->result, stmt->row, column))
		return NULL;
	return PQgetvalue(stmt->result, stmt->row, column);
}

static size_t column_bytes(struct sql_stmt *base, int column)
{
	const struct pgsql_stmt *stmt = own_stmt(base);

	return (size_t)PQgetlength(stmt->result, stmt->row, column);
}

static const char *column_text(struct sql_stmt *stmt, int column)
{
	return column_blob(stmt, column);
}

/* ------------------------------------------------------------------ numbers */

/* Verdicts take numbers in advance, so many as they wrote entries; what changes
 * wishes and restrictions takes them one by one while it has its turn, so that
 * sums in the journal have the order of their transactions. */
static enum err take_numbers(struct pgsql_session *s, int64_t len)
{
	static const char sql[] = "SELECT nextval('journal_number')"
				  " FROM generate_series(1, $1::int)";
	char number[NUMBER_SIZE];
	const char *const values[] = {number};
	const int zero[] = {0};
	PGresult *result;
	int64_t *seqs;
	enum err e;

	snprintf(number, sizeof(number), "%" PRId64, len);
	e = pgsql_ask(s, sql, 1, values, zero, zero,
		"the journal cannot be written", &result);
	if (e)
		return e;
	s->seqs_len = s->seqs_next = 0;
	for (int i = 0; i < PQntuples(result); i++) {
		seqs = array_grow(
			s->seqs, s->seqs_len, &s->seqs_cap, sizeof(*seqs));
		if (!seqs)
			break;
		s->seqs = seqs;
		seqs[s->seqs_len++] = get_number(
			(const unsigned char *)PQgetvalue(result, i, 0), 8);
	}
	PQclear(result);
	return s->seqs_len > 0 ? ERR_OK : ERR_NOMEM;
}

static enum err journal_seq(
	struct sql_session *base, int64_t last, int64_t *seq_r)
{
	struct pgsql_session *s = pgsql_own(base);
	enum err e = ERR_OK;

	do {
		if (s->seqs_next == s->seqs_len)
			e = take_numbers(s, 1);
		*seq_r = e ? 0 : s->seqs[s->seqs_next++];
	} while (!e && *seq_r <= last);
	return e;
}

const struct sql_driver pgsql_driver = {
	.has_gaps = true,
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
	.read_begin = pgsql_read_begin,
	.read_end = pgsql_read_end,
	.write_begin = pgsql_write_begin,
	.write_commit = pgsql_write_commit,
	.write_rollback = pgsql_write_rollback,
	.journal_seq = journal_seq,
	.rows_settle = pgsql_rows_settle,
	.row_ought = pgsql_row_ought,
	.knows_trigger = pgsql_knows_trigger,
	.needed_triggers = PGSQL_ROW_TRIGGERS,
	.close_generation = pgsql_close_generation,
	.scrub = pgsql_scrub,
};
