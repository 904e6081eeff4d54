/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/removal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/sql/held_rows.h"

static const char cannot_write[] = "cannot be written";
static const char cannot_read[] = "cannot be read";

/* Runs a statement whose only parameter is the key. */
static enum err run_of_key(struct sql_session *s, enum stmt_id id,
	const struct pseudonym *key, int64_t *changes)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	if (e)
		return e;
	bind_key(stmt, 1, key);
	e = sql_run(s, stmt, cannot_write);
	if (!e)
		*changes += sql_changes(s);
	return e;
}

/* One held message of the person; the statement is reset after each, because
 * the table is written to in between. */
static enum err next_held(struct sql_session *s, const struct pseudonym *key,
	struct held_id *id_r, unsigned *n_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_first(s, STMT_HELD_OF_PERSON, key, &stmt);

	if (e)
		return e;
	snprintf(
		id_r->text, sizeof(id_r->text), "%s", sql_column_text(stmt, 0));
	*n_r = (unsigned)sql_column_int(stmt, 1);
	sql_reset(stmt);
	return ERR_OK;
}

static enum err remove_held(struct sql_session *s, const struct pseudonym *key,
	struct store_removed *removed)
{
	struct held_id id;
	unsigned n;
	enum err e;

	while (!(e = next_held(s, key, &id, &n))) {
		e = sql_held_recipient_remove(s, &id, n);
		if (e)
			return e;
		removed->held++;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err subject(struct store_session *base, const struct pseudonym *key,
	struct store_removed *removed_r)
{
	struct sql_session *s = own(base);
	int64_t records = 0, asked = 0, doubts = 0, bared = 0;
	int64_t said = 0;
	enum err e;

	assert(s->in_write);
	*removed_r = (struct store_removed){.facts = 0};
	e = run_of_key(s, STMT_SUBJECT_REMOVE, key, &records);
	if (!e)
		e = run_of_key(s, STMT_FACTS_REMOVE, key, &removed_r->facts);
	if (!e)
		e = run_of_key(s, STMT_FACTS_BARE, key, &bared);
	if (!e)
		e = run_of_key(s, STMT_ASKED_REMOVE, key, &asked);
	if (!e)
		e = run_of_key(s, STMT_UNDO_REMOVE, key, &bared);
	if (!e)
		e = run_of_key(s, STMT_DOUBTS_REMOVE, key, &doubts);
	if (!e)
		e = run_of_key(s, STMT_STATEMENTS_REMOVE, key, &said);
	if (!e)
		e = remove_held(s, key, removed_r);
	if (!e)
		e = run_of_key(s, STMT_JOINED_END, key, &bared);
	if (!e &&
		records + removed_r->facts + asked + doubts + said +
				removed_r->held ==
			0)
		e = ERR_NOT_FOUND;
	return e;
}

static enum err reference_add(
	struct store_session *base, const struct store_reference *reference)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_REFERENCE_ADD, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, reference->at_utc);
	sql_bind_int64(stmt, 2, reference->act);
	bind_text(stmt, 3, reference->ref);
	return sql_run(s, stmt, cannot_write);
}

static enum err references_each(
	struct store_session *base, size_t limit, reference_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_reference reference;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_REFERENCES_EACH, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, limit ? (int64_t)limit : INT64_MAX);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		reference = (struct store_reference){
			.id = sql_column_int64(stmt, 0),
			.at_utc = sql_column_int64(stmt, 1),
			.act = (enum reference_act)sql_column_int(stmt, 2),
			.ref = sql_column_text(stmt, 3),
		};
		if (!each(arg, &reference)) {
			sql_reset(stmt);
			return ERR_OK;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err references_done(struct store_session *base, int64_t up_to_id)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_REFERENCES_DONE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, up_to_id);
	return sql_run(s, stmt, cannot_write);
}

static enum err scrub(struct store_session *base)
{
	struct sql_session *s = own(base);

	assert(!s->in_read && !s->in_write);
	s->wait_ms = WAIT_ADMIN_MS;
	return s->driver->scrub(s);
}

const struct store_removal_backend sql_removal = {
	.subject = subject,
	.reference_add = reference_add,
	.references_each = references_each,
	.references_done = references_done,
	.scrub = scrub,
};
