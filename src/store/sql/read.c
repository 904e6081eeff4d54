/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "store/sql/sql.h"

static const char cannot_read[] = "cannot be read";

static void forget_last(struct sql_session *s)
{
	s->subject_cursor.is_open = s->fact_cursor.is_open = false;
	s->run_len = 0;
	s->domains = ANY_UNKNOWN;
	s->rules_last = -1;
	s->skips_sends = false;
}

enum err sql_read_begin(struct store_session *base)
{
	struct sql_session *s = own(base);
	enum err e;

	s->wait_ms = WAIT_READ_MS;
	forget_last(s);
	e = s->driver->read_begin(s);
	s->in_read = !e;
	return e;
}

enum err sql_lookup_begin(struct store_session *base, bool with_sends)
{
	struct sql_session *s = own(base);
	enum err e;

	s->is_urgent = true;
	e = sql_read_begin(base);
	s->is_urgent = false;
	s->skips_sends = !with_sends;
	return e;
}

void sql_read_end(struct store_session *base)
{
	struct sql_session *s = own(base);

	s->skips_sends = false;
	if (!s->in_read)
		return;
	cursors_end(s);
	s->driver->read_end(s);
	s->in_read = false;
}

/* Columns of STMT_SUBJECT. */
enum {
	SUBJECT_RELATION,
	SUBJECT_RELATION_SINCE,
	SUBJECT_RELATION_END,
	SUBJECT_SOURCE,
	SUBJECT_COLLECTED,
	SUBJECT_LAST_CONTACT,
	SUBJECT_FAILURE,
	SUBJECT_RESTRICTED,
	SUBJECT_REF
};

static enum err copy_ref(struct sql_stmt *stmt, char **ref_r)
{
	const char *text = sql_column_text(stmt, SUBJECT_REF);

	free(*ref_r);
	*ref_r = text ? strdup(text) : NULL;
	return text && !*ref_r ? ERR_NOMEM : ERR_OK;
}

static enum err take_subject(
	struct sql_session *s, struct sql_stmt *stmt, struct subject *subject)
{
	struct relation_span span = {
		.since_utc = column_instant(stmt, SUBJECT_RELATION_SINCE),
		.end_utc = column_instant(stmt, SUBJECT_RELATION_END),
	};
	int64_t contact = column_instant(stmt, SUBJECT_LAST_CONTACT);
	int64_t failure = column_instant(stmt, SUBJECT_FAILURE);
	enum err e = column_name(s, stmt, SUBJECT_RELATION, &span.name);

	if (!e)
		e = column_name(s, stmt, SUBJECT_SOURCE, &subject->source);
	if (!e && span.name)
		e = subject_add_relation(subject, &span);
	if (!e && contact != INSTANT_NONE)
		e = subject_add_contact(subject, contact);
	if (!e && failure != INSTANT_NONE)
		e = subject_add_failure(subject, failure);
	if (!e && !sql_column_is_null(stmt, SUBJECT_REF))
		e = copy_ref(stmt, &subject->ref);
	subject->collected_utc = column_instant(stmt, SUBJECT_COLLECTED);
	subject->restricted_utc = column_instant(stmt, SUBJECT_RESTRICTED);
	/* A row that a restriction alone made is no record of the person. */
	subject->known = span.name || subject->source || subject->ref ||
		subject->contacts_len > 0 || subject->failures_len > 0 ||
		span.since_utc != INSTANT_NONE ||
		span.end_utc != INSTANT_NONE ||
		subject->collected_utc != INSTANT_NONE;
	return e;
}

/* Columns of STMT_FACTS. */
enum {
	COLUMN_KIND,
	COLUMN_NAME,
	COLUMN_AT,
	COLUMN_MARK,
	COLUMN_UNTIL,
	COLUMN_BY_DOMAIN,
	COLUMN_CHANNEL,
	COLUMN_HAS_EVIDENCE,
	COLUMN_UNCONFIRMED,
	COLUMN_UNTOLD,
	COLUMN_RECORDED,
	COLUMN_DAY
};

static enum err take_objection(struct sql_session *s, struct sql_stmt *stmt,
	const char *name, int64_t at, struct subject *subject)
{
	struct objection o = {
		.purpose = name,
		.at_utc = at,
		.by_domain = sql_column_int(stmt, COLUMN_BY_DOMAIN) != 0,
		.is_unconfirmed = sql_column_int(stmt, COLUMN_UNCONFIRMED) != 0,
		.recorded_utc = column_instant(stmt, COLUMN_RECORDED),
		.is_day = sql_column_int(stmt, COLUMN_DAY) != 0,
	};
	enum err e = column_channel(s, stmt, COLUMN_CHANNEL, &o.channel);

	return e ? e : subject_add_objection(subject, &o);
}

static enum err take_withdrawal(struct sql_session *s, struct sql_stmt *stmt,
	const char *name, int64_t at, struct subject *subject)
{
	struct withdrawal w = {
		.purpose = name,
		.at_utc = at,
		.recorded_utc = column_instant(stmt, COLUMN_RECORDED),
		.is_day = sql_column_int(stmt, COLUMN_DAY) != 0,
	};
	enum err e = column_channel(s, stmt, COLUMN_CHANNEL, &w.channel);

	return e ? e : subject_add_withdrawal(subject, &w);
}

static enum err take_grant(struct sql_stmt *stmt, const char *name, int64_t at,
	struct subject *subject)
{
	size_t len = (size_t)sql_column_bytes(stmt, COLUMN_MARK);
	const void *mark = sql_column_blob(stmt, COLUMN_MARK);
	struct grant g = {
		.purpose = name,
		.given_utc = at,
		.expires_utc = column_instant(stmt, COLUMN_UNTIL),
		.has_evidence = sql_column_int(stmt, COLUMN_HAS_EVIDENCE),
		.recorded_utc = column_instant(stmt, COLUMN_RECORDED),
	};
	char basis[32] = "";

	if (mark && len < sizeof(basis))
		memcpy(basis, mark, len);
	g.basis_known = basis_parse(basis, &g.basis) == ERR_OK;
	return subject_add_grant(subject, &g);
}

/* As sql_send_add() wrote it. Octets that mean nothing are no message's. */
static void take_mark(
	const unsigned char *bytes, size_t len, struct message_mark *mark_r)
{
	*mark_r = (struct message_mark){.lacks_origin = true};
	mark_r->is_unique = len != SEND_MARK_OLD_LEN && len != SEND_MARK_LEN;
	if (mark_r->is_unique)
		return;
	memcpy(mark_r->id, bytes, MESSAGE_DIGEST_LEN);
	mark_r->lacks_origin = len == SEND_MARK_OLD_LEN;
	if (!mark_r->lacks_origin)
		memcpy(mark_r->origin, bytes + MESSAGE_DIGEST_LEN,
			MESSAGE_DIGEST_LEN);
}

static enum err take_send(struct sql_stmt *stmt, const char *name, int64_t at,
	struct subject *subject)
{
	struct send send = {
		.purpose = name,
		.at_utc = at,
		.lacked_notice = sql_column_int(stmt, COLUMN_UNTOLD) != 0,
	};

	take_mark(sql_column_blob(stmt, COLUMN_MARK),
		sql_column_bytes(stmt, COLUMN_MARK), &send.mark);
	return subject_add_send(subject, &send);
}

static enum err take_fact(
	struct sql_session *s, struct sql_stmt *stmt, struct subject *subject)
{
	int64_t at = sql_column_int64(stmt, COLUMN_AT);
	const char *name;
	enum err e = column_name(s, stmt, COLUMN_NAME, &name);

	if (e)
		return e;
	switch (sql_column_int(stmt, COLUMN_KIND)) {
	case FACT_OBJECTION:
		return take_objection(s, stmt, name, at, subject);
	case FACT_WITHDRAWAL:
		return take_withdrawal(s, stmt, name, at, subject);
	case FACT_GRANT:
		return take_grant(stmt, name, at, subject);
	case FACT_LIFT:
		return subject_add_lift(subject,
			&(struct objection_lift){.purpose = name,
				.at_utc = at,
				.recorded_utc =
					column_instant(stmt, COLUMN_RECORDED)});
	case FACT_SEND:
		return take_send(stmt, name, at, subject);
	case FACT_CONTACT:
		return subject_add_contact(subject, at);
	case FACT_FAILURE:
		return subject_add_failure(subject, at);
	case FACT_RELATION:
		return subject_add_relation(subject,
			&(struct relation_span){.name = name,
				.since_utc = at,
				.end_utc = column_instant(stmt, COLUMN_UNTIL)});
	default:
		return ERR_OK; /* a kind that means nothing yet */
	}
}

static enum err read_facts(struct sql_session *s, enum stmt_id id,
	const struct pseudonym *key, int kinds_end, struct subject *subject)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	sql_bind_int64(stmt, 2, kinds_end);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_fact(s, stmt, subject);
		if (e) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err read_subject(struct sql_session *s, const struct pseudonym *key,
	struct subject *subject)
{
	struct sql_stmt *stmt;
	enum err e = sql_first(s, STMT_SUBJECT, key, &stmt);

	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	e = take_subject(s, stmt, subject);
	sql_reset(stmt);
	return e;
}

static enum err walk_subject(struct sql_session *s, const struct pseudonym *key,
	int kinds_end, struct subject *subject)
{
	struct sql_cursor *facts = &s->fact_cursor;
	enum err e;

	e = cursor_to(s, &s->subject_cursor, STMT_SUBJECTS_FROM, key, 0);
	if (!e)
		e = take_subject(s, s->subject_cursor.stmt, subject);
	if (e && e != ERR_NOT_FOUND)
		return e;
	e = cursor_to(s, facts, STMT_FACTS_FROM, key, kinds_end);
	while (!e && facts->has_row &&
		memcmp(facts->key.bytes, key->bytes, PSEUDONYM_LEN) == 0) {
		e = take_fact(s, facts->stmt, subject);
		if (!e)
			e = cursor_next(s, facts);
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Whether any domain objects: asked once for all recipients of a message. */
static enum err look_for_domains(struct sql_session *s, bool *any_r)
{
	struct sql_stmt *stmt;
	enum err e = ERR_OK;

	if (!s->in_read || s->domains == ANY_UNKNOWN) {
		e = sql_stmt(s, STMT_DOMAINS_ANY, &stmt);
		if (!e)
			e = sql_step(s, stmt, cannot_read);
		if (e && e != ERR_NOT_FOUND)
			return e;
		s->domains = e ? ANY_NONE : ANY_SOME;
		sql_reset(stmt);
	}
	*any_r = s->domains == ANY_SOME;
	return ERR_OK;
}

static enum err read_domains(struct sql_session *s,
	const struct pseudonym *domains, size_t len, struct subject *subject)
{
	bool any = false;
	enum err e = len > 0 ? look_for_domains(s, &any) : ERR_OK;

	for (size_t i = 0; !e && any && i < len; i++)
		e = read_facts(s, STMT_FACTS_OF_DOMAIN, &domains[i],
			FACT_OBJECTION + 1, subject);
	return e;
}

static enum err read_all(struct sql_session *s, const struct pseudonym *key,
	const struct pseudonym *domains, size_t domains_len, int kinds_end,
	struct subject *subject)
{
	enum err e;

	if (cursors_wanted(s, key)) {
		e = walk_subject(s, key, kinds_end, subject);
	} else {
		e = read_subject(s, key, subject);
		if (!e)
			e = read_facts(s, STMT_FACTS, key, kinds_end, subject);
	}
	return e ? e : read_domains(s, domains, domains_len, subject);
}

enum err sql_subject_get(struct store_session *base,
	const struct pseudonym *key, const struct pseudonym *domains,
	size_t domains_len, bool with_history, struct subject *subject)
{
	struct sql_session *s = own(base);
	int kinds_end = with_history ? FACT_END :
		s->skips_sends       ? FACT_SEND :
				       FACT_HISTORY;

	return read_all(s, key, domains, domains_len, kinds_end, subject);
}

/* A row of STMT_SUBJECT; its ref is the session's until the next. */
static enum err take_person(
	struct sql_session *s, struct sql_stmt *stmt, struct store_person *p)
{
	enum err e;

	*p = (struct store_person){
		.relation_since_utc =
			column_instant(stmt, SUBJECT_RELATION_SINCE),
		.relation_end_utc = column_instant(stmt, SUBJECT_RELATION_END),
		.collected_utc = column_instant(stmt, SUBJECT_COLLECTED),
		.last_contact_utc = column_instant(stmt, SUBJECT_LAST_CONTACT),
		.failure_utc = column_instant(stmt, SUBJECT_FAILURE),
		.restricted_utc = column_instant(stmt, SUBJECT_RESTRICTED),
	};
	e = column_name(s, stmt, SUBJECT_RELATION, &p->relation);
	if (!e)
		e = column_name(s, stmt, SUBJECT_SOURCE, &p->source);
	if (!e)
		e = copy_ref(stmt, &s->ref);
	p->ref = s->ref;
	return e;
}

enum err sql_person_get(struct store_session *base, const struct pseudonym *key,
	struct store_person *person_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_first(s, STMT_SUBJECT, key, &stmt);

	if (e)
		return e;
	e = take_person(s, stmt, person_r);
	sql_reset(stmt);
	return e;
}

static enum err take_listed(struct sql_session *s, struct sql_stmt *stmt,
	struct store_subject *subject)
{
	int column = sql_columns(stmt) - 1;

	if (sql_column_bytes(stmt, column) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	memcpy(subject->key.bytes, sql_column_blob(stmt, column),
		PSEUDONYM_LEN);
	return take_person(s, stmt, &subject->person);
}

enum err sql_subjects_each(struct store_session *base,
	const struct pseudonym *after, size_t limit, subject_fn *each,
	void *arg)
{
	struct sql_session *s = own(base);
	struct store_subject subject;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_SUBJECTS_AFTER, &stmt);

	if (e)
		return e;
	if (after)
		bind_key(stmt, 1, after);
	else
		sql_bind_blob(stmt, 1, "", 0);
	sql_bind_int64(stmt, 2, limit ? (int64_t)limit : INT64_MAX);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = take_listed(s, stmt, &subject);
		if (e || !each(arg, &subject)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_subjects_count(struct store_session *base, int64_t *count_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_SUBJECT_COUNT, &stmt);

	*count_r = 0;
	if (!e)
		e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*count_r = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	return ERR_OK;
}

/* Behind every key there can be. */
static const unsigned char last_key[PSEUDONYM_LEN + 1] = {0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static enum err facts_between(struct sql_session *s,
	const struct pseudonym *after, const struct pseudonym *up_to,
	struct sql_stmt **stmt_r)
{
	enum err e = sql_stmt(s, STMT_FACTS_BETWEEN, stmt_r);

	if (e)
		return e;
	/* The caller's keys may change while the statement is stepped. */
	e = after ? sql_bind_copy(*stmt_r, 1, after->bytes, PSEUDONYM_LEN) :
		    sql_bind_copy(*stmt_r, 1, "", 0);
	if (!e)
		e = up_to ?
			sql_bind_copy(*stmt_r, 2, up_to->bytes, PSEUDONYM_LEN) :
			sql_bind_copy(*stmt_r, 2, last_key, sizeof(last_key));
	return e;
}

static enum err key_of_fact(
	struct sql_session *s, struct sql_stmt *stmt, struct pseudonym *key_r)
{
	int column = sql_columns(stmt) - 1;

	if (sql_column_bytes(stmt, column) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	memcpy(key_r->bytes, sql_column_blob(stmt, column), PSEUDONYM_LEN);
	return ERR_OK;
}

enum err sql_facts_each(struct store_session *base,
	const struct pseudonym *after, const struct pseudonym *up_to,
	struct subject *facts, facts_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct pseudonym key, next;
	bool has_key = false, goes_on = true;
	struct sql_stmt *stmt;
	enum err e = facts_between(s, after, up_to, &stmt);

	if (e)
		return e;
	subject_reset(facts);
	while (goes_on && !(e = sql_step(s, stmt, cannot_read))) {
		e = key_of_fact(s, stmt, &next);
		if (!e && has_key && memcmp(&key, &next, PSEUDONYM_LEN) != 0) {
			goes_on = each(arg, &key, facts);
			subject_reset(facts);
		}
		key = next;
		has_key = true;
		if (!e)
			e = take_fact(s, stmt, facts);
		if (e || !goes_on) {
			sql_reset(stmt);
			return e;
		}
	}
	if (e == ERR_NOT_FOUND && has_key)
		each(arg, &key, facts);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sql_silence_each(
	struct store_session *base, silence_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct silence_count count;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_SILENCE_EACH, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = column_name(s, stmt, 0, &count.relation);
		count.days = sql_column_int(stmt, 1);
		count.returned = sql_column_int64(stmt, 2);
		count.removed = sql_column_int64(stmt, 3);
		if (e || !each(arg, &count)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
