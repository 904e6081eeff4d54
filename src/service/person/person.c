/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/person.h"

#include <stdio.h>
#include <string.h>

void person_facts_init(struct person_facts *facts)
{
	*facts = (struct person_facts){
		.relation_at_utc = INSTANT_NONE,
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.collected_utc = INSTANT_NONE,
		.contact_utc = INSTANT_NONE,
		.failure_utc = INSTANT_NONE,
	};
}

static void keep_before(struct person *person)
{
	person->before = person->record;
	person->before.ref = NULL; /* compared by its copy */
	snprintf(person->ref_before, sizeof(person->ref_before), "%s",
		person->ref);
}

enum err person_load(struct store_session *s, const struct pseudonym *key,
	struct person *person_r)
{
	struct store_person *record = &person_r->record;
	enum err e = store_person_get(s, key, record);

	person_r->is_known = e == ERR_OK && !store_person_is_bare(record);
	person_r->ref[0] = '\0';
	if (e == ERR_NOT_FOUND)
		*record = (struct store_person){
			.relation_since_utc = INSTANT_NONE,
			.relation_end_utc = INSTANT_NONE,
			.collected_utc = INSTANT_NONE,
			.last_contact_utc = INSTANT_NONE,
			.failure_utc = INSTANT_NONE,
			.restricted_utc = INSTANT_NONE,
		};
	else if (e)
		return e;
	if (record->ref) {
		/* The store's text lives until its next call only. */
		snprintf(person_r->ref, sizeof(person_r->ref), "%s",
			record->ref);
		record->ref = person_r->ref;
	}
	keep_before(person_r);
	return ERR_OK;
}

/* Somebody who was silent came back: only the count is kept, of nobody. */
static enum err count_silence(struct store_session *s, const struct zone *zone,
	const struct store_person *record, int64_t contact_utc)
{
	int64_t from_utc = record->last_contact_utc;
	struct civil from, to;
	int64_t days;

	if (from_utc == INSTANT_NONE)
		from_utc = record->collected_utc;
	if (from_utc == INSTANT_NONE || !record->relation)
		return ERR_OK;
	zone_to_civil(zone, from_utc, &from);
	zone_to_civil(zone, contact_utc, &to);
	days = civil_days(to.year, to.month, to.day) -
		civil_days(from.year, from.month, from.day);
	if (days < 1 || days > INT32_MAX)
		return ERR_OK;
	return store_silence_add(s, record->relation, (int)days, 1, 0);
}

static enum err fold_contact(struct store_session *s, const struct zone *zone,
	const struct pseudonym *key, struct person *person, int64_t at_utc)
{
	struct store_person *record = &person->record;
	enum err e;

	if (at_utc == INSTANT_NONE || at_utc == record->last_contact_utc)
		return ERR_OK;
	if (at_utc < record->last_contact_utc)
		return store_past_contact_add(s, key, at_utc);
	e = count_silence(s, zone, record, at_utc);
	if (!e && record->last_contact_utc != INSTANT_NONE)
		e = store_past_contact_add(s, key, record->last_contact_utc);
	record->last_contact_utc = at_utc;
	return e;
}

static enum err fold_failure(struct store_session *s,
	const struct pseudonym *key, struct person *person, int64_t at_utc)
{
	struct store_person *record = &person->record;
	enum err e = ERR_OK;

	if (at_utc == INSTANT_NONE || at_utc == record->failure_utc)
		return ERR_OK;
	if (at_utc < record->failure_utc)
		return store_past_failure_add(s, key, at_utc);
	if (record->failure_utc != INSTANT_NONE)
		e = store_past_failure_add(s, key, record->failure_utc);
	record->failure_utc = at_utc;
	return e;
}

/* The source is the one of the collection that counts: the earliest. */
static void fold_collection(
	struct person *person, const struct person_facts *facts)
{
	struct store_person *record = &person->record;
	int64_t at_utc = facts->collected_utc;
	bool is_earlier = at_utc != INSTANT_NONE &&
		(record->collected_utc == INSTANT_NONE ||
			at_utc < record->collected_utc);

	if (facts->source &&
		(!record->source ||
			(is_earlier && record->collected_utc != INSTANT_NONE &&
				strcmp(record->source, facts->source) != 0))) {
		record->source = facts->source;
	}
	if (is_earlier) {
		record->collected_utc = at_utc;
	}
}

static void fold_ref(struct person *person, const char *ref)
{
	if (!ref || strcmp(person->ref, ref) == 0)
		return;
	snprintf(person->ref, sizeof(person->ref), "%s", ref);
	person->record.ref = person->ref;
}

static void set_relation(struct person *person,
	const struct person_facts *facts, int64_t since_utc)
{
	person->record.relation = facts->relation;
	person->record.relation_since_utc = since_utc;
	person->record.relation_end_utc = facts->relation_end_utc;
}

static void set_relation_end(struct person *person, int64_t end_utc)
{
	struct store_person *record = &person->record;

	/* An end before the beginning speaks of an earlier time. */
	if (end_utc == INSTANT_NONE || end_utc == record->relation_end_utc ||
		end_utc < record->relation_since_utc)
		return;
	record->relation_end_utc = end_utc;
}

static enum err supersede_relation(struct store_session *s,
	const struct pseudonym *key, struct person *person,
	const struct person_facts *facts)
{
	const struct store_person *record = &person->record;
	struct relation_span past = {
		.name = record->relation,
		.since_utc = record->relation_since_utc,
		.end_utc = facts->relation_at_utc,
	};
	enum err e;

	if (record->relation_end_utc != INSTANT_NONE &&
		record->relation_end_utc < past.end_utc)
		past.end_utc = record->relation_end_utc;
	e = store_past_relation_add(s, key, &past);
	set_relation(person, facts, facts->relation_at_utc);
	return e;
}

/* The present relation began later: the other one came before it. */
static enum err add_past_relation(struct store_session *s,
	const struct pseudonym *key, const struct store_person *record,
	const struct person_facts *facts)
{
	struct relation_span past = {
		.name = facts->relation,
		.since_utc = facts->relation_at_utc,
		.end_utc = record->relation_since_utc,
	};

	if (!facts->is_relation_dated || past.since_utc == INSTANT_NONE ||
		past.since_utc >= past.end_utc)
		return ERR_OK;
	if (facts->relation_end_utc != INSTANT_NONE &&
		facts->relation_end_utc < past.end_utc)
		past.end_utc = facts->relation_end_utc;
	return store_past_relation_add(s, key, &past);
}

static enum err fold_relation(struct store_session *s,
	const struct pseudonym *key, struct person *person,
	const struct person_facts *facts, enum person_relation *relation_r)
{
	const struct store_person *record = &person->record;
	int64_t at_utc = facts->relation_at_utc;
	bool is_same, is_later;

	*relation_r = PERSON_RELATION_SAME;
	if (!facts->relation) {
		if (record->relation)
			set_relation_end(person, facts->relation_end_utc);
		return ERR_OK;
	}
	if (!record->relation) {
		set_relation(person, facts, facts->relation_since_utc);
		*relation_r = PERSON_RELATION_SET;
		return ERR_OK;
	}
	is_same = strcmp(record->relation, facts->relation) == 0;
	is_later =
		at_utc != INSTANT_NONE && at_utc > record->relation_since_utc;
	if (is_same && facts->is_relation_dated && is_later &&
		record->relation_end_utc != INSTANT_NONE &&
		at_utc >= record->relation_end_utc)
		is_same = false; /* it had ended, and begins anew */
	if (is_same) {
		set_relation_end(person, facts->relation_end_utc);
		return add_past_relation(s, key, record, facts);
	}
	*relation_r = is_later ? PERSON_RELATION_SET : PERSON_RELATION_PAST;
	if (is_later)
		return supersede_relation(s, key, person, facts);
	return add_past_relation(s, key, record, facts);
}

enum err person_fold(struct store_session *s, const struct zone *zone,
	const struct pseudonym *key, struct person *person,
	const struct person_facts *facts, enum person_relation *relation_r)
{
	enum err e;

	e = fold_contact(s, zone, key, person, facts->contact_utc);
	if (!e)
		e = fold_failure(s, key, person, facts->failure_utc);
	if (!e)
		e = fold_relation(s, key, person, facts, relation_r);
	if (e)
		return e;
	fold_collection(person, facts);
	fold_ref(person, facts->ref);
	return ERR_OK;
}

static bool is_same_text(const char *a, const char *b)
{
	return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

bool person_is_changed(const struct person *person)
{
	const struct store_person *a = &person->before, *b = &person->record;

	return !is_same_text(a->relation, b->relation) ||
		a->relation_since_utc != b->relation_since_utc ||
		a->relation_end_utc != b->relation_end_utc ||
		!is_same_text(a->source, b->source) ||
		a->collected_utc != b->collected_utc ||
		a->last_contact_utc != b->last_contact_utc ||
		a->failure_utc != b->failure_utc ||
		a->restricted_utc != b->restricted_utc ||
		strcmp(person->ref_before, person->ref) != 0;
}

enum err person_save(struct store_session *s, const struct pseudonym *key,
	const struct person *person)
{
	if (!person_is_changed(person))
		return ERR_OK;
	return store_person_put(s, key, &person->record);
}
