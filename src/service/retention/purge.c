/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/retention/purge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "core/policy_find.h"
#include "service/office/clock_guard.h"
#include "service/person/requests.h"
#include "service/retention/ended.h"
#include "service/retention/erasure_notify.h"
#include "service/retention/forget_private.h"
#include "store/removal.h"

/* Persons looked at in one go, and removed in one transaction. A verdict
 * waits for a transaction, so it must be short. */
#define PAGE 5000
#define BATCH 200
#define PAUSE_MAX_NS 50000000L

struct purge {
	struct desk *desk;
	const struct policy *policy;
	const struct purge_options *options;
	struct purge_report *report;
	struct subject scratch;
	struct pseudonym *keys; /* PAGE of those who are due */
	size_t keys_len;
	struct pseudonym last;
	size_t page; /* rows of this page */
	/* purge_due_each() only: */
	const char *relation;
	int64_t at_utc;
	bool (*each)(void *arg, const struct purge_due *due);
	void *arg;
	bool has_stopped;
	enum err failed;
};

static bool is_of(const char *relation, const struct store_person *person)
{
	return !relation ||
		(person->relation && strcmp(relation, person->relation) == 0);
}

/* Whether the person's time is over, and who that is. */
static enum err look(struct purge *p, const struct store_person *person,
	int64_t at_utc, bool *is_over_r, struct purge_due *due_r)
{
	enum err e;

	*due_r = (struct purge_due){
		.ref = person->ref,
		.relation = person->relation,
		.is_restricted = person->restricted_utc != INSTANT_NONE,
		.is_relation_unknown = person->relation &&
			!policy_relation(p->policy, person->relation),
	};
	e = ended_retention(p->policy, &p->scratch, person, p->desk->now_utc,
		&due_r->retention);
	*is_over_r = !e && ended_is_over(due_r->retention, at_utc);
	return e;
}

static enum err out_of_memory(struct desk *desk)
{
	return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
}

/* ------------------------------------------------------------------ due */

static bool tell_due(void *arg, const struct store_subject *row)
{
	struct purge *p = arg;
	struct purge_due due;
	bool is_over;

	p->last = row->key;
	p->page++;
	if (!is_of(p->relation, &row->person))
		return true;
	p->failed = look(p, &row->person, p->at_utc, &is_over, &due);
	if (p->failed)
		return false;
	p->has_stopped = is_over && !p->each(p->arg, &due);
	return !p->has_stopped;
}

enum err purge_due_each(struct desk *desk, const char *relation, int64_t at_utc,
	bool (*each)(void *arg, const struct purge_due *due), void *arg)
{
	struct purge p = {.desk = desk,
		.policy = &desk->settings->policy,
		.at_utc = at_utc,
		.each = each,
		.arg = arg};
	enum err e = ERR_OK;

	if (relation)
		e = desk_relation(desk, relation, &p.relation);
	subject_init(&p.scratch);
	for (bool is_first = true; !e; is_first = false) {
		struct pseudonym after = p.last;

		p.page = 0;
		e = store_subjects_each(desk->session, is_first ? NULL : &after,
			PAGE, tell_due, &p);
		if (e)
			e = desk_store_fail(desk, e, "reading");
		else if (p.failed)
			e = out_of_memory(desk);
		if (p.has_stopped || p.page < PAGE)
			break;
	}
	subject_free(&p.scratch);
	return e;
}

/* ---------------------------------------------------------------- purge */

static bool goes(const struct purge *p, const struct purge_due *due)
{
	return !due->is_restricted &&
		(!due->is_relation_unknown || p->options->takes_unknown);
}

static bool note_due(void *arg, const struct store_subject *row)
{
	struct purge *p = arg;
	struct purge_due due;
	bool is_over;

	p->last = row->key;
	p->page++;
	p->report->subjects++;
	if (!is_of(p->options->relation, &row->person))
		return true;
	p->failed = look(p, &row->person, p->desk->now_utc, &is_over, &due);
	if (p->failed)
		return false;
	if (!is_over)
		return true;
	p->report->ended++;
	p->report->restricted += due.is_restricted;
	if (!due.is_restricted && due.is_relation_unknown &&
		!p->options->takes_unknown)
		p->report->unknown_relation++;
	if (goes(p, &due))
		p->keys[p->keys_len++] = row->key;
	return true;
}

/* The experience stays, the person does not. */
static enum err count_silence(
	struct desk *desk, const struct store_person *person)
{
	int64_t since_utc = ended_silent_since(person);

	if (since_utc == INSTANT_NONE || !person->relation)
		return ERR_OK;
	return store_silence_add(desk->session, person->relation,
		ended_days(desk->settings->zone, since_utc, desk->now_utc), 0,
		1);
}

/* A restriction that somebody else may have under a key of earlier address
 * rules stays: it was copied, and whoever it is of is not due. */
static enum err remove_one(struct desk *desk, const struct pseudonym *key,
	bool is_first, struct store_removed *removed)
{
	struct store_removed more = {.facts = 0};
	struct store_person person;
	enum err e = ERR_NOT_FOUND;

	if (!is_first)
		e = store_person_get(desk->session, key, &person);
	if (!e && person.restricted_utc != INSTANT_NONE)
		return ERR_NOT_FOUND;
	if (e && e != ERR_NOT_FOUND)
		return e;
	e = store_subject_remove(desk->session, key, &more);
	removed->facts += more.facts;
	removed->held += more.held;
	return e;
}

/* And what is left of the person under keys of earlier address rules.
 * ERR_NOT_FOUND: nothing was there. */
static enum err remove_under(struct desk *desk, const struct pseudonym *key,
	struct store_removed *removed_r)
{
	struct joining_keys keys = {.items = NULL};
	bool is_found = false;
	enum err e = identifier_ready(desk->identifier);

	*removed_r = (struct store_removed){.facts = 0};
	if (!e)
		e = joining_reach(desk->session, key,
			identifier_rules(desk->identifier), &keys);
	for (size_t i = 0; !e && i < keys.len; i++) {
		e = remove_one(desk, &keys.items[i], i == 0, removed_r);
		is_found |= e == ERR_OK;
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	joining_keys_free(&keys);
	return e || is_found ? e : ERR_NOT_FOUND;
}

/* Inside a write transaction. "person" may point into the session. */
static enum err remove_person(struct desk *desk, const struct pseudonym *key,
	const struct store_person *person, enum reference_act act,
	struct store_removed *removed_r)
{
	enum err e = ERR_OK;

	/* The reference is the session's until its next call. */
	if (person->ref && erasure_notify_is_wanted(desk))
		e = store_reference_add(desk->session,
			&(struct store_reference){.at_utc = desk->now_utc,
				.act = act,
				.ref = person->ref});
	if (!e)
		e = count_silence(desk, person);
	return e ? e : remove_under(desk, key, removed_r);
}

/* It may have changed since it was looked at. */
static enum err remove_if_due(
	struct purge *p, const struct pseudonym *key, int64_t *removed)
{
	struct store_removed what;
	struct store_person person;
	struct purge_due due;
	bool is_over;
	enum err e = store_person_get(p->desk->session, key, &person);

	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	e = look(p, &person, p->desk->now_utc, &is_over, &due);
	if (e || !is_over || !goes(p, &due))
		return e;
	e = remove_person(p->desk, key, &person, REFERENCE_PURGED, &what);
	if (e)
		return e;
	++*removed;
	p->report->held += what.held;
	return ERR_OK;
}

static enum err remove_batch(
	struct purge *p, const struct pseudonym *keys, size_t len)
{
	char detail[JOURNAL_DETAIL_MAX];
	int64_t removed = 0;
	enum err e = desk_begin(p->desk);

	if (e)
		return e;
	for (size_t i = 0; !e && i < len; i++)
		e = remove_if_due(p, &keys[i], &removed);
	if (e)
		e = desk_store_fail(p->desk, e, "removing");
	snprintf(detail, sizeof(detail), "%" PRId64 " persons%s%s", removed,
		p->options->relation ? " of the relation " : "",
		p->options->relation ? p->options->relation : "");
	if (!e && removed > 0)
		e = desk_journal(p->desk,
			&(struct desk_act){
				.kind = JOURNAL_PURGED, .detail = detail});
	e = desk_end(p->desk, e);
	if (!e)
		p->report->removed += removed;
	return e;
}

/* Pauses for as long as the step took: half of the time is left to others. */
static void pause_after(int64_t begun_ns)
{
	int64_t took = clock_monotonic_ns() - begun_ns;

	clock_pause_ns(took > PAUSE_MAX_NS ? PAUSE_MAX_NS : took);
}

static enum err remove_page(struct purge *p)
{
	enum err e = ERR_OK;

	if (p->options->is_dry) {
		p->report->removed += (int64_t)p->keys_len;
		return ERR_OK;
	}
	for (size_t i = 0; !e && i < p->keys_len; i += BATCH) {
		size_t len = p->keys_len - i < BATCH ? p->keys_len - i : BATCH;
		int64_t begun_ns = clock_monotonic_ns();

		e = remove_batch(p, p->keys + i, len);
		pause_after(begun_ns);
	}
	return e;
}

static enum err purge_pages(struct purge *p, int64_t of)
{
	const struct purge_options *o = p->options;
	enum err e = ERR_OK;

	for (bool is_first = true; !e; is_first = false) {
		struct pseudonym after = p->last;

		p->page = p->keys_len = 0;
		e = store_subjects_each(p->desk->session,
			is_first ? NULL : &after, PAGE, note_due, p);
		if (e)
			return desk_store_fail(p->desk, e, "reading");
		if (p->failed)
			return out_of_memory(p->desk);
		e = remove_page(p);
		if (o->progress && of > 0)
			o->progress(o->arg, p->report->subjects, of);
		if (p->page < PAGE)
			break;
	}
	return e;
}

static enum err run_once(struct purge *p, int64_t of)
{
	enum err e;

	*p->report = (struct purge_report){.subjects = 0};
	p->last = (struct pseudonym){{0}};
	subject_init(&p->scratch);
	p->keys = calloc(PAGE, sizeof(*p->keys));
	e = p->keys ? purge_pages(p, of) : out_of_memory(p->desk);
	free(p->keys);
	subject_free(&p->scratch);
	return e;
}

/* Counts first: a clock or a configuration that is wrong shows by how many
 * would go. */
static enum err run_guarded(struct purge *p, int64_t of)
{
	const struct purge_options *asked = p->options;
	struct purge_options dry = *asked;
	enum err e;

	if (asked->confirmed) {
		e = clock_guard_confirm(p->desk, asked->confirmed);
		return e ? e : run_once(p, of);
	}
	dry.is_dry = true;
	p->options = &dry;
	e = run_once(p, of);
	if (!e)
		e = clock_guard_check(p->desk,
			&(struct clock_guard){
				.things = "persons",
				.share = {p->report->removed,
					p->report->subjects},
				.confirm = "robinson purge --confirm --reason "
					   "TEXT",
			});
	p->options = asked;
	p->report->is_refused = e == ERR_LIMIT;
	if (asked->is_dry)
		return e == ERR_LIMIT ? ERR_OK : e;
	return e ? e : run_once(p, 0);
}

enum err purge_run(struct desk *desk, const struct purge_options *options,
	struct purge_report *report_r)
{
	struct purge_options o = *options;
	struct purge p = {.desk = desk,
		.policy = &desk->settings->policy,
		.options = &o,
		.report = report_r};
	int64_t of = 0;
	enum err e = ERR_OK;

	*report_r = (struct purge_report){.subjects = 0};
	if (o.relation && !o.takes_unknown)
		e = desk_relation(desk, options->relation, &o.relation);
	if (!e && o.progress) {
		e = store_subjects_count(desk->session, &of);
		if (e)
			e = desk_store_fail(desk, e, "reading");
	}
	if (!e)
		e = run_guarded(&p, of);
	if (!e && !o.is_dry)
		e = forget_correspondence(desk);
	return e || o.is_dry ? e : requests_forget(desk);
}

enum err purge_scrub(struct desk *desk)
{
	enum err e = store_scrub(desk->session);

	return e ? desk_store_fail(desk, e, "emptying the store's log") : e;
}

/* ---------------------------------------------------------------- erase */

static enum err object_to_all(
	struct desk *desk, const struct pseudonym *key, struct buf *said)
{
	const struct objection objection = {.at_utc = desk->now_utc,
		.channel = "erasure",
		.recorded_utc = desk->now_utc};
	enum err e = store_objection_add(desk->session, key, &objection);

	if (e && e != ERR_EXISTS)
		return desk_store_fail(desk, e, "writing the objection");
	buf_adds(said, "An objection to all direct marketing is on record.\n");
	if (e)
		return ERR_OK;
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_OBJECTION,
			.key = key,
			.detail = "by address, channel erasure"});
}

static enum err erase_record(struct desk *desk, const struct pseudonym *key,
	struct buf *said, bool *found_r)
{
	struct store_removed removed = {.facts = 0};
	struct store_person person;
	enum err e = store_person_get(desk->session, key, &person);

	if (e && e != ERR_NOT_FOUND)
		return desk_store_fail(desk, e, "reading the record");
	if (e)
		e = remove_under(desk, key, &removed);
	else if (person.restricted_utc != INSTANT_NONE)
		return desk_fail(desk, ERR_DENIED,
			"the processing of this person's data is restricted, "
			"which opposes erasure (GDPR Art. 18(1)(b)-(c)); lift "
			"the restriction first: robinson restrict ADDRESS "
			"--lift");
	else
		e = remove_person(
			desk, key, &person, REFERENCE_ERASED, &removed);
	*found_r = e != ERR_NOT_FOUND;
	if (e && e != ERR_NOT_FOUND)
		return desk_store_fail(desk, e, "removing");
	if (!*found_r) {
		buf_adds(said, "Nothing was on record that could be erased.\n");
		return ERR_OK;
	}
	buf_addf(said,
		"Erased: the record, %" PRId64 " facts and %" PRId64
		" held messages. Objections and withdrawals stay as a bare "
		"key (GDPR Art. 17(3)(b)).\n",
		removed.facts, removed.held);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_ERASED,
			.key = key,
			.detail = "on request"});
}

enum err purge_erase(struct desk *desk, const struct purge_erasure *erasure,
	struct buf *said)
{
	struct identity identity;
	bool found = false;
	enum err e = desk_identify(desk, erasure->who, &identity);

	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	if (erasure->is_dry)
		buf_adds(said, "A dry run: nothing is changed.\n");
	e = erase_record(desk, &identity.key, said, &found);
	if (!e && !erasure->without_objection)
		e = object_to_all(desk, &identity.key, said);
	if (!e && erasure->is_dry)
		store_write_rollback(desk->session);
	else
		e = desk_end(desk, e);
	return e || found ? e : ERR_NOT_FOUND;
}
