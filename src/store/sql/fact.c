/* SPDX-License-Identifier: BSD-2-Clause */
#include <assert.h>
#include <string.h>

#include "store/sql/sql.h"

#define DAY_S 86400

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
	int64_t recorded_utc;
	bool is_day;
};

/* A wish without a date is marked with the digest of the channel that told it:
 * the same channel's second telling is the same wish. The digest does not show
 * which channel it was. */
static enum err mark_teller(struct sql_session *s, struct fact *f,
	unsigned char digest_r[TEXT_DIGEST_LEN])
{
	if (!f->channel || !f->channel[0])
		return ERR_OK;
	f->mark = digest_r;
	f->mark_len = TEXT_DIGEST_LEN;
	return channel_digest(s, f->channel, digest_r);
}

static void bind_mark(
	struct sql_stmt *stmt, int index, const void *mark, size_t len)
{
	if (mark)
		sql_bind_blob(stmt, index, mark, len);
	else
		sql_bind_blob(stmt, index, "", 0);
}

static void bind_flag(struct sql_stmt *stmt, int index, bool flag)
{
	if (flag)
		sql_bind_int64(stmt, index, 1);
	else
		sql_bind_null(stmt, index);
}

/* ERR_EXISTS: it is there, and nothing was filled in. */
static enum err fact_add(struct sql_session *s, const struct pseudonym *key,
	const struct fact *f)
{
	struct sql_stmt *stmt;
	enum err e;

	/* INSTANT_NONE stands for "before times of recording"; 0 is a time that
	 * a caller forgot to set. */
	assert(s->in_write && f->recorded_utc != 0);
	e = sql_stmt(s, STMT_FACT_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 3, f->name);
	if (!e)
		e = bind_channel(s, stmt, 8, f->channel);
	if (!e)
		e = bind_sealed(s, stmt, 9, SEALED_EVIDENCE,
			f->evidence && f->evidence[0] ? f->evidence : NULL);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_int64(stmt, 2, f->kind);
	bind_mark(stmt, 4, f->mark, f->mark_len);
	sql_bind_int64(stmt, 5, f->at_utc);
	bind_instant(stmt, 6, f->until_utc);
	bind_flag(stmt, 7, f->by_domain);
	bind_generation(s, stmt, 10);
	bind_instant(stmt, 11, f->recorded_utc);
	bind_flag(stmt, 12, f->is_day);
	e = sql_run(s, stmt, cannot_write);
	if (!e && sql_changes(s) == 0)
		e = ERR_EXISTS;
	return e;
}

static enum err set_add(struct store_session *s, const struct pseudonym *key,
	const struct fact *f)
{
	enum err e = fact_add(own(s), key, f);

	return e == ERR_EXISTS ? ERR_OK : e;
}

enum err sql_past_contact_add(
	struct store_session *s, const struct pseudonym *key, int64_t at_utc)
{
	return set_add(s, key,
		&(struct fact){.kind = FACT_CONTACT,
			.at_utc = at_utc,
			.until_utc = INSTANT_NONE,
			.recorded_utc = INSTANT_NONE});
}

enum err sql_past_failure_add(
	struct store_session *s, const struct pseudonym *key, int64_t at_utc)
{
	return set_add(s, key,
		&(struct fact){.kind = FACT_FAILURE,
			.at_utc = at_utc,
			.until_utc = INSTANT_NONE,
			.recorded_utc = INSTANT_NONE});
}

enum err sql_past_relation_add(struct store_session *s,
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
			.until_utc = span->end_utc,
			.recorded_utc = INSTANT_NONE});
}

enum err sql_grant_add(struct store_session *s, const struct pseudonym *key,
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
			.recorded_utc = grant->recorded_utc,
			.evidence = evidence});
}

enum err sql_withdrawal_add(struct store_session *s,
	const struct pseudonym *key, const struct withdrawal *w,
	const char *evidence)
{
	struct fact f = {.kind = FACT_WITHDRAWAL,
		.name = w->purpose,
		.at_utc = w->at_utc,
		.until_utc = INSTANT_NONE,
		.channel = w->channel,
		.evidence = evidence,
		.recorded_utc = w->recorded_utc,
		.is_day = w->is_day};
	unsigned char digest[TEXT_DIGEST_LEN];
	enum err e = ERR_OK;

	if (w->at_utc == INSTANT_NONE)
		e = mark_teller(own(s), &f, digest);
	return e ? e : fact_add(own(s), key, &f);
}

/* ERR_EXISTS: the same channel told it before, and it was undone. */
static enum err look_for_undone(struct sql_session *s,
	const struct pseudonym *key, const struct fact *f)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_FACT_UNDONE, &stmt);

	if (!e)
		e = bind_name(s, stmt, 2, f->name);
	if (e)
		return e;
	bind_key(stmt, 1, key);
	bind_mark(stmt, 3, f->mark, f->mark_len);
	sql_bind_int64(stmt, 4, f->at_utc);
	e = sql_step(s, stmt, cannot_write);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	sql_reset(stmt);
	return ERR_EXISTS;
}

enum err sql_objection_add(struct store_session *s, const struct pseudonym *key,
	const struct objection *o)
{
	struct fact f = {.kind = FACT_OBJECTION,
		.name = o->purpose,
		.at_utc = o->at_utc,
		.until_utc = INSTANT_NONE,
		.by_domain = o->by_domain,
		.channel = o->channel,
		.recorded_utc = o->recorded_utc,
		.is_day = o->is_day};
	unsigned char digest[TEXT_DIGEST_LEN];
	enum err e = ERR_OK;

	if (o->at_utc == INSTANT_NONE) {
		e = mark_teller(own(s), &f, digest);
		if (!e)
			e = look_for_undone(own(s), key, &f);
	}
	return e ? e : fact_add(own(s), key, &f);
}

/* Of an objection without a date the channel stays on record: told again by it,
 * the objection is not new. */
enum err sql_objection_remove(struct store_session *base,
	const struct pseudonym *key, const char *purpose)
{
	static const enum stmt_id ids[] = {STMT_OBJECTION_UNDO_ROOM,
		STMT_OBJECTION_UNDO, STMT_OBJECTION_REMOVE};
	struct sql_session *s = own(base);
	int64_t changes = 0;
	enum err e = ERR_OK;

	assert(s->in_write);
	for (size_t i = 0; !e && i < sizeof(ids) / sizeof(*ids); i++) {
		struct sql_stmt *stmt;

		e = sql_stmt(s, ids[i], &stmt);
		if (!e)
			e = bind_name(s, stmt, 2, purpose);
		if (e)
			return e;
		bind_key(stmt, 1, key);
		if (ids[i] != STMT_OBJECTION_REMOVE)
			sql_bind_int64(stmt, 3, INSTANT_NONE);
		e = sql_run(s, stmt, cannot_write);
		if (!e && ids[i] != STMT_OBJECTION_UNDO_ROOM)
			changes += sql_changes(s);
	}
	return !e && changes == 0 ? ERR_NOT_FOUND : e;
}

enum err sql_lift_add(struct store_session *s, const struct pseudonym *key,
	const struct objection_lift *lift)
{
	return fact_add(own(s), key,
		&(struct fact){.kind = FACT_LIFT,
			.name = lift->purpose,
			.at_utc = lift->at_utc,
			.until_utc = INSTANT_NONE,
			.recorded_utc = lift->recorded_utc});
}

static enum err bind_send(struct sql_session *s, enum stmt_id id,
	const struct store_record *record, const unsigned char *mark,
	struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, id, stmt_r);

	if (!e)
		e = bind_name(s, *stmt_r, 2, record->entry.purpose);
	if (e)
		return e;
	bind_key(*stmt_r, 1, &record->entry.key);
	sql_bind_blob(*stmt_r, 3, mark,
		record->mark.lacks_origin ? SEND_MARK_OLD_LEN : SEND_MARK_LEN);
	return ERR_OK;
}

/* ERR_NOT_FOUND: the message was not seen yet, or so long ago that it is
 * another one. */
static enum err send_find(struct sql_session *s,
	const struct store_record *record, const unsigned char *mark)
{
	struct sql_stmt *stmt;
	enum err e = bind_send(s, STMT_SEND_GET, record, mark, &stmt);

	if (e)
		return e;
	if (record->mark.is_unique)
		sql_bind_null(stmt, 4);
	else
		sql_bind_blob(stmt, 4, mark, SEND_MARK_OLD_LEN);
	sql_bind_int64(stmt, 5, record->entry.at_utc - MESSAGE_SAME_S);
	sql_bind_int64(stmt, 6, record->entry.at_utc + DAY_S);
	e = sql_step(s, stmt, cannot_write);
	sql_reset(stmt);
	return e;
}

static enum err bind_answer(struct sql_session *s, enum stmt_id id,
	const struct store_record *record, struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, id, stmt_r);

	if (!e)
		e = bind_name(s, *stmt_r, 3, record->entry.purpose);
	if (e)
		return e;
	bind_key(*stmt_r, 1, &record->entry.key);
	sql_bind_blob(*stmt_r, 2, record->answered, MESSAGE_DIGEST_LEN);
	return ERR_OK;
}

/* Two answers may have been judged at the same time, before either was
 * counted. */
static enum err limit_answers(
	struct sql_session *s, const struct store_record *record)
{
	struct sql_stmt *stmt;
	int64_t answers;
	enum err e = bind_answer(s, STMT_ASKED_ANSWERS, record, &stmt);

	if (!e)
		e = sql_step(s, stmt, cannot_write);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	answers = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	if (answers < record->max_answers)
		return ERR_OK;
	return session_fail(&s->base, ERR_EXISTS,
		"the letter was answered as often as it may be");
}

/* Where the letter was purged meanwhile, nothing is counted. */
static enum err count_answer(
	struct sql_session *s, const struct store_record *record)
{
	struct sql_stmt *stmt;
	enum err e =
		record->max_answers > 0 ? limit_answers(s, record) : ERR_OK;

	if (!e)
		e = bind_answer(s, STMT_ASKED_ANSWERED, record, &stmt);
	return e ? e : sql_run(s, stmt, cannot_write);
}

enum err sql_send_add(struct sql_session *s, const struct store_record *record)
{
	unsigned char mark[SEND_MARK_LEN];
	struct sql_stmt *stmt;
	enum err e;

	assert(record->entry.has_key && s->in_write);
	memcpy(mark, record->mark.id, MESSAGE_DIGEST_LEN);
	memcpy(mark + MESSAGE_DIGEST_LEN, record->mark.origin,
		MESSAGE_DIGEST_LEN);
	e = send_find(s, record, mark);
	if (e != ERR_NOT_FOUND)
		return e;
	e = bind_send(s, STMT_SEND_ADD, record, mark, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 4, record->entry.at_utc);
	bind_generation(s, stmt, 6);
	bind_flag(stmt, 5, record->lacks_notice);
	e = sql_run(s, stmt, cannot_write);
	return e || !record->is_answer ? e : count_answer(s, record);
}
