/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/intake/intake.h"

#include <stdio.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/intake/intake_private.h"
#include "service/person/record_act.h"

/* -------------------------------------------------------------- letters */

/* Kept only where an answer to it could ever count (Art. 5(1)(c)). */
enum err intake_remember(struct intake *h, bool is_objection)
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
	e = store_correspondence_add(desk->session, &h->from, digest,
		h->event->received_utc, is_objection);
	if (e)
		return desk_store_fail(desk, e, "remembering a letter");
	if (is_objection)
		return ERR_OK;
	buf_adds(h->said, ", remembered");
	return ERR_OK;
}

enum err intake_fold(struct intake *h, const struct pseudonym *key,
	const struct person_facts *facts, const struct intake_entry *entry)
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
	return person_is_changed(&person) ? intake_journal(h, entry, NULL) :
					    ERR_OK;
}

static enum err intake_letter(struct intake *h)
{
	char detail[JOURNAL_DETAIL_MAX];
	struct person_facts facts;
	enum err e;

	if (!h->is_proven || !h->has_from)
		return ERR_OK;
	e = intake_remember(h, false);
	if (e)
		return e;
	person_facts_init(&facts);
	facts.contact_utc = h->event->received_utc;
	facts.source = h->desk->settings->inbound.source;
	snprintf(detail, sizeof(detail), "by mail, proof %s",
		inbound_proof_name(h->answer->proof));
	return intake_fold(h, &h->from, &facts,
		&(struct intake_entry){.kind = JOURNAL_CONTACT,
			.key = &h->from,
			.detail = detail});
}

/* ------------------------------------------------------------ the event */

static enum err intake_what_it_means(struct intake *h)
{
	switch (h->answer->meaning) {
	case INBOUND_NOTHING:
		return ERR_OK;
	case INBOUND_LETTER:
		return intake_letter(h);
	case INBOUND_STOP:
		return intake_stop(h);
	case INBOUND_UNSUBSCRIBE:
		return intake_unsubscribe(h);
	case INBOUND_COMPLAINT:
		return intake_complaint(h);
	case INBOUND_FAILURE:
		return intake_failure(h);
	case INBOUND_REQUEST:
		return ERR_OK;
	}
	return ERR_OK;
}

/* Most mail of strangers leaves no trace: it costs no transaction. */
static bool may_leave_a_trace(const struct intake *h)
{
	/* Our MTA reports failures; no person writes this way. */
	if (h->event->is_from_own_mta && h->answer->meaning != INBOUND_FAILURE)
		return false;
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
	/* Of the firm, about what is held: reply.h. */
	case INBOUND_REQUEST:
		return false;
	}
	return false;
}

static enum err intake_once(struct intake *h)
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
	e = intake_confirm_begin(h);
	return e ? e : intake_what_it_means(h);
}

/* Of reports and of what is nothing: which row decided. */
static void say_row(struct intake *h)
{
	const struct inbound_answer *a = h->answer;

	if (a->why &&
		(a->meaning == INBOUND_FAILURE ||
			a->meaning == INBOUND_NOTHING))
		buf_addf(h->said, ", %s", a->why);
}

enum err intake_message(struct desk *desk, const struct intake_event *event,
	const struct inbound_answer *answer, struct buf *said)
{
	struct intake h = {.desk = desk,
		.event = event,
		.answer = answer,
		.said = said,
		.is_proven = answer->proof != INBOUND_UNPROVEN};
	enum err e;

	desk->now_utc = office_now(desk->office);
	buf_addf(said, "%s, proof %s", inbound_meaning_name(answer->meaning),
		inbound_proof_name(answer->proof));
	say_row(&h);
	if (event->is_from_own_mta)
		buf_adds(said, ", by the way of own reports");
	e = intake_identify(&h, answer->from, &h.has_from, &h.from);
	if (e || !may_leave_a_trace(&h))
		return e;
	e = desk_begin(desk);
	if (e)
		return e;
	e = desk_end(desk, intake_once(&h));
	if (!e)
		intake_confirm_end(&h);
	if (e)
		flood_give_back(event->flood, event->client,
			event->received_utc, h.taken, h.over);
	return e;
}
