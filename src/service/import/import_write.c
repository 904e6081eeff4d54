/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "service/import/import_write_private.h"
#include "service/person/record_act.h"

/* So many rows hold the store's lock for some tens of milliseconds: live mail
 * waits no longer than that. */
#define SLICE_ROWS 8192
#define PAUSE_NS 2000000
#define AHEAD 8
#define CACHE_LINE 64

enum err import_failed(struct import_writer *w, enum err e, const char *doing)
{
	if (!w->doing)
		w->doing = doing;
	return e;
}

/* A note that finds no memory is lost; its row is counted all the same. */
static void put_note(struct import_writer *w, const struct import_note *note)
{
	if (array_reserve((void **)&w->notes, &w->notes_cap, w->notes_len + 1,
		    sizeof(*w->notes)))
		return;
	w->notes[w->notes_len++] = *note;
}

void import_add_note(
	struct import_writer *w, uint64_t line, bool is_bad, const char *text)
{
	put_note(w,
		&(struct import_note){
			.line = line, .is_bad = is_bad, .text = text});
}

static bool is_same_person(
	const struct import_row *a, const struct import_row *b)
{
	return memcmp(a->key.bytes, b->key.bytes, PSEUDONYM_LEN) == 0;
}

/* What becomes of the rows of one person. */
struct tally {
	bool is_created, is_known, is_changed;
};

static bool has_failure(const struct import_row *row)
{
	return row->is_undeliverable || row->facts.failure_utc != INSTANT_NONE;
}

/* A failure that nobody can date counts as the latest of what is known: no
 * date is made up. */
static void date_failure(struct import_writer *w, const struct person *person,
	const struct import_row *row, struct person_facts *facts)
{
	const struct store_person *p = &person->record;
	int64_t at_utc = p->last_contact_utc;

	if (p->failure_utc != INSTANT_NONE &&
		p->failure_utc >= p->last_contact_utc)
		return;
	if (at_utc == INSTANT_NONE)
		at_utc = p->collected_utc;
	if (at_utc == INSTANT_NONE)
		at_utc = p->relation_since_utc;
	if (at_utc == INSTANT_NONE)
		import_add_note(w, row->line, false,
			"the address is undeliverable, but nothing of this "
			"person has a date: --map undeliverable=COLUMN names "
			"the date of the failure");
	facts->failure_utc = at_utc;
}

/* Failures come last: one without a date follows the dates of all rows. */
static enum err fold_failures(struct import_writer *w, struct person *person,
	struct import_row *const *rows, size_t len)
{
	enum person_relation became;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++) {
		struct person_facts facts;

		if (!has_failure(rows[i]))
			continue;
		if (!person->is_known && !person->record.relation) {
			import_add_note(w, rows[i]->line, false,
				"the address is undeliverable and there is no "
				"record of this person: a delivery failure is "
				"kept only of persons on record");
			continue;
		}
		person_facts_init(&facts);
		facts.failure_utc = rows[i]->facts.failure_utc;
		if (facts.failure_utc == INSTANT_NONE)
			date_failure(w, person, rows[i], &facts);
		e = person_fold(w->session, w->policy->zone, &rows[i]->key,
			person, &facts, &became);
	}
	return e ? import_failed(w, e, "writing a record") : ERR_OK;
}

static enum err fold_rows(struct import_writer *w, struct person *person,
	struct import_row *const *rows, size_t len, bool is_again)
{
	enum person_relation became;
	enum err e;

	for (size_t i = 0; i < len; i++) {
		if (!rows[i]->has_facts)
			continue;
		/* Without a relation there is no record to be made. */
		if (!person->is_known && !person->record.relation &&
			!rows[i]->facts.relation) {
			if (rows[i]->has_own_facts && !is_again) {
				rows[i]->is_bad = true;
				import_add_note(w, rows[i]->line, true,
					"there is no record of this person and "
					"no relation for one; give --relation");
			}
			continue;
		}
		e = person_fold(w->session, w->policy->zone, &rows[i]->key,
			person, &rows[i]->facts, &became);
		if (e)
			return import_failed(w, e, "writing a record");
		w->counts.kept += became == PERSON_RELATION_PAST && !is_again;
	}
	return ERR_OK;
}

/* ------------------------------------------- a relation that became another */

static struct import_shift *shift_of(
	struct import_counts *counts, const char *from, const char *to)
{
	struct import_shift *shift;

	for (size_t i = 0; i < counts->shifts_len; i++) {
		shift = &counts->shifts[i];
		if (strcmp(shift->from, from) == 0 &&
			strcmp(shift->to, to) == 0)
			return shift;
	}
	if (counts->shifts_len == IMPORT_SHIFTS_MAX)
		return NULL;
	shift = &counts->shifts[counts->shifts_len++];
	*shift = (struct import_shift){.from = from, .to = to};
	return shift;
}

static enum err retention_of(const struct import_writer *w,
	const struct store_person *p, struct retention *retention_r)
{
	const struct relation_span span = {
		p->relation, p->relation_since_utc, p->relation_end_utc};
	struct subject subject;
	enum err e;

	subject_init(&subject);
	subject.known = true;
	subject.collected_utc = p->collected_utc;
	e = subject_add_relation(&subject, &span);
	if (!e && p->last_contact_utc != INSTANT_NONE)
		e = subject_add_contact(&subject, p->last_contact_utc);
	*retention_r = policy_retention(w->policy, &subject, w->now_utc, true);
	subject_free(&subject);
	return e;
}

static bool is_shorter(
	const struct retention *before, const struct retention *after)
{
	if (before->kind == RETENTION_ENDED ||
		after->kind == RETENTION_UNLIMITED)
		return false;
	if (before->kind == RETENTION_UNLIMITED ||
		after->kind == RETENTION_ENDED)
		return true;
	return after->end_utc < before->end_utc;
}

static bool is_over(const struct import_writer *w, const struct retention *r)
{
	return r->kind == RETENTION_ENDED ||
		(r->kind == RETENTION_AT && r->end_utc < w->now_utc);
}

/* A customer whom a later row calls a prospect may be kept for less long. */
static enum err count_shift(
	struct import_writer *w, const struct person *person)
{
	const char *from = person->before.relation;
	const char *to = person->record.relation;
	struct retention before, after;
	struct import_shift *shift;
	enum err e;

	if (!from || !to || strcmp(from, to) == 0)
		return ERR_OK;
	shift = shift_of(&w->counts, from, to);
	if (!shift)
		return ERR_OK;
	e = retention_of(w, &person->before, &before);
	if (!e)
		e = retention_of(w, &person->record, &after);
	if (e)
		return import_failed(w, e, "comparing retentions");
	shift->persons++;
	shift->shorter += is_shorter(&before, &after);
	shift->over += !is_over(w, &before) && is_over(w, &after);
	return ERR_OK;
}

static enum err write_facts(struct import_writer *w,
	struct import_row *const *rows, size_t len, struct tally *tally)
{
	const struct pseudonym *key = &rows[0]->key;
	struct person person;
	bool is_changed;
	enum err e;

	e = person_load(w->session, key, &person);
	if (e)
		return import_failed(w, e, "reading a record");
	e = fold_rows(w, &person, rows, len, false);
	/* The end of a relation may stand in a row before the one that begins
	 * it: look again, so that the next import finds nothing new. */
	if (!e && len > 1)
		e = fold_rows(w, &person, rows, len, true);
	if (!e)
		e = fold_failures(w, &person, rows, len);
	if (!e)
		e = count_shift(w, &person);
	if (e)
		return e;
	e = person_save(w->session, key, &person);
	if (e)
		return import_failed(w, e, "writing a record");
	is_changed = person_is_changed(&person);
	w->counts.failures += is_changed &&
		person.before.failure_utc != person.record.failure_utc &&
		person.record.failure_utc >= person.record.last_contact_utc;
	tally->is_known = person.is_known;
	tally->is_created = is_changed && !person.is_known;
	tally->is_changed = is_changed;
	return ERR_OK;
}

static bool is_counted(const struct import_row *row)
{
	return !row->is_bad && !row->is_further;
}

static uint64_t first_line(struct import_row *const *rows, size_t len)
{
	uint64_t line = UINT64_MAX;

	for (size_t i = 0; i < len; i++)
		if (is_counted(rows[i]) && rows[i]->line < line)
			line = rows[i]->line;
	return line;
}

/* Each row that was read whole is counted once. */
static void count_rows(struct import_writer *w, struct import_row *const *rows,
	size_t len, const struct tally *tally)
{
	struct import_counts *counts = &w->counts;
	uint64_t first = first_line(rows, len);

	if (first == UINT64_MAX)
		return;
	for (size_t i = 0; i < len; i++) {
		if (!is_counted(rows[i]) || rows[i]->line == first)
			continue;
		counts->repeated++;
		put_note(w,
			&(struct import_note){.line = rows[i]->line,
				.text = "the same person as in line ",
				.other_line = first});
	}
	counts->created += tally->is_created;
	counts->changed += tally->is_changed && tally->is_known;
	counts->wishes_only +=
		tally->is_changed && !tally->is_created && !tally->is_known;
	counts->unchanged += !tally->is_changed;
}

/* All rows of one person. Objections of all rows come before grants of any,
 * so that the order of the lines does not matter. */
static enum err write_person(
	struct import_writer *w, struct import_row *const *rows, size_t len)
{
	struct tally tally = {.is_known = false};
	enum err e = write_facts(w, rows, len, &tally);

	for (size_t i = 0; !e && i < len; i++)
		e = import_write_wishes(w, rows[i], &tally.is_changed);
	for (size_t i = 0; !e && i < len; i++)
		if (rows[i]->has_grant)
			e = import_write_grant(w, rows[i], &tally.is_changed);
	if (!e)
		count_rows(w, rows, len, &tally);
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
		return import_failed(w, e, "beginning to write");
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
			e = import_failed(w, e, "writing");
	}
	if (e || w->dry_run)
		store_write_rollback(w->session);
	*done_r = done;
	return e;
}

/* ------------------------------------------------ a row of several addresses */

static void swap_keys(struct import_row *a, struct import_row *b)
{
	struct import_row was = *a;

	a->key = b->key;
	a->domains = b->domains;
	a->domains_len = b->domains_len;
	b->key = was.key;
	b->domains = was.domains;
	b->domains_len = was.domains_len;
}

/* What is known of the person is kept under the first address that is on
 * record, otherwise under the first. */
static enum err choose(struct import_writer *w, struct import_row *row)
{
	struct store_person person;
	enum err e = ERR_NOT_FOUND;

	for (size_t i = 0; e == ERR_NOT_FOUND && i <= row->further_len; i++) {
		e = store_person_get(w->session, &row[i].key, &person);
		if (!e)
			swap_keys(row, row + i);
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err choose_all(struct import_writer *w, struct import_batch *batch)
{
	enum err e;

	if (!batch->has_choices)
		return ERR_OK;
	e = store_write_begin(w->session);
	for (size_t i = 0; !e && i < batch->len; i++)
		if (batch->rows[i].further_len > 0)
			e = choose(w, &batch->rows[i]);
	store_write_rollback(w->session);
	import_batch_sort(batch);
	return e ? import_failed(w, e, "reading a record") : ERR_OK;
}

enum err import_batch_write(struct import_writer *w, struct import_batch *batch)
{
	struct import_row *const *rows = batch->order;
	struct import_counts before;
	size_t at = 0, done;
	enum err e = choose_all(w, batch);

	while (!e && at < batch->len) {
		before = w->counts;
		e = write_slice(w, rows + at, batch->len - at, &done);
		if (e)
			w->counts = before;
		at += done;
		/* Whoever waits for the lock asks each millisecond. */
		clock_pause_ns(PAUSE_NS);
	}
	return e;
}
