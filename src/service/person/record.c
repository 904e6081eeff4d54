/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/record.h"

#include <stdio.h>
#include <string.h>

#include "service/person/person.h"
#include "service/person/record_act.h"

const char *record_date(
	const struct desk *desk, int64_t at_utc, char text_r[INSTANT_TEXT_SIZE])
{
	if (at_utc == INSTANT_NONE)
		snprintf(text_r, INSTANT_TEXT_SIZE, "a date not known");
	else
		instant_format(desk->settings->zone, at_utc, text_r);
	return text_r;
}

const char *record_wish_date(const struct desk *desk, int64_t at_utc,
	bool is_day, char text_r[INSTANT_TEXT_SIZE])
{
	if (!is_day || at_utc == INSTANT_NONE)
		return record_date(desk, at_utc, text_r);
	instant_format_day(desk->settings->zone, at_utc, text_r);
	return text_r;
}

enum err record_load(
	struct desk *desk, const struct pseudonym *key, struct person *person_r)
{
	enum err e = person_load(desk->session, key, person_r);

	if (e)
		return desk_store_fail(desk, e, "reading the record");
	return ERR_OK;
}

enum err record_save(struct desk *desk, const struct pseudonym *key,
	const struct person *person)
{
	enum err e = person_save(desk->session, key, person);

	if (e)
		return desk_store_fail(desk, e, "writing the record");
	return ERR_OK;
}

static enum err fold(struct desk *desk, const struct pseudonym *key,
	struct person *person, const struct person_facts *facts,
	enum person_relation *relation_r)
{
	enum err e = person_fold(desk->session, desk->settings->zone, key,
		person, facts, relation_r);

	if (e)
		return desk_store_fail(desk, e, "writing the record");
	return record_save(desk, key, person);
}

static void say_relation(const struct desk *desk, const struct person *person,
	const char *stated, enum person_relation became, struct buf *said)
{
	char since[INSTANT_TEXT_SIZE];

	record_date(desk, person->record.relation_since_utc, since);
	switch (became) {
	case PERSON_RELATION_SET:
		buf_addf(said, "The relation is \"%s\" since %s.\n",
			person->record.relation, since);
		break;
	case PERSON_RELATION_PAST:
		buf_addf(said,
			"The relation stays \"%s\": it began on %s, and "
			"\"%s\" is dated no later.\n",
			person->record.relation, since, stated);
		break;
	case PERSON_RELATION_SAME:
		break;
	}
}

static enum err contact_facts(struct desk *desk,
	const struct record_contact *act, struct person_facts *facts_r)
{
	enum err e;

	person_facts_init(facts_r);
	e = desk_source(desk, act->source, &facts_r->source);
	if (!e && act->relation)
		e = desk_relation(desk, act->relation, &facts_r->relation);
	if (!e)
		e = desk_refuse_ahead(desk, "the contact", act->at_utc);
	if (!e && act->ref)
		e = record_check_ref(desk, act->ref);
	if (e)
		return e;
	facts_r->contact_utc = act->at_utc;
	facts_r->relation_at_utc = act->at_utc;
	facts_r->relation_since_utc = act->at_utc;
	facts_r->is_relation_dated = true;
	facts_r->ref = act->ref;
	return ERR_OK;
}

enum err record_check_ref(struct desk *desk, const char *ref)
{
	const char *cause = record_ref_problem(ref);

	if (cause)
		return desk_fail(
			desk, ERR_INVALID, "ref \"%s\": %s", ref, cause);
	return ERR_OK;
}

const char *record_ref_problem(const char *ref)
{
	if (strlen(ref) >= PERSON_REF_SIZE)
		return "longer than 255 octets";
	for (const char *c = ref; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return "it has a control character; accepted: one line "
			       "of text such as crm:4711";
	/* It is stored as it stands, and no address may be in the store. */
	if (strchr(ref, '@'))
		return "it is stored in plain and must not hold an address; "
		       "accepted: an opaque reference such as crm:4711";
	return NULL;
}

static enum err contact_within(struct desk *desk,
	const struct record_contact *act, const struct pseudonym *key,
	struct person_facts *facts, struct buf *said)
{
	char at[INSTANT_TEXT_SIZE], latest[INSTANT_TEXT_SIZE];
	enum person_relation became;
	struct person person;
	enum err e;

	e = record_load(desk, key, &person);
	if (e)
		return e;
	if (!person.is_known) {
		if (!facts->relation)
			return desk_fail(desk, ERR_INVALID,
				"there is no record of %s yet: the first "
				"contact needs --relation",
				act->who);
		facts->collected_utc = act->at_utc;
	}
	e = fold(desk, key, &person, facts, &became);
	if (e)
		return e;
	record_date(desk, act->at_utc, at);
	record_date(desk, person.record.last_contact_utc, latest);
	if (person.record.last_contact_utc != act->at_utc)
		buf_addf(said,
			"Contact on %s recorded; the latest stays the one on "
			"%s.\n",
			at, latest);
	else if (person_is_changed(&person))
		buf_addf(said, "Contact on %s recorded.\n", at);
	else
		buf_addf(said, "Contact on %s was on record already.\n", at);
	say_relation(desk, &person, facts->relation, became, said);
	if (strcmp(person.record.source, facts->source) != 0)
		buf_addf(said,
			"The source stays \"%s\": the data was first "
			"collected there.\n",
			person.record.source);
	/* One told late changes nothing of today, but the past. */
	if (!person_is_changed(&person) &&
		person.record.last_contact_utc == act->at_utc)
		return ERR_OK;
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_CONTACT,
			.key = key,
			.detail = person.is_known ? "contact" :
						    "contact, new record"});
}

enum err record_contact_within(struct desk *desk,
	const struct record_contact *act, const struct pseudonym *key,
	struct buf *said)
{
	struct person_facts facts;
	enum err e = contact_facts(desk, act, &facts);

	return e ? e : contact_within(desk, act, key, &facts, said);
}

enum err record_contact(
	struct desk *desk, const struct record_contact *act, struct buf *said)
{
	struct person_facts facts;
	struct identity who;
	enum err e;

	e = desk_identify(desk, act->who, &who);
	if (!e)
		e = contact_facts(desk, act, &facts);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(
		desk, contact_within(desk, act, &who.key, &facts, said));
}

static enum err relate_within(struct desk *desk,
	const struct record_relate *act, const struct pseudonym *key,
	const struct person_facts *facts, struct buf *said)
{
	char end[INSTANT_TEXT_SIZE], detail[JOURNAL_DETAIL_MAX];
	enum person_relation became;
	struct person person;
	enum err e;

	e = record_load(desk, key, &person);
	if (e)
		return e;
	if (!person.is_known)
		return desk_fail(desk, ERR_NOT_FOUND,
			"there is no record of %s: \"contact\" or \"import\" "
			"make one",
			act->who);
	e = fold(desk, key, &person, facts, &became);
	if (e)
		return e;
	say_relation(desk, &person, facts->relation, became, said);
	if (became != PERSON_RELATION_PAST && act->end_utc != INSTANT_NONE &&
		person.record.relation_end_utc == act->end_utc)
		buf_addf(said, "It ends with %s.\n",
			record_date(desk, act->end_utc, end));
	else if (became == PERSON_RELATION_SAME && act->end_utc != INSTANT_NONE)
		buf_addf(said,
			"Its end is not changed: %s lies before its "
			"beginning.\n",
			record_date(desk, act->end_utc, end));
	if (!person_is_changed(&person) && became == PERSON_RELATION_SAME)
		buf_addf(said, "The relation was \"%s\" already.\n",
			person.record.relation);
	if (!person_is_changed(&person) && became != PERSON_RELATION_PAST)
		return ERR_OK;
	snprintf(detail, sizeof(detail), "%s", facts->relation);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_RELATION,
			.key = key,
			.detail = detail});
}

enum err record_relate(
	struct desk *desk, const struct record_relate *act, struct buf *said)
{
	struct person_facts facts;
	struct identity who;
	enum err e;

	person_facts_init(&facts);
	facts.relation_at_utc =
		act->at_utc == INSTANT_NONE ? desk->now_utc : act->at_utc;
	facts.relation_since_utc = facts.relation_at_utc;
	/* "Now" is when it was said, not when it began. */
	facts.is_relation_dated = act->at_utc != INSTANT_NONE;
	facts.relation_end_utc = act->end_utc;
	e = desk_identify(desk, act->who, &who);
	if (!e)
		e = desk_relation(desk, act->relation, &facts.relation);
	if (!e)
		e = desk_refuse_ahead(desk, "the relation's beginning",
			facts.relation_at_utc);
	if (!e && act->at_utc != INSTANT_NONE && act->end_utc != INSTANT_NONE &&
		act->end_utc < act->at_utc)
		e = desk_fail(desk, ERR_INVALID,
			"the relation's end lies before its beginning");
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(desk, relate_within(desk, act, &who.key, &facts, said));
}
