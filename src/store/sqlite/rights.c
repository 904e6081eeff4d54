/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/rights.h"

#include <assert.h>
#include <string.h>

#include "store/sqlite/sqlite.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

static enum err evidence_each(struct store_session *base,
	const struct pseudonym *key, evidence_fn *each, void *arg)
{
	struct sqlite_session *s = own(base);
	struct store_evidence evidence;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_EVIDENCE_EACH, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		evidence.is_withdrawal =
			sqlite3_column_int(stmt, 0) == FACT_WITHDRAWAL;
		e = column_name(s, stmt, 1, &evidence.purpose);
		evidence.at_utc = sqlite3_column_int64(stmt, 2);
		if (!e)
			e = column_shown(s, stmt, 3, SEALED_EVIDENCE,
				&evidence.evidence);
		if (e || !each(arg, &evidence)) {
			sqlite3_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err copy_by(struct sqlite_session *s, enum stmt_id id,
	const struct pseudonym *from, const struct pseudonym *to)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, id, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, from);
	bind_key(stmt, 2, to);
	if (sqlite3_bind_parameter_count(stmt) > 2)
		bind_generation(s, stmt, 3);
	return sqlite_run(s, stmt, cannot_write);
}

static enum err facts_copy(struct store_session *base,
	const struct pseudonym *from, const struct pseudonym *to)
{
	struct sqlite_session *s = own(base);
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

static enum err take_request(struct sqlite_session *s, sqlite3_stmt *stmt,
	struct store_request *request_r)
{
	enum err e;

	if (sqlite3_column_bytes(stmt, REQUEST_KEY) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	*request_r = (struct store_request){
		.id = sqlite3_column_int64(stmt, REQUEST_ID),
		.article = sqlite3_column_int(stmt, REQUEST_ARTICLE),
		.received_utc = sqlite3_column_int64(stmt, REQUEST_RECEIVED),
		.told_utc = column_instant(stmt, REQUEST_TOLD),
		.closed_utc = column_instant(stmt, REQUEST_CLOSED),
	};
	memcpy(request_r->key.bytes, sqlite3_column_blob(stmt, REQUEST_KEY),
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
	struct sqlite_session *s = own(base);
	struct store_request request;
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, STMT_REQUESTS_EACH, &stmt);

	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, filter->id);
	if (filter->key)
		bind_key(stmt, 2, filter->key);
	else
		sqlite3_bind_null(stmt, 2);
	sqlite3_bind_int(stmt, 3, filter->is_open);
	while (!(e = sqlite_step(s, stmt, cannot_read))) {
		e = take_request(s, stmt, &request);
		if (e || !each(arg, &request)) {
			sqlite3_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err request_add(struct store_session *base,
	const struct store_request *request, int64_t *id_r)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_REQUEST_ADD, &stmt);
	if (!e)
		e = bind_channel(s, stmt, 4, request->channel);
	if (!e)
		e = bind_sealed(
			s, stmt, 5, SEALED_IDENTIFIED, request->identified);
	if (e)
		return e;
	bind_key(stmt, 1, &request->key);
	sqlite3_bind_int(stmt, 2, request->article);
	sqlite3_bind_int64(stmt, 3, request->received_utc);
	e = sqlite_run(s, stmt, cannot_write);
	*id_r = sqlite3_last_insert_rowid(s->db);
	return e;
}

static enum err change(struct sqlite_session *s, enum stmt_id which, int64_t id,
	int64_t at_utc, const char *text)
{
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, which, &stmt);
	if (!e)
		e = bind_sealed(s, stmt, 3,
			which == STMT_REQUEST_EXTEND ? SEALED_REASON :
						       SEALED_OUTCOME,
			text);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, id);
	sqlite3_bind_int64(stmt, 2, at_utc);
	return sqlite_change(s, stmt, cannot_write);
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
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_REQUESTS_PURGE, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 1, closed_before_utc);
	return sqlite_run(s, stmt, cannot_write);
}

const struct store_rights_backend sqlite_rights = {
	.evidence_each = evidence_each,
	.facts_copy = facts_copy,
	.requests_each = requests_each,
	.request_add = request_add,
	.request_extend = request_extend,
	.request_close = request_close,
	.requests_purge = requests_purge,
};
