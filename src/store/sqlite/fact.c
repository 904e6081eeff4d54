/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/sqlite/sqlite.h"

static const char cannot_write[] = "cannot be written";

struct fact {
	enum fact_kind kind;
	const char *name;
	const void *mark; /* NULL: none */
	size_t mark_len;
	int64_t at_utc; /* INSTANT_NONE is a date like another here */
	int64_t until_utc;
	bool by_domain;
	const char *channel;
	const char *evidence;
};

/* ERR_EXISTS: it is there, and nothing was filled in. */
static enum err fact_add(struct sqlite_session *s, const struct pseudonym *key,
	const struct fact *f)
{
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_FACT_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 3, f->name);
	if (!e)
		e = bind_name(s, stmt, 8, f->channel);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sqlite3_bind_int(stmt, 2, f->kind);
	if (f->mark)
		sqlite3_bind_blob(
			stmt, 4, f->mark, (int)f->mark_len, SQLITE_STATIC);
	else
		sqlite3_bind_zeroblob(stmt, 4, 0);
	sqlite3_bind_int64(stmt, 5, f->at_utc);
	bind_instant(stmt, 6, f->until_utc);
	if (f->by_domain)
		sqlite3_bind_int(stmt, 7, 1);
	else
		sqlite3_bind_null(stmt, 7);
	bind_text(stmt, 9, f->evidence && f->evidence[0] ? f->evidence : NULL);
	bind_generation(s, stmt, 10);
	e = sqlite_run(s, stmt, cannot_write);
	if (!e && sqlite3_changes(s->db) == 0)
		e = ERR_EXISTS;
	return e;
}

static enum err set_add(struct store_session *s, const struct pseudonym *key,
	const struct fact *f)
{
	enum err e = fact_add(own(s), key, f);

	return e == ERR_EXISTS ? ERR_OK : e;
}

enum err sqlite_past_contact_add(
	struct store_session *s, const struct pseudonym *key, int64_t at_utc)
{
	return set_add(s, key,
		&(struct fact){.kind = FACT_CONTACT,
			.at_utc = at_utc,
			.until_utc = INSTANT_NONE});
}

enum err sqlite_past_failure_add(
	struct store_session *s, const struct pseudonym *key, int64_t at_utc)
{
	return set_add(s, key,
		&(struct fact){.kind = FACT_FAILURE,
			.at_utc = at_utc,
			.until_utc = INSTANT_NONE});
}

enum err sqlite_past_relation_add(struct store_session *s,
	const struct pseudonym *key, const struct relation_span *span)
{
	uint64_t end = (uint64_t)span->end_utc;
	unsigned char mark[8];

	for (int i = 7; i >= 0; i--, end >>= 8)
		mark[i] = (unsigned char)(end & 0xff);
	return set_add(s, key,
		&(struct fact){.kind = FACT_RELATION,
			.name = span->name,
			.mark = mark,
			.mark_len = sizeof(mark),
			.at_utc = span->since_utc,
			.until_utc = span->end_utc});
}

enum err sqlite_grant_add(struct store_session *s, const struct pseudonym *key,
	const struct grant *grant, const char *evidence)
{
	const char *basis = basis_name(grant->basis);

	return fact_add(own(s), key,
		&(struct fact){.kind = FACT_GRANT,
			.name = grant->purpose,
			.mark = basis,
			.mark_len = strlen(basis),
			.at_utc = grant->given_utc,
			.until_utc = grant->expires_utc,
			.evidence = evidence});
}

enum err sqlite_withdrawal_add(struct store_session *s,
	const struct pseudonym *key, const struct withdrawal *w,
	const char *evidence)
{
	return fact_add(own(s), key,
		&(struct fact){.kind = FACT_WITHDRAWAL,
			.name = w->purpose,
			.at_utc = w->at_utc,
			.until_utc = INSTANT_NONE,
			.evidence = evidence});
}

enum err sqlite_objection_add(struct store_session *s,
	const struct pseudonym *key, const struct objection *o)
{
	return fact_add(own(s), key,
		&(struct fact){.kind = FACT_OBJECTION,
			.name = o->purpose,
			.at_utc = o->at_utc,
			.until_utc = INSTANT_NONE,
			.by_domain = o->by_domain,
			.channel = o->channel});
}

enum err sqlite_objection_remove(struct store_session *base,
	const struct pseudonym *key, const char *purpose)
{
	struct sqlite_session *s = own(base);
	sqlite3_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sqlite_stmt(s, STMT_OBJECTION_REMOVE, &stmt);
	if (!e)
		e = bind_name(s, stmt, 2, purpose);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	e = sqlite_run(s, stmt, cannot_write);
	if (!e && sqlite3_changes(s->db) == 0)
		e = ERR_NOT_FOUND;
	return e;
}

enum err sqlite_lift_add(struct store_session *s, const struct pseudonym *key,
	const struct objection_lift *lift)
{
	return fact_add(own(s), key,
		&(struct fact){.kind = FACT_LIFT,
			.name = lift->purpose,
			.at_utc = lift->at_utc,
			.until_utc = INSTANT_NONE});
}

static enum err bind_send(struct sqlite_session *s, enum stmt_id id,
	const struct store_record *record, sqlite3_stmt **stmt_r)
{
	enum err e = sqlite_stmt(s, id, stmt_r);

	if (!e)
		e = bind_name(s, *stmt_r, 2, record->entry.purpose);
	if (e)
		return e;
	bind_key(*stmt_r, 1, &record->entry.key);
	sqlite3_bind_blob(
		*stmt_r, 3, record->message, MESSAGE_DIGEST_LEN, SQLITE_STATIC);
	return ERR_OK;
}

enum err sqlite_send_add(
	struct sqlite_session *s, const struct store_record *record)
{
	sqlite3_stmt *stmt;
	enum err e;

	assert(record->entry.has_key && s->in_write);
	e = bind_send(s, STMT_SEND_GET, record, &stmt);
	if (!e)
		e = sqlite_step(s, stmt, cannot_write);
	if (e != ERR_NOT_FOUND) {
		sqlite3_reset(stmt);
		return e;
	}
	e = bind_send(s, STMT_SEND_ADD, record, &stmt);
	if (e)
		return e;
	sqlite3_bind_int64(stmt, 4, record->entry.at_utc);
	bind_generation(s, stmt, 6);
	if (record->lacks_notice)
		sqlite3_bind_int(stmt, 5, 1);
	else
		sqlite3_bind_null(stmt, 5);
	return sqlite_run(s, stmt, cannot_write);
}
