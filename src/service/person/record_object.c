/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/record.h"

#include <stdio.h>
#include <string.h>

#include "service/person/record_act.h"

#define CHANNEL_MAX 64

/* Whom an objection is of: an address, or a domain and all below it. */
struct objector {
	const char *text;
	struct pseudonym key;
	bool is_domain;
};

static enum err find_objector(
	struct desk *desk, const char *text, struct objector *who_r)
{
	const char *cause = NULL;
	struct identity identity;
	enum err e;

	who_r->text = text;
	who_r->is_domain = text[0] == '@';
	if (!who_r->is_domain) {
		e = desk_identify(desk, text, &identity);
		who_r->key = identity.key;
		return e;
	}
	e = identifier_domain(
		desk->identifier, text, strlen(text), &who_r->key, &cause);
	if (e && e != ERR_INVALID)
		return desk_store_fail(desk, e, "looking the domain up");
	if (e)
		return desk_fail(desk, e,
			"\"%s\" is no domain: %s; accepted: @example.com", text,
			cause ? cause : err_text(e));
	return ERR_OK;
}

/* NULL stays NULL: all direct marketing. */
static enum err find_purpose(
	struct desk *desk, const char *name, const char **name_r)
{
	const struct policy_purpose *purpose;
	enum err e;

	*name_r = NULL;
	if (!name)
		return ERR_OK;
	e = desk_purpose(desk, name, &purpose);
	if (!e)
		*name_r = purpose->name;
	return e;
}

static void say_scope(struct buf *said, const char *purpose)
{
	if (purpose)
		buf_addf(said, "\"%s\"", purpose);
	else
		buf_adds(said, "all direct marketing");
}

enum err record_check_channel(struct desk *desk, const char *channel)
{
	if (strlen(channel) <= CHANNEL_MAX)
		return ERR_OK;
	return desk_fail(desk, ERR_INVALID,
		"the channel is longer than %d octets; accepted: a word such "
		"as phone",
		CHANNEL_MAX);
}

static enum err object_within(struct desk *desk, const struct objector *who,
	const struct objection *o, struct buf *said)
{
	char at[INSTANT_TEXT_SIZE], detail[JOURNAL_DETAIL_MAX];
	enum err e = store_objection_add(desk->session, &who->key, o);

	if (e && e != ERR_EXISTS)
		return desk_store_fail(desk, e, "writing the objection");
	buf_adds(said, "The objection to ");
	say_scope(said, o->purpose);
	buf_addf(said, "%s on %s %s.\n", who->is_domain ? " of the domain" : "",
		record_wish_date(desk, o->at_utc, o->is_day, at),
		e ? "was on record already" : "is on record");
	if (e)
		return ERR_OK;
	snprintf(detail, sizeof(detail), "%s%s%s",
		who->is_domain ? "by domain" : "by address",
		o->channel ? ", channel " : "", o->channel ? o->channel : "");
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_OBJECTION,
			.key = &who->key,
			.purpose = o->purpose,
			.detail = detail});
}

enum err record_object(
	struct desk *desk, const struct record_object *act, struct buf *said)
{
	struct objection o = {.at_utc = act->at_utc,
		.is_day = act->is_day,
		.channel = act->channel,
		.recorded_utc = desk->now_utc};
	struct objector who;
	enum err e;

	if (o.at_utc == INSTANT_NONE)
		o.at_utc = desk->now_utc;
	e = find_objector(desk, act->who, &who);
	if (!e)
		e = find_purpose(desk, act->purpose, &o.purpose);
	if (!e)
		e = desk_refuse_ahead(desk, "the objection", o.at_utc);
	if (!e && o.channel)
		e = record_check_channel(desk, o.channel);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	o.by_domain = who.is_domain;
	return desk_end(desk, object_within(desk, &who, &o, said));
}

/* ERR_NOT_FOUND: under none of them. */
static enum err remove_under(
	struct desk *desk, const struct joining_keys *keys, const char *purpose)
{
	enum err e = ERR_OK;
	bool is_found = false;

	for (size_t i = 0; !e && i < keys->len; i++) {
		e = store_objection_remove(
			desk->session, &keys->items[i], purpose);
		is_found |= e == ERR_OK;
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	return e || is_found ? e : ERR_NOT_FOUND;
}

/* Under all keys of this person. Under what may be another's, too, it stays,
 * and is none of this person's any more. */
static enum err remove_of_person(
	struct desk *desk, const struct objector *who, const char *purpose)
{
	struct identity_keys keys;
	enum err e = identifier_keys(
		desk->identifier, who->text, strlen(who->text), false, &keys);

	if (e)
		return e;
	e = remove_under(desk, &keys.own, purpose);
	for (size_t i = 0; !e && i < keys.shared.len; i++)
		e = store_objection_disown(desk->session, &keys.shared.items[i],
			&who->key, purpose);
	identity_keys_free(&keys);
	return e;
}

static enum err remove_of_domain(
	struct desk *desk, const struct objector *who, const char *purpose)
{
	struct joining_keys keys = {.items = NULL};
	enum err e = identifier_aliases(
		desk->identifier, who->text, strlen(who->text), &keys);

	if (!e)
		e = remove_under(desk, &keys, purpose);
	joining_keys_free(&keys);
	return e;
}

static enum err lift_within(struct desk *desk, const struct objector *who,
	const char *purpose, const char *reason, struct buf *said)
{
	enum err e = who->is_domain ? remove_of_domain(desk, who, purpose) :
				      remove_of_person(desk, who, purpose);

	if (e == ERR_NOT_FOUND && purpose)
		return desk_fail(desk, e,
			"there is no objection to \"%s\" alone on record; one "
			"to all direct marketing is lifted without --purpose",
			purpose);
	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e,
			"there is no objection to all direct marketing on "
			"record; one to a purpose is lifted with --purpose");
	if (e)
		return desk_store_fail(desk, e, "removing the objection");
	buf_adds(said, "The recorded objection to ");
	say_scope(said, purpose);
	buf_adds(said,
		" is undone as a mistake; the reason is in the "
		"journal.\n");
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_OBJECTION_LIFTED,
			.key = &who->key,
			.purpose = purpose,
			.detail = reason});
}

enum err record_object_lift(struct desk *desk,
	const struct record_object_lift *act, struct buf *said)
{
	struct objector who;
	const char *purpose;
	enum err e;

	if (!act->reason || act->reason[0] == '\0')
		return desk_fail(desk, ERR_INVALID,
			"an objection is undone only with a reason, for the "
			"journal");
	if (strlen(act->reason) > JOURNAL_DETAIL_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %d octets",
			JOURNAL_DETAIL_MAX);
	e = find_objector(desk, act->who, &who);
	if (!e)
		e = find_purpose(desk, act->purpose, &purpose);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(
		desk, lift_within(desk, &who, purpose, act->reason, said));
}

/* It stays under keys of earlier address rules, too. Where these may be of
 * others, theirs goes on. */
static enum err lift_elsewhere(
	struct desk *desk, const char *who, const struct pseudonym *key)
{
	struct identity_keys keys;
	struct store_person record;
	enum err e = identifier_keys(
		desk->identifier, who, strlen(who), false, &keys);

	if (e)
		return desk_store_fail(desk, e, "reading the record");
	for (size_t i = 0; !e && i < keys.own.len; i++) {
		if (memcmp(&keys.own.items[i], key, sizeof(*key)) == 0)
			continue;
		e = store_person_get(
			desk->session, &keys.own.items[i], &record);
		record.restricted_utc = INSTANT_NONE;
		if (!e)
			e = store_person_put(
				desk->session, &keys.own.items[i], &record);
		else if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	for (size_t i = 0; !e && i < keys.shared.len; i++)
		e = store_restriction_disown(
			desk->session, &keys.shared.items[i], key);
	identity_keys_free(&keys);
	return e ? desk_store_fail(desk, e, "writing the record") : ERR_OK;
}

static enum err restrict_within(struct desk *desk, const char *who,
	const struct pseudonym *key, bool lift, struct buf *said)
{
	char since[INSTANT_TEXT_SIZE];
	struct person person;
	enum err e;

	e = record_load(desk, key, &person);
	if (e)
		return e;
	if (lift == (person.record.restricted_utc == INSTANT_NONE)) {
		if (lift)
			buf_adds(said, "The processing was not restricted.\n");
		else
			buf_addf(said,
				"The processing was restricted already, since "
				"%s.\n",
				record_date(desk, person.record.restricted_utc,
					since));
		return ERR_OK;
	}
	person.record.restricted_utc = lift ? INSTANT_NONE : desk->now_utc;
	e = record_save(desk, key, &person);
	if (!e && lift)
		e = lift_elsewhere(desk, who, key);
	if (e)
		return e;
	buf_adds(said,
		lift ? "The restriction is lifted.\n" :
		       "The processing is restricted: no marketing, no "
		       "deletion at the end of retention.\n");
	if (!person.is_known)
		buf_adds(said,
			lift ? "There is no other record of this person.\n" :
			       "There is no record of this person yet: the "
			       "restriction is kept by a bare key, without the "
			       "address.\n");
	return desk_journal(desk,
		&(struct desk_act){.kind = lift ? JOURNAL_RESTRICTION_LIFTED :
						  JOURNAL_RESTRICTION,
			.key = key});
}

static enum err change_restriction(
	struct desk *desk, const char *who, bool lift, struct buf *said)
{
	struct identity identity;
	enum err e = desk_identify(desk, who, &identity);

	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	return desk_end(
		desk, restrict_within(desk, who, &identity.key, lift, said));
}

enum err record_restrict(struct desk *desk, const char *who, struct buf *said)
{
	return change_restriction(desk, who, false, said);
}

enum err record_restrict_lift(
	struct desk *desk, const char *who, struct buf *said)
{
	return change_restriction(desk, who, true, said);
}
