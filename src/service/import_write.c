/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "service/import_row.h"
#include "service/record_act.h"

/* So many rows hold the store's lock for some tens of milliseconds: live mail
 * waits no longer than that. */
#define SLICE_ROWS 8192
#define PAUSE_NS 2000000
#define AHEAD 8
#define CACHE_LINE 64

static enum err failed(struct import_writer *w, enum err e, const char *doing)
{
	if (!w->doing)
		w->doing = doing;
	return e;
}

/* A note that finds no memory is lost; its row is counted all the same. */
static void add_note(
	struct import_writer *w, uint64_t line, bool is_bad, const char *text)
{
	size_t cap = w->notes_cap ? w->notes_cap * 2 : 64;
	struct import_note *notes;

	if (w->notes_len == w->notes_cap) {
		notes = realloc(w->notes, cap * sizeof(*notes));
		if (!notes)
			return;
		w->notes = notes;
		w->notes_cap = cap;
	}
	w->notes[w->notes_len++] = (struct import_note){line, is_bad, text};
}

static bool is_same_person(
	const struct import_row *a, const struct import_row *b)
{
	return memcmp(a->key.bytes, b->key.bytes, PSEUDONYM_LEN) == 0;
}

static enum err fold_rows(struct import_writer *w, struct person *person,
	struct import_row *const *rows, size_t len, bool is_again)
{
	enum person_relation became;
	enum err e;

	for (size_t i = 0; i < len; i++) {
		/* Without a relation there is no record to be made. */
		if (!person->is_known && !person->record.relation &&
			!rows[i]->facts.relation) {
			if (rows[i]->has_own_facts && !is_again)
				add_note(w, rows[i]->line, true,
					"there is no record of this person and "
					"no relation for one; give --relation");
			continue;
		}
		e = person_fold(w->session, w->zone, &rows[i]->key, person,
			&rows[i]->facts, &became);
		if (e)
			return failed(w, e, "writing a record");
		w->counts.kept += became == PERSON_RELATION_PAST && !is_again;
	}
	return ERR_OK;
}

static enum err write_facts(struct import_writer *w,
	struct import_row *const *rows, size_t len, bool *changed_r)
{
	const struct pseudonym *key = &rows[0]->key;
	struct person person;
	bool is_changed;
	enum err e;

	e = person_load(w->session, key, &person);
	if (e)
		return failed(w, e, "reading a record");
	e = fold_rows(w, &person, rows, len, false);
	/* The end of a relation may stand in a row before the one that begins
	 * it: look again, so that the next import finds nothing new. */
	if (!e && len > 1)
		e = fold_rows(w, &person, rows, len, true);
	if (e)
		return e;
	e = person_save(w->session, key, &person);
	if (e)
		return failed(w, e, "writing a record");
	is_changed = person_is_changed(&person);
	w->counts.created += is_changed && !person.is_known;
	w->counts.changed += is_changed && person.is_known;
	*changed_r = *changed_r || is_changed;
	return ERR_OK;
}

/* An import never lifts an objection: a newer consent is for a person to
 * judge, who then says "grant". */
static enum err find_older_objection(
	struct import_writer *w, const struct import_row *row, bool *found_r)
{
	struct subject subject;
	enum err e;

	*found_r = false;
	subject_init(&subject);
	e = store_subject_get(w->session, &row->key, row->domains,
		row->domains_len, false, &subject);
	for (size_t i = 0; !e && i < subject.objections_len; i++)
		if (record_stands_against(&subject, &subject.objections[i],
			    row->grant.purpose) &&
			subject.objections[i].at_utc < row->grant.given_utc)
			*found_r = true;
	subject_free(&subject);
	return e;
}

static enum err write_grant(
	struct import_writer *w, const struct import_row *row, bool *changed_r)
{
	bool is_late;
	enum err e = find_older_objection(w, row, &is_late);

	if (e)
		return failed(w, e, "reading objections");
	if (is_late) {
		w->counts.not_applied++;
		add_note(w, row->line, false,
			"the consent is newer than an objection on record and "
			"was not applied: an import never lifts an objection; "
			"\"grant\" with the evidence does");
		return ERR_OK;
	}
	e = store_grant_add(w->session, &row->key, &row->grant, row->evidence);
	if (e == ERR_EXISTS)
		return ERR_OK;
	if (e)
		return failed(w, e, "writing a grant");
	w->counts.grants++;
	*changed_r = true;
	return ERR_OK;
}

static enum err write_wishes(
	struct import_writer *w, const struct import_row *row, bool *changed_r)
{
	enum err e;

	if (row->has_objection) {
		e = store_objection_add(w->session, &row->key, &row->objection);
		if (e && e != ERR_EXISTS)
			return failed(w, e, "writing an objection");
		w->counts.objections += e == ERR_OK;
		*changed_r = *changed_r || e == ERR_OK;
	}
	if (row->has_withdrawal) {
		e = store_withdrawal_add(
			w->session, &row->key, &row->withdrawal, row->evidence);
		if (e && e != ERR_EXISTS)
			return failed(w, e, "writing a withdrawal");
		w->counts.withdrawals += e == ERR_OK;
		*changed_r = *changed_r || e == ERR_OK;
	}
	return ERR_OK;
}

/* All rows of one person. Objections of all rows come before grants of any,
 * so that the order of the lines does not matter. */
static enum err write_person(
	struct import_writer *w, struct import_row *const *rows, size_t len)
{
	bool is_changed = false;
	enum err e = write_facts(w, rows, len, &is_changed);

	for (size_t i = 0; !e && i < len; i++)
		e = write_wishes(w, rows[i], &is_changed);
	for (size_t i = 0; !e && i < len; i++)
		if (rows[i]->has_grant)
			e = write_grant(w, rows[i], &is_changed);
	if (!is_changed)
		w->counts.unchanged += len;
	return e;
}

static size_t person_len(struct import_row *const *rows, size_t len)
{
	size_t n = 1;

	while (n < len && is_same_person(rows[0], rows[n]))
		n++;
	return n;
}

/* In the order of keys the rows lie scattered in memory. */
static void fetch_ahead(const struct import_row *row)
{
	for (size_t at = 0; at < sizeof(*row); at += CACHE_LINE)
		__builtin_prefetch((const char *)row + at);
}

static enum err write_slice(struct import_writer *w,
	struct import_row *const *rows, size_t len, size_t *done_r)
{
	size_t done = 0;
	enum err e = store_write_begin(w->session);

	*done_r = 0;
	if (e)
		return failed(w, e, "beginning to write");
	while (!e && done < len && done < SLICE_ROWS) {
		size_t n = person_len(rows + done, len - done);

		if (done + AHEAD < len)
			fetch_ahead(rows[done + AHEAD]);
		e = write_person(w, rows + done, n);
		done += n;
	}
	if (!e && !w->dry_run) {
		e = store_write_commit(w->session);
		if (e)
			e = failed(w, e, "writing");
	}
	if (e || w->dry_run)
		store_write_rollback(w->session);
	*done_r = done;
	return e;
}

enum err import_batch_write(struct import_writer *w, struct import_batch *batch)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct import_row *const *rows = batch->order;
	struct import_counts before;
	size_t at = 0, done;
	enum err e = ERR_OK;

	while (!e && at < batch->len) {
		before = w->counts;
		e = write_slice(w, rows + at, batch->len - at, &done);
		if (e)
			w->counts = before;
		at += done;
		/* Whoever waits for the lock asks each millisecond. */
		nanosleep(&pause, NULL);
	}
	return e;
}
