/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/released.h"

#include "base/log.h"
#include "milter/answers.h"
#include "milter/session_private.h"
#include "milter/verdicts.h"
#include "service/quarantine/released.h"
#include "service/verdict/judge_release.h"

bool released_is(const struct session *s)
{
	struct token token;

	/* A bounce must never be stopped (RFC 5321 4.5.5). */
	return s->ours.token > 0 && s->settings->mode == MODE_ENFORCE &&
		*s->message.sender &&
		token_parse(s->ours.text, &token) == ERR_OK;
}

/* One answer for everything that can be wrong with a token: nobody learns by
 * trying. */
static struct answer refuse_token(struct session *s, const char *why)
{
	log_warn("%s: host=%s release token refused: %s", session_queue_id(s),
		session_host(s), why);
	return answer_say(s, "550", "5.7.1", REFUSAL_TOKEN);
}

static struct answer refuse_by_rule(struct session *s, struct judge_item *item)
{
	if (verdicts_record_refusal(s, item))
		return answer_defer(s, COUNTERS_FAULT_MESSAGE, NULL);
	return verdicts_refuse(s, item);
}

/* The recipient is judged anew, for the purpose for which the message was held.
 * *purpose NULL: it was not held. */
static enum err judge_again(
	struct session *s, struct judge_item *item, struct message_mark *mark_r)
{
	enum err e;

	*item = (struct judge_item){.recipient = session_recipient(s, 0)};
	session_set_in_reply_to(s);
	e = session_mark(s, mark_r);
	if (!e)
		e = released_purpose(s->office, s->judge, s->settings,
			s->ours.text, item->recipient, &item->purpose);
	if (!e && item->purpose)
		e = judge_release(s->judge, s->settings, s->host, mark_r, item);
	return e;
}

struct answer released_end(struct session *s)
{
	struct judge_envelope envelope = verdicts_envelope(s);
	struct message_mark mark;
	enum pass_result result;
	struct judge_item *item;

	if (s->ours.token != 1 || s->to.len != 1)
		return refuse_token(s, "several tokens or recipients");
	if (s->copy.state == HELD_COPY_OPEN && s->mta.gives_body &&
		held_copy_begin(&s->copy, s->settings))
		return answer_defer(s, verdicts_fault_of_hold(s),
			"the message cannot be collected");
	if (s->copy.state != HELD_COPY_COLLECTS)
		return refuse_token(s, "the body was not seen");
	item = &s->to.items[0];
	if (judge_again(s, item, &mark))
		return answer_defer(s, COUNTERS_FAULT_MESSAGE, NULL);
	if (!item->purpose)
		return refuse_token(s, "of another message or recipient");
	if (hold_pass(s->copy.hold, s->judge, &envelope, s->ours.text, &mark,
		    item, &result))
		return answer_defer(
			s, verdicts_fault_of_hold(s), hold_cause(s->copy.hold));
	if (result == PASS_REFUSED)
		return refuse_by_rule(s, item);
	if (result != PASS_GOOD)
		return refuse_token(s, pass_result_name(result));
	log_info("%s: host=%s purpose=%s verdict=released reason=%s ref=%s",
		session_queue_id(s), session_host(s), item->purpose->name,
		reason_name(item->verdict.reason), item->ref);
	counters_verdict(s->counters, item->purpose->name,
		reason_name(item->verdict.reason), "released");
	return answer_accept();
}
