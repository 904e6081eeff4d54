/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/hear.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "service/flood.h"
#include "service/hear_act.h"
#include "service/record_act.h"

#define DAY_S 86400
#define FAILURE_WINDOW_S (7 * DAY_S)

/* -------------------------------------------------------------- letters */

/* Kept only where an answer to it could ever count (Art. 5(1)(c)). */
enum err hear_remember(struct hearing *h, bool is_objection)
{
	const char *id = h->answer->message_id;
	unsigned char digest[MESSAGE_DIGEST_LEN];
	struct desk *desk = h->desk;
	enum err e;

	if (!id || !h->is_proven || !h->has_from ||
		policy_longest_window(&desk->settings->policy) == 0)
		return ERR_OK;
	e = pseudonym_of_message(identifier_pseudonymizer(desk->identifier), id,
		strlen(id), digest);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = store_asked_add(desk->session, &h->from, digest,
		h->event->received_utc, is_objection);
	if (e)
		return desk_store_fail(desk, e, "remembering a letter");
	if (is_objection)
		return ERR_OK;
	buf_adds(h->said, ", remembered");
	return ERR_OK;
}

/* "fact" is a contact or a failure of a person on record; nobody else has
 * one. Something is said and written only where something is new. */
static enum err fold(struct hearing *h, const struct pseudonym *key,
	const struct person_facts *facts, const struct hear_entry *entry)
{
	struct desk *desk = h->desk;
	enum person_relation became;
	struct person person;
	enum err e = record_load(desk, key, &person);

	if (e || !person.is_known)
		return e;
	e = person_fold(desk->session, desk->settings->zone, key, &person,
		facts, &became);
	if (e)
		return desk_store_fail(desk, e, "writing the record");
	e = record_save(desk, key, &person);
	if (e)
		return e;
	buf_addf(h->said, ", %s %s", journal_kind_name(entry->kind),
		person_is_changed(&person) ? "recorded" :
					     "no later than on record");
	return person_is_changed(&person) ? hear_journal(h, entry, NULL) :
					    ERR_OK;
}

static enum err hear_letter(struct hearing *h)
{
	char detail[JOURNAL_DETAIL_MAX];
	struct person_facts facts;
	enum err e;

	if (!h->is_proven || !h->has_from)
		return ERR_OK;
	e = hear_remember(h, false);
	if (e)
		return e;
	person_facts_init(&facts);
	facts.contact_utc = h->event->received_utc;
	facts.source = h->desk->settings->inbound.source;
	snprintf(detail, sizeof(detail), "by mail, proof %s",
		inbound_proof_name(h->answer->proof));
	return fold(h, &h->from, &facts,
		&(struct hear_entry){.kind = JOURNAL_CONTACT,
			.key = &h->from,
			.detail = detail});
}

/* ------------------------------------------------------------- failures */

/* Clocks of two hosts differ. */
static bool is_recent(const struct send *send, int64_t at_utc)
{
	return send->at_utc >= at_utc - FAILURE_WINDOW_S &&
		send->at_utc <= at_utc + DAY_S;
}

static bool was_sent_to(const struct subject *s, int64_t at_utc)
{
	for (size_t i = 0; i < s->sends_len; i++)
		if (is_recent(&s->sends[i], at_utc))
			return true;
	return false;
}

/* Anybody can send a report. This one returns what was sent to this very
 * address of late: its Message-ID, or the token that was made for it. One
 * message may go to many, who all know its Message-ID: of several persons only
 * our own MTA is believed, or the token. */
static enum err answers_send(struct hearing *h, const struct pseudonym *key,
	const struct subject *s, bool *is_r)
{
	const char *id = h->answer->original_id;
	bool is_believed = h->answer->concerned.len == 1 || !h->event->client;
	unsigned char digest[MESSAGE_DIGEST_LEN];
	struct unsubscribe_token token;
	enum err e = hear_token(h, &token);

	*is_r = !e && token.has_key &&
		memcmp(token.key.bytes, key->bytes, PSEUDONYM_LEN) == 0;
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	if (e || *is_r || !id || !is_believed)
		return e;
	e = hear_digest(h, id, digest);
	for (size_t i = 0; !e && !*is_r && i < s->sends_len; i++)
		*is_r = is_recent(&s->sends[i], h->event->received_utc) &&
			memcmp(s->sends[i].mark.id, digest, sizeof(digest)) ==
				0;
	return e;
}

/* Told to the postmaster, as often as one client may say so in an hour. */
static void is_not_believed(struct hearing *h)
{
	enum flood_answer answer = flood_take(office_flood(h->desk->office),
		h->event->client, h->event->received_utc,
		h->desk->settings->inbound.unconfirmed_per_hour);
	char name[FLOOD_NAME_SIZE];

	buf_adds(h->said, ", an address not counted: no proof");
	h->taken += answer == FLOOD_WITHIN;
	h->over += answer != FLOOD_WITHIN;
	if (answer == FLOOD_GOES_ON)
		return;
	flood_name(h->event->client, name);
	log_warn("%s: inbound: a delivery report from %s makes nobody "
		 "undeliverable: it %s%s",
		h->event->queue_id ? h->event->queue_id : "-", name,
		h->answer->concerned.len > 1 ?
			"names several persons" :
			"returns no message of ours to that address",
		answer == FLOOD_BEGINS ? "; further ones of this hour are not "
					 "told" :
					 "");
}

static enum err fail_one(
	struct hearing *h, const char *address, struct subject *subject)
{
	struct person_facts facts;
	struct pseudonym key;
	bool is_somebody, counts;
	enum err e = hear_identify(h, address, &is_somebody, &key);

	if (!e && is_somebody)
		e = hear_subject(h, &key, subject);
	if (e || !is_somebody || !was_sent_to(subject, h->event->received_utc))
		return e;
	e = answers_send(h, &key, subject, &counts);
	if (e)
		return e;
	if (!counts) {
		is_not_believed(h);
		return ERR_OK;
	}
	person_facts_init(&facts);
	facts.failure_utc = h->event->received_utc;
	return fold(h, &key, &facts,
		&(struct hear_entry){.kind = JOURNAL_FAILURE,
			.key = &key,
			.detail = "delivery report, channel mail"});
}

/* Art. 5(1)(d): an address that does not exist is no longer accurate. */
static enum err hear_failure(struct hearing *h)
{
	const struct inbound_list *concerned = &h->answer->concerned;
	struct subject subject;
	enum err e = ERR_OK;

	subject_init(&subject);
	for (size_t i = 0; !e && i < concerned->len; i++)
		e = fail_one(h, concerned->items[i], &subject);
	subject_free(&subject);
	return e;
}

/* ------------------------------------------------------------ the event */

static enum err hear_what_it_means(struct hearing *h)
{
	switch (h->answer->meaning) {
	case INBOUND_NOTHING:
		return ERR_OK;
	case INBOUND_LETTER:
		return hear_letter(h);
	case INBOUND_STOP:
		return hear_stop(h);
	case INBOUND_UNSUBSCRIBE:
		return hear_unsubscribe(h);
	case INBOUND_COMPLAINT:
		return hear_complaint(h);
	case INBOUND_FAILURE:
		return hear_failure(h);
	}
	return ERR_OK;
}

/* Most mail of strangers leaves no trace: it costs no transaction. */
static bool may_leave_a_trace(const struct hearing *h)
{
	switch (h->answer->meaning) {
	case INBOUND_NOTHING:
		return false;
	case INBOUND_LETTER:
		return h->is_proven && h->has_from;
	case INBOUND_STOP:
		return h->has_from;
	case INBOUND_UNSUBSCRIBE:
		return h->has_from || h->answer->token;
	case INBOUND_COMPLAINT:
		return h->answer->token || h->answer->concerned.len > 0;
	case INBOUND_FAILURE:
		return h->answer->concerned.len > 0;
	}
	return false;
}

static enum err hear_once(struct hearing *h)
{
	struct desk *desk = h->desk;
	enum err e = store_event_add(
		desk->session, h->event->id, h->event->received_utc);

	if (e == ERR_EXISTS) {
		buf_adds(h->said, ", heard before");
		return ERR_OK;
	}
	if (e)
		return desk_store_fail(desk, e, "writing the event");
	e = hear_confirm_begin(h);
	return e ? e : hear_what_it_means(h);
}

enum err hear_message(struct desk *desk, const struct hear_event *event,
	const struct inbound_answer *answer, struct buf *said)
{
	struct hearing h = {.desk = desk,
		.event = event,
		.answer = answer,
		.said = said,
		.is_proven = answer->proof != INBOUND_UNPROVEN};
	enum err e;

	desk->now_utc = office_now(desk->office);
	buf_addf(said, "%s, proof %s", inbound_meaning_name(answer->meaning),
		inbound_proof_name(answer->proof));
	e = hear_identify(&h, answer->from, &h.has_from, &h.from);
	if (e || !may_leave_a_trace(&h))
		return e;
	e = desk_begin(desk);
	if (e)
		return e;
	e = desk_end(desk, hear_once(&h));
	if (!e)
		hear_confirm_end(&h);
	if (e)
		flood_give_back(office_flood(desk->office), event->client,
			event->received_utc, h.taken, h.over);
	return e;
}
