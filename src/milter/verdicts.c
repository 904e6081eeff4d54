/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/verdicts.h"
#include "milter/answers.h"
#include "milter/session_private.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

bool verdicts_is_asked(const struct judge_item *item)
{
	return item->is_decided && item->is_target;
}

void verdicts_init(struct verdicts *v, struct session *session,
	struct judge_item *items, size_t len)
{
	*v = (struct verdicts){
		.session = session,
		.items = items,
		.len = len,
		.action = ACTION_ACCEPT,
		.is_observed = session->settings->mode == MODE_OBSERVE,
	};
	for (size_t i = 0; i < len; i++)
		if (verdicts_is_asked(&items[i]) &&
			items[i].verdict.action > v->action)
			v->action = items[i].verdict.action;
}

struct judge_envelope verdicts_envelope(const struct session *s)
{
	const char *login = s->message.client.auth_user;

	return (struct judge_envelope){
		.settings = s->settings,
		.queue_id = *s->queue_id ? s->queue_id : NULL,
		.host = *s->host ? s->host : NULL,
		.sender = login ? login : s->message.sender,
		.is_login = login != NULL,
	};
}

const char *verdicts_fault_name(enum fault_policy policy)
{
	static const char *const names[] = {
		[FAULT_DEFER] = "defer",
		[FAULT_HOLD] = "hold",
		[FAULT_ACCEPT] = "accept",
	};

	return names[policy];
}

bool verdicts_fault_defers(const struct session *s)
{
	return s->settings->mode == MODE_ENFORCE &&
		s->settings->on_fault == FAULT_DEFER;
}

/* ----------------------------------------------------------------- log */

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static void log_decision(const struct session *s, const char *purpose,
	const char *action, const char *reason, const char *ref,
	const char *message)
{
	log_info("%s: host=%s purpose=%s verdict=%s reason=%s ref=%s%s%s",
		session_queue_id(s), session_host(s), purpose, action, reason,
		or_dash(ref), *message ? " message=" : "", message);
	counters_verdict(s->counters, purpose, reason, action);
}

void verdicts_log(const struct session *s, const char *purpose,
	enum action action, const char *reason, const char *ref)
{
	log_decision(s, purpose, action_name(action), reason, ref,
		s->settings->mode == MODE_OBSERVE ? "observed" : "");
}

/* Also logs what becomes of the message where that differs from the verdict. */
void verdicts_log_items(const struct verdicts *v)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct judge_item *item = &v->items[i];

		if (!verdicts_is_asked(item) || item->speaker)
			continue;
		log_decision(v->session, item->purpose->name,
			action_name(item->verdict.action),
			reason_name(item->verdict.reason), item->ref,
			v->is_observed            ? "observed" :
				item->is_enforced ? "" :
						    action_name(v->action));
	}
}

/* Where the judge answered, it was memory that was lacking. */
static enum counters_fault fault_of_judge(const struct session *s)
{
	static const enum counters_fault kinds[] = {
		[JUDGE_FAULT_NONE] = COUNTERS_FAULT_MEMORY,
		[JUDGE_FAULT_KEYS] = COUNTERS_FAULT_KEYS,
		[JUDGE_FAULT_STORE] = COUNTERS_FAULT_STORE,
		[JUDGE_FAULT_LIST] = COUNTERS_FAULT_LIST,
		[JUDGE_FAULT_PAGE] = COUNTERS_FAULT_PAGE,
		[JUDGE_FAULT_MEMORY] = COUNTERS_FAULT_MEMORY,
	};

	return kinds[judge_fault(s->judge)];
}

enum counters_fault verdicts_fault_of_hold(const struct session *s)
{
	return judge_fault(s->judge) == JUDGE_FAULT_NONE ?
		COUNTERS_FAULT_QUARANTINE :
		fault_of_judge(s);
}

void verdicts_log_fault(const struct session *s, enum counters_outcome outcome,
	const char *words)
{
	log_error("%s: host=%s fault: %s: %s", session_queue_id(s),
		session_host(s), words,
		s->fault ? s->fault : judge_cause(s->judge));
	counters_fault(s->counters,
		s->fault ? s->fault_kind : fault_of_judge(s), outcome);
}

/* -------------------------------------------------------------- record */

enum err verdicts_record(struct verdicts *v, const struct message_mark *mark)
{
	struct session *s = v->session;
	struct judge_envelope envelope = verdicts_envelope(s);
	/* A held message may go later, without our being asked: only what goes
	 * now is a send. */
	bool goes = v->is_observed || v->action <= ACTION_FLAG;
	enum err e;

	for (size_t i = 0; i < v->len; i++) {
		struct judge_item *item = &v->items[i];

		item->is_enforced =
			!v->is_observed && item->verdict.action == v->action;
		item->counts_as_send = goes;
	}
	e = judge_record(s->judge, &envelope, mark, v->items, v->len);
	if (e)
		return e;
	verdicts_log_items(v);
	return ERR_OK;
}

enum err verdicts_record_refusal(struct session *s, struct judge_item *item)
{
	struct judge_envelope envelope = verdicts_envelope(s);
	enum err e;

	item->is_enforced = true;
	item->counts_as_send = false;
	e = judge_record(s->judge, &envelope, NULL, item, 1);
	if (!e)
		verdicts_log(s, item->purpose->name, item->verdict.action,
			reason_name(item->verdict.reason), item->ref);
	return e;
}

void verdicts_record_declared(struct session *s, size_t recipients)
{
	struct judge_envelope envelope = verdicts_envelope(s);
	char ref[JOURNAL_REF_SIZE] = "";

	/* Mail that is not marketing passes, even if this cannot be
	 * recorded. */
	if (judge_record_declared(s->judge, &envelope, recipients, ref))
		verdicts_log_fault(
			s, COUNTERS_ACCEPTED, "accepted, not journaled");
	verdicts_log(s, "none", ACTION_ACCEPT,
		reason_name(REASON_NOT_MARKETING), ref);
}

/* -------------------------------------------------------------- answer */

/* The one that explains the message's action best: the first in the order of
 * the rules. */
static const struct judge_item *leading(const struct verdicts *v)
{
	const struct judge_item *found = NULL;

	for (size_t i = 0; i < v->len; i++) {
		const struct judge_item *item = &v->items[i];

		if (verdicts_is_asked(item) &&
			item->verdict.action == v->action &&
			(!found ||
				item->verdict.reason < found->verdict.reason))
			found = item;
	}
	return found;
}

/* Whether there are lines for one more recipient, whose link may need one of
 * its own, and for what follows the recipients. */
static bool has_room(const struct session *s)
{
	size_t lines = 2;

	if (s->settings->reply_page)
		lines++;
	if (s->settings->reply_contact)
		lines++;
	return s->reply.len + lines <= REPLY_LINES_MAX;
}

/* What becomes of the others, and whom to ask. */
static void say_rest(
	struct session *s, size_t refused, size_t named, bool has_others)
{
	char count[24];
	const struct notice_variable variables[] = {{"count", count}};

	snprintf(count, sizeof(count), "%zu", refused - named);
	if (refused > named)
		reply_say(&s->reply, s->settings, REFUSAL_MORE, variables, 1,
			s->utf8);
	else if (has_others)
		reply_say(&s->reply, s->settings,
			refused == 1 ? REFUSAL_WITHOUT_ONE :
				       REFUSAL_WITHOUT_SOME,
			NULL, 0, s->utf8);
	reply_add_contact(&s->reply, s->settings, s->utf8);
}

static struct answer refuse_all(struct verdicts *v)
{
	struct session *s = v->session;
	size_t refused = 0, named = 0;
	bool has_others = false;

	reply_reset(&s->reply);
	for (size_t i = 0; i < v->len; i++) {
		const struct judge_item *item = &v->items[i];

		if (item->speaker)
			continue;
		if (!verdicts_is_asked(item) ||
			item->verdict.action != ACTION_REJECT) {
			has_others = true;
			continue;
		}
		refused++;
		if (!has_room(s))
			continue;
		reply_add_verdict(&s->reply, s->settings, item, s->utf8);
		named++;
	}
	say_rest(s, refused, named, has_others);
	return answer_refuse(s, "550", "5.7.1");
}

struct answer verdicts_refuse(struct session *s, const struct judge_item *item)
{
	reply_reset(&s->reply);
	reply_add_verdict(&s->reply, s->settings, item, s->utf8);
	reply_add_contact(&s->reply, s->settings, s->utf8);
	return item->verdict.reason == REASON_BAD_ADDRESS ?
		answer_refuse(s, "501", "5.1.3") :
		answer_refuse(s, "550", "5.7.1");
}

struct answer verdicts_answer(struct verdicts *v)
{
	struct session *s = v->session;
	const struct judge_item *item = leading(v);
	struct answer answer = {.kind = ANSWER_ACCEPT};

	if (v->is_observed || !item)
		return answer;
	switch (v->action) {
	case ACTION_ACCEPT:
		break;
	case ACTION_FLAG:
		snprintf(s->flag, sizeof(s->flag),
			"reason=%s; purpose=%s; ref=%s",
			reason_name(item->verdict.reason), item->purpose->name,
			item->ref);
		answer.flag = s->flag;
		break;
	case ACTION_HOLD:
		snprintf(s->hold_reason, sizeof(s->hold_reason),
			"robinson: %s; purpose %s; ref %s",
			reason_words(item->verdict.reason), item->purpose->name,
			item->ref);
		answer.kind = ANSWER_HOLD;
		answer.hold_reason = s->hold_reason;
		break;
	case ACTION_REJECT:
		return refuse_all(v);
	}
	return answer;
}
