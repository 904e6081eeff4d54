/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/rights.h"

#include <assert.h>
#include <string.h>

#include "store/sql/sql.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

static enum err evidence_each(struct store_session *base,
	const struct pseudonym *key, evidence_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_evidence evidence;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_EVIDENCE_EACH, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		evidence.is_withdrawal =
			sql_column_int(stmt, 0) == FACT_WITHDRAWAL;
		e = column_name(s, stmt, 1, &evidence.purpose);
		evidence.at_utc = sql_column_int64(stmt, 2);
		if (!e)
			e = column_shown(s, stmt, 3, SEALED_EVIDENCE,
				&evidence.evidence);
		if (e || !each(arg, &evidence)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err copy_by(struct sql_session *s, enum stmt_id id,
	const struct pseudonym *from, const struct pseudonym *to)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, from);
	bind_key(stmt, 2, to);
	if (sql_parameters(stmt) > 2)
		bind_generation(s, stmt, 3);
	return sql_run(s, stmt, cannot_write);
}

static enum err facts_copy(struct store_session *base,
	const struct pseudonym *from, const struct pseudonym *to)
{
	struct sql_session *s = own(base);
	enum err e;

	assert(s->in_write);
	e = copy_by(s, STMT_FACTS_COPY, from, to);
	return e ? e : copy_by(s, STMT_REQUESTS_MOVE, from, to);
}

/* Columns of STMT_REQUESTS_EACH. */
enum {
	REQUEST_ID,
	REQUEST_KEY,
	REQUEST_ARTICLE,
	REQUEST_RECEIVED,
	REQUEST_CHANNEL,
	REQUEST_TOLD,
	REQUEST_REASON,
	REQUEST_CLOSED,
	REQUEST_OUTCOME,
	REQUEST_IDENTIFIED
};

static enum err take_request(struct sql_session *s, struct sql_stmt *stmt,
	struct store_request *request_r)
{
	enum err e;

	if (sql_column_bytes(stmt, REQUEST_KEY) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	*request_r = (struct store_request){
		.id = sql_column_int64(stmt, REQUEST_ID),
		.article = sql_column_int(stmt, REQUEST_ARTICLE),
		.received_utc = sql_column_int64(stmt, REQUEST_RECEIVED),
		.told_utc = column_instant(stmt, REQUEST_TOLD),
		.closed_utc = column_instant(stmt, REQUEST_CLOSED),
	};
	memcpy(request_r->key.bytes, sql_column_blob(stmt, REQUEST_KEY),
		PSEUDONYM_LEN);
	e = column_channel(s, stmt, REQUEST_CHANNEL, &request_r->channel);
	if (!e)
		e = column_shown(s, stmt, REQUEST_REASON, SEALED_REASON,
			&request_r->reason);
	if (!e)
		e = column_shown(s, stmt, REQUEST_OUTCOME, SEALED_OUTCOME,
			&request_r->outcome);
	return e ? e :
		   column_shown(s, stmt, REQUEST_IDENTIFIED, SEALED_IDENTIFIED,
			   &request_r->identified);
}

static enum err requests_each(struct store_session *base,
	const struct store_request_filter *filter, request_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_request request;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_REQUESTS_EACH, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, filter->id);
	if (filter->key)
		bind_key(stmt, 2, filter->key);
	else
		sql_bind_null(stmt, 2);
	sql_bind_int64(stmt, 3, filter->is_open);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_request(s, stmt, &request);
		if (e || !each(arg, &request)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err request_add(struct store_session *base,
	const struct store_request *request, int64_t *id_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_REQUEST_ADD, &stmt);
	if (!e)
		e = bind_channel(s, stmt, 4, request->channel);
	if (!e)
		e = bind_sealed(
			s, stmt, 5, SEALED_IDENTIFIED, request->identified);
	if (e)
		return e;
	bind_key(stmt, 1, &request->key);
	sql_bind_int64(stmt, 2, request->article);
	sql_bind_int64(stmt, 3, request->received_utc);
	return sql_add(s, stmt, cannot_write, id_r);
}

static enum err change(struct sql_session *s, enum stmt_id which, int64_t id,
	int64_t at_utc, const char *text)
{
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, which, &stmt);
	if (!e)
		e = bind_sealed(s, stmt, 3,
			which == STMT_REQUEST_EXTEND ? SEALED_REASON :
						       SEALED_OUTCOME,
			text);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	sql_bind_int64(stmt, 2, at_utc);
	return sql_change(s, stmt, cannot_write);
}

static enum err request_extend(struct store_session *base, int64_t id,
	const char *reason, int64_t told_utc)
{
	return change(own(base), STMT_REQUEST_EXTEND, id, told_utc, reason);
}

static enum err request_close(struct store_session *base, int64_t id,
	int64_t at_utc, const char *outcome)
{
	return change(own(base), STMT_REQUEST_CLOSE, id, at_utc, outcome);
}

static enum err requests_purge(
	struct store_session *base, int64_t closed_before_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_REQUESTS_PURGE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, closed_before_utc);
	return sql_run(s, stmt, cannot_write);
}

const struct store_rights_backend sql_rights = {
	.evidence_each = evidence_each,
	.facts_copy = facts_copy,
	.requests_each = requests_each,
	.request_add = request_add,
	.request_extend = request_extend,
	.request_close = request_close,
	.requests_purge = requests_purge,
};
