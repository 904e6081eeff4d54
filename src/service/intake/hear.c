/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/intake/hear.h"

#include <stdio.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/intake/hear_act.h"
#include "service/person/record_act.h"

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

enum err hear_fold(struct hearing *h, const struct pseudonym *key,
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
	return hear_fold(h, &h->from, &facts,
		&(struct hear_entry){.kind = JOURNAL_CONTACT,
			.key = &h->from,
			.detail = detail});
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
		flood_give_back(event->flood, event->client,
			event->received_utc, h.taken, h.over);
	return e;
}
