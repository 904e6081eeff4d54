/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/split.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "milter/answers.h"
#include "milter/session_private.h"
#include "milter/untellable.h"
#include "service/mailer/notices.h"
#include "service/mailer/outbox.h"

struct split {
	struct verdicts *v;
	struct session *s;
	size_t goes, held, refused;
	bool in_robinson; /* what is held is held there */
	struct held_place place; /* of what is held */
};

static enum disposition disposition_of(enum action action)
{
	switch (action) {
	case ACTION_ACCEPT:
	case ACTION_FLAG:
		break;
	case ACTION_HOLD:
		return DISPOSITION_HELD;
	case ACTION_REJECT:
		return DISPOSITION_REFUSED;
	}
	return DISPOSITION_GOES;
}

static void sort(struct split *p, struct verdicts *v)
{
	const struct settings *t = v->session->settings;
	size_t count[DISPOSITION_REFUSED + 1] = {0};

	*p = (struct split){
		.v = v,
		.s = v->session,
		.in_robinson = t->hold_in == HOLD_IN_ROBINSON,
	};
	for (size_t i = 0; i < v->len; i++) {
		const struct judge_item *item = &v->items[i];
		enum disposition disposition = DISPOSITION_GOES;

		if (verdicts_is_asked(item))
			disposition = disposition_of(t->mixed == MIXED_ALL ?
					v->action :
					item->verdict.action);
		p->s->to.each[i].disposition = disposition;
		p->s->to.each[i].is_off = disposition == DISPOSITION_REFUSED ||
			(disposition == DISPOSITION_HELD && p->in_robinson) ||
			(p->s->to.each[i].is_spare && p->s->mta.can_delete);
		count[disposition]++;
	}
	p->goes = count[DISPOSITION_GOES];
	p->held = count[DISPOSITION_HELD];
	p->refused = count[DISPOSITION_REFUSED];
}

/* ------------------------------------------------------- what is recorded */

static void mark_items(struct split *p)
{
	const struct verdicts *v = p->v;
	bool all = p->s->settings->mixed == MIXED_ALL;
	/* The MTA may let go later, without asking us, what it holds. */
	bool goes = p->in_robinson || p->held == 0;

	for (size_t i = 0; i < v->len; i++) {
		struct judge_item *item = &v->items[i];
		enum disposition disposition = p->s->to.each[i].disposition;

		item->is_enforced = !all || item->verdict.action == v->action;
		item->is_held = disposition == DISPOSITION_HELD &&
			p->in_robinson && !p->s->to.each[i].is_same_form;
		item->counts_as_send = disposition == DISPOSITION_GOES && goes;
	}
}

/* False: *answer_r says why it could not be held. */
static bool hold(struct split *p, const struct judge_envelope *envelope,
	const struct message_mark *mark, struct answer *answer_r)
{
	struct session *s = p->s;
	const struct hold_origin origin = {
		.sender = s->message.sender,
		.login = s->message.client.auth_user,
	};
	enum hold_result result;
	enum err e;

	if (s->copy.state == HELD_COPY_OPEN && s->mta.gives_body &&
		held_copy_begin(&s->copy, s->settings)) {
		s->fault = s->copy.hold ? hold_cause(s->copy.hold) : NULL;
		s->fault_kind = verdicts_fault_of_hold(s);
		*answer_r = answer_fault(s);
		return false;
	}
	if (s->copy.state != HELD_COPY_COLLECTS) {
		*answer_r = answer_defer(s, COUNTERS_FAULT_MTA,
			"the message must be held and was not collected");
		return false;
	}
	e = hold_put(s->copy.hold, s->judge, envelope, &origin, mark,
		p->v->items, p->v->len, &p->place, &result);
	if (e) {
		s->fault = hold_cause(s->copy.hold);
		s->fault_kind = verdicts_fault_of_hold(s);
		*answer_r = answer_unrecorded(s, e);
		return false;
	}
	if (result == HOLD_TAKEN) {
		/* What was held at an earlier attempt must not be taken back if
		 * the MTA rejects this answer. */
		if (!p->place.is_repeated)
			s->held = p->place.id;
		return true;
	}
	verdicts_log(s, "-", ACTION_REJECT,
		result == HOLD_FULL ? "quarantine-full" : "too-large-to-hold",
		"-");
	*answer_r = result == HOLD_FULL ?
		answer_say(s, "452", "4.3.1", REFUSAL_FULL) :
		answer_say(s, "552", "5.3.4", REFUSAL_TOO_LARGE_TO_HOLD);
	return false;
}

static bool record_all(struct split *p, const struct judge_envelope *envelope,
	const struct message_mark *mark, struct answer *answer_r)
{
	enum err e;

	mark_items(p);
	if (p->held > 0 && p->in_robinson)
		return hold(p, envelope, mark, answer_r);
	e = judge_record(p->s->judge, envelope, mark, p->v->items, p->v->len);
	if (e)
		*answer_r = answer_unrecorded(p->s, e);
	return !e;
}

/* --------------------------------------------------- what the sender hears */

static bool is_told(const struct split *p)
{
	const struct settings *t = p->s->settings;

	if (!notice_is_due(t, p->s->message.sender))
		return false;
	return p->refused > 0 ||
		(p->held > 0 && p->in_robinson && t->notify_held);
}

static void add_told(
	const struct split *p, struct notice_recipient *to, size_t *len)
{
	const struct session *s = p->s;

	for (size_t i = 0; i < p->v->len; i++) {
		const struct judge_item *item = &p->v->items[i];
		enum disposition disposition = s->to.each[i].disposition;

		if (disposition == DISPOSITION_GOES || item->speaker ||
			(disposition == DISPOSITION_HELD &&
				!s->settings->notify_held))
			continue;
		to[(*len)++] = (struct notice_recipient){
			.address = item->recipient,
			.fate = disposition == DISPOSITION_HELD ? FATE_HELD :
								  FATE_REFUSED,
			.reason = item->verdict.reason,
			.ref = item->ref,
		};
	}
}

static enum err compose(const struct split *p, struct notice_recipient *to,
	struct buf *head, struct buf *out)
{
	struct session *s = p->s;
	int64_t now = office_now(s->office);
	bool is_held = p->held > 0 && p->in_robinson;
	struct notice n = {
		.to = s->message.sender,
		.host = *s->host ? s->host : NULL,
		.reference = is_held ? p->place.id.text : s->queue_id,
		.kind = is_held ? "held" : "refused",
		.now_utc = now,
		.arrived_utc = now,
		.until_utc = is_held ? now + s->settings->quarantine.keep_s :
				       INSTANT_NONE,
		.rest_went_out = p->goes > 0,
		.subject = message_header(&s->message, "Subject", 0),
		.recipients = to,
	};

	add_told(p, to, &n.recipients_len);
	held_copy_head_text(&s->copy, head);
	n.head = buf_text(head);
	n.head_len = head->len;
	return notices_put(s->settings, &n, out);
}

/* A letter that cannot be written would not be written at the next attempt
 * either. */
static bool is_wordless(enum err e)
{
	return e == ERR_INVALID || e == ERR_LIMIT || e == ERR_NOT_FOUND;
}

static enum err write_letter(void *arg, struct buf *text)
{
	struct split *p = arg;
	struct notice_recipient *to;
	struct buf head;
	enum err e = ERR_NOMEM;

	/* The sender was told when the message was first held. */
	if (p->place.is_repeated && p->refused == 0)
		return ERR_OK;
	to = calloc(p->v->len, sizeof(*to));
	buf_init(&head, NOTICE_MAX / 4);
	if (to)
		e = compose(p, to, &head, text);
	if (is_wordless(e)) {
		log_error("%s: the sender cannot be told: %s",
			session_queue_id(p->s), err_text(e));
		buf_reset(text);
		e = ERR_OK;
	}
	free(to);
	buf_free(&head);
	return e;
}

/* Verdicts, what is held and the letter: all or nothing. The letter is held
 * back until the MTA has taken the answer. */
static bool record(struct split *p, const struct message_mark *mark,
	struct answer *answer_r)
{
	struct judge_envelope envelope = verdicts_envelope(p->s);
	struct outbox_draft letter = {
		.to = p->s->message.sender,
		.queue_id = session_queue_id(p->s),
		.next_utc =
			office_now(p->s->office) + NOTICE_SENDER_SETTLE_SECONDS,
		.write = write_letter,
		.arg = p,
	};
	bool is_recorded;

	if (p->s->has_place)
		envelope.letter = &letter;
	is_recorded = record_all(p, &envelope, mark, answer_r);
	if (is_recorded)
		p->s->letter = letter.id;
	return is_recorded;
}

/* ---------------------------------------------------------------- answer */

static struct answer answer_of(struct split *p)
{
	struct session *s = p->s;
	struct answer answer = {.kind = ANSWER_ACCEPT};
	enum action action = ACTION_ACCEPT;

	for (size_t i = 0; i < p->v->len; i++) {
		const struct judge_item *item = &p->v->items[i];

		if (verdicts_is_asked(item) && !s->to.each[i].is_off &&
			item->verdict.action > action)
			action = item->verdict.action;
	}
	p->v->action = action;
	if (p->goes == 0 && (p->held == 0 || p->in_robinson)) {
		answer.kind = ANSWER_DISCARD;
		return answer;
	}
	answer = verdicts_answer(p->v);
	answer.takes_off = true;
	return answer;
}

/* Settles the message as a whole: one answer for all recipients. */
static struct answer settle_whole(
	struct verdicts *v, const struct message_mark *mark)
{
	struct session *s = v->session;
	struct answer answer;
	enum err e;

	e = verdicts_record(v, mark);
	if (e)
		return answer_unrecorded(s, e);
	answer = verdicts_answer(v);
	if (answer.kind == ANSWER_HOLD)
		untellable_log(s);
	for (size_t i = 0; i < s->to.len; i++)
		answer.takes_off |= s->to.each[i].is_spare &&
			s->mta.can_delete && !v->is_observed;
	return answer;
}

static struct answer settle_parts(
	struct split *p, const struct message_mark *mark)
{
	struct session *s = p->s;
	struct answer answer;
	bool stays = p->goes > 0 || (p->held > 0 && !p->in_robinson);

	if (stays && !s->mta.can_delete)
		return answer_defer(s, COUNTERS_FAULT_MTA,
			"the MTA does not let recipients be taken off the "
			"envelope");
	s->has_place = is_told(p) && s->notices &&
		notice_sender_reserve(s->notices) == ERR_OK;
	/* A held message can be seen in the quarantine, a refusal nowhere:
	 * nobody is refused without a word while others get the message. */
	if (is_told(p) && s->notices && !s->has_place && p->refused > 0)
		return answer_defer(s, COUNTERS_FAULT_NOTICE,
			"too many notices wait to be sent");
	if (!record(p, mark, &answer))
		return answer;
	verdicts_log_items(p->v);
	untellable_log(s);
	if (is_told(p) && !s->has_place)
		log_warn("%s: the sender is not told that it is held: too many "
			 "notices wait to be sent",
			session_queue_id(s));
	return answer_of(p);
}

struct answer split_end(struct verdicts *v, const struct message_mark *mark)
{
	bool is_untold = untellable_is_refused(v->session);
	struct split p;

	if (is_untold && untellable_refuse(v->session, v->items, v->len))
		verdicts_init(v, v->session, v->items, v->len);
	sort(&p, v);
	/* Refused to everybody, or to all alike, held or let go by the MTA:
	 * one answer tells the sender everything. */
	if (v->is_observed || (p.refused == 0 && p.held == 0) ||
		p.refused == v->len ||
		(p.refused > 0 &&
			(is_untold ||
				v->session->settings->mixed == MIXED_ALL)) ||
		(p.refused == 0 && !p.in_robinson))
		return settle_whole(v, mark);
	return settle_parts(&p, mark);
}
