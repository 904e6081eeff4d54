/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/sales.h"

#include <assert.h>
#include <string.h>

#include "store/sql/sql.h"

static const char cannot_write[] = "a statement cannot be written";
static const char cannot_read[] = "statements cannot be read";
static const char cannot_count[] = "the number of checks cannot be written";

/* ----------------------------------------------------------- statements */

static enum err bind_texts(struct sql_session *s, struct sql_stmt *stmt,
	const struct store_statement *statement)
{
	bool waits = statement->state == STATEMENT_WAITS;
	enum err e = bind_name(s, stmt, 6, statement->source);

	if (!e)
		e = bind_name(s, stmt, 7, statement->relation);
	if (!e)
		e = bind_sealed(s, stmt, 8, SEALED_TELLER, statement->teller);
	if (!e)
		e = bind_sealed(s, stmt, 10, SEALED_ADDRESS,
			waits ? statement->who : NULL);
	if (!e)
		e = bind_sealed(s, stmt, 11, SEALED_NOTE,
			waits ? statement->note : NULL);
	return e;
}

static enum err add(struct store_session *base,
	const struct store_statement *statement, int64_t *id_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_STATEMENT_ADD, &stmt);
	if (!e)
		e = bind_texts(s, stmt, statement);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, statement->account);
	sql_bind_int64(stmt, 2, (int)statement->kind);
	sql_bind_int64(stmt, 3, (int)statement->state);
	sql_bind_int64(stmt, 4, statement->at_utc);
	sql_bind_int64(stmt, 5, statement->said_utc);
	if (statement->state == STATEMENT_WAITS)
		bind_key(stmt, 9, &statement->key);
	else
		sql_bind_null(stmt, 9);
	return sql_add(s, stmt, cannot_write, id_r);
}

static enum err take(
	struct sql_session *s, struct sql_stmt *stmt, struct store_statement *r)
{
	enum err e;

	*r = (struct store_statement){
		.id = sql_column_int64(stmt, 0),
		.account = sql_column_int64(stmt, 1),
		.kind = (enum statement_kind)sql_column_int(stmt, 2),
		.state = (enum statement_state)sql_column_int(stmt, 3),
		.at_utc = sql_column_int64(stmt, 4),
		.said_utc = sql_column_int64(stmt, 5),
	};
	if (sql_column_bytes(stmt, 9) == PSEUDONYM_LEN)
		memcpy(r->key.bytes, sql_column_blob(stmt, 9), PSEUDONYM_LEN);
	e = column_name(s, stmt, 6, &r->source);
	if (!e)
		e = column_name(s, stmt, 7, &r->relation);
	if (!e)
		e = column_shown(s, stmt, 8, SEALED_TELLER, &r->teller);
	if (!e)
		e = column_shown(s, stmt, 10, SEALED_ADDRESS, &r->who);
	if (!e)
		e = column_shown(s, stmt, 11, SEALED_NOTE, &r->note);
	return e;
}

/* ERR_NOT_FOUND: there was none. */
static enum err give(struct sql_session *s, struct sql_stmt *stmt,
	statement_fn *each, void *arg)
{
	struct store_statement statement;
	bool is_any = false;
	enum err e;

	while (!(e = sql_step(s, stmt, cannot_read))) {
		is_any = true;
		e = take(s, stmt, &statement);
		if (e || !each(arg, &statement)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND && is_any ? ERR_OK : e;
}

static enum err each_statement(struct store_session *base, int64_t after,
	size_t limit, statement_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_STATEMENTS_EACH, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, after);
	sql_bind_int64(stmt, 2,
		limit > 0 && limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
	e = give(s, stmt, each, arg);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err get(
	struct store_session *base, int64_t id, statement_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_STATEMENT_GET, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	return give(s, stmt, each, arg);
}

static enum err of_person(struct store_session *base,
	const struct pseudonym *key, statement_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_STATEMENTS_OF, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	e = give(s, stmt, each, arg);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err move(struct store_session *base, const struct pseudonym *from,
	const struct pseudonym *to, const char *who, int64_t *moved_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	*moved_r = 0;
	assert(s->in_write);
	e = sql_stmt(s, STMT_STATEMENTS_MOVE, &stmt);
	if (!e)
		e = bind_sealed(s, stmt, 3, SEALED_ADDRESS, who);
	if (e)
		return e;
	bind_key(stmt, 1, from);
	bind_key(stmt, 2, to);
	e = sql_run(s, stmt, cannot_write);
	if (!e)
		*moved_r = sql_changes(s);
	return e;
}

static enum err settle(struct store_session *base, int64_t id,
	enum statement_state state, int64_t at_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_STATEMENT_SETTLE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	sql_bind_int64(stmt, 2, (int)state);
	sql_bind_int64(stmt, 3, at_utc);
	e = sql_run(s, stmt, cannot_write);
	return !e && sql_changes(s) == 0 ? ERR_NOT_FOUND : e;
}

static enum err purge(struct store_session *base, int64_t before_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_STATEMENTS_PURGE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err counts(struct store_session *base, int64_t since_utc,
	statement_count_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_STATEMENT_COUNTS, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, since_utc);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		struct statement_count count = {
			.account = sql_column_int64(stmt, 0),
			.waiting = sql_column_int64(stmt, 2),
			.counted = sql_column_int64(stmt, 3),
			.confirmed = sql_column_int64(stmt, 4),
			.refused = sql_column_int64(stmt, 5),
		};

		e = column_shown(s, stmt, 1, SEALED_TELLER, &count.teller);
		if (e || !each(arg, &count)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* -------------------------------------------------------------- askings */

static enum err asked_before(struct sql_session *s,
	const struct store_asking *asking, int64_t *addresses_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_ASKING_GET, &stmt);

	*addresses_r = 0;
	if (e)
		return e;
	sql_bind_int64(stmt, 1, asking->account);
	sql_bind_int64(stmt, 2, asking->day);
	e = sql_step(s, stmt, cannot_count);
	if (!e) {
		*addresses_r = sql_column_int64(stmt, 0);
		sql_reset(stmt);
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err asking_add(struct store_session *base,
	const struct store_asking *asking, int64_t *left_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	int64_t before;
	enum err e;

	assert(s->in_write);
	e = asked_before(s, asking, &before);
	if (e)
		return e;
	*left_r = asking->most > before ? asking->most - before : 0;
	if (asking->addresses > *left_r)
		return ERR_LIMIT;
	if (asking->addresses == 0)
		return ERR_OK;
	*left_r -= asking->addresses;
	e = sql_stmt(s, STMT_ASKING_ADD, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, asking->account);
	sql_bind_int64(stmt, 2, asking->day);
	sql_bind_int64(stmt, 3, asking->addresses);
	return sql_run(s, stmt, cannot_count);
}

static enum err askings_purge(struct store_session *base, int64_t before_day)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_ASKINGS_PURGE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_day);
	return sql_run(s, stmt, cannot_count);
}

/* -------------------------------------------------------------- stopped */

static enum err stopped(struct store_session *base,
	const struct stopped_filter *filter, journal_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct journal_entry entry;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_STOPPED_EACH, &stmt);

	if (e)
		return e;
	sql_bind_blob(stmt, 1, filter->sender, filter->sender_len);
	sql_bind_int64(stmt, 2,
		filter->before_seq > 0 ? (int64_t)filter->before_seq :
					 INT64_MAX);
	sql_bind_int64(stmt, 3, filter->since_utc);
	sql_bind_int64(stmt, 4,
		filter->with_held_verdicts ? (int)ACTION_HOLD :
					     (int)ACTION_REJECT);
	sql_bind_int64(stmt, 5, (int64_t)filter->limit);
	while (!(e = sql_step(s, stmt, "the journal cannot be read"))) {
		e = journal_take_entry(s, stmt, &entry);
		if (e == ERR_CORRUPT)
			e = ERR_OK; /* journal verify names it */
		if (e || !each(arg, &entry)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

const struct store_sales_backend sql_sales = {
	.add = add,
	.each = each_statement,
	.get = get,
	.of_person = of_person,
	.move = move,
	.settle = settle,
	.purge = purge,
	.counts = counts,
	.asking_add = asking_add,
	.askings_purge = askings_purge,
	.stopped = stopped,
};
