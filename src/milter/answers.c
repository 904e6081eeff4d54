/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/answers.h"

#include "milter/session_private.h"
#include "milter/verdicts.h"

struct answer answer_continue(void)
{
	return (struct answer){.kind = ANSWER_CONTINUE};
}

struct answer answer_accept(void)
{
	return (struct answer){.kind = ANSWER_ACCEPT};
}

struct answer answer_refuse(
	struct session *s, const char *code, const char *enhanced)
{
	if (s->is_local)
		reply_join(&s->reply);
	return (struct answer){
		.kind = ANSWER_REFUSE,
		.code = code,
		.enhanced = enhanced,
		.reply = &s->reply,
	};
}

struct answer answer_say(struct session *s, const char *code,
	const char *enhanced, enum refusal_text id)
{
	reply_reset(&s->reply);
	reply_say(&s->reply, s->settings, id, NULL, 0, s->utf8);
	return answer_refuse(s, code, enhanced);
}

struct answer answer_later(struct session *s)
{
	const char *text = s->settings ? s->settings->reply_fault : NULL;

	reply_reset(&s->reply);
	if (text && reply_add_own(&s->reply, text, s->utf8))
		return answer_refuse(s, "451", "4.7.1");
	return answer_say(s, "451", "4.7.1", REFUSAL_FAULT);
}

struct answer answer_defer(
	struct session *s, enum counters_fault kind, const char *cause)
{
	s->fault = cause;
	s->fault_kind = kind;
	verdicts_log_fault(s, COUNTERS_DEFERRED, "deferred");
	return answer_later(s);
}

struct answer answer_unrecorded(struct session *s, enum err e)
{
	if (e == ERR_EXISTS && s->settings->mode == MODE_ENFORCE)
		return answer_defer(s, COUNTERS_FAULT_MESSAGE,
			"another answer to the same letter was quicker, and "
			"was the last");
	return answer_fault(s);
}

struct answer answer_fault(struct session *s)
{
	if (verdicts_fault_defers(s)) {
		verdicts_log_fault(s, COUNTERS_DEFERRED, "deferred");
		return answer_later(s);
	}
	if (s->settings->mode == MODE_ENFORCE &&
		s->settings->on_fault == FAULT_HOLD) {
		verdicts_log_fault(s, COUNTERS_HELD, "held");
		return (struct answer){
			.kind = ANSWER_HOLD,
			.hold_reason = "robinson: fault, not decided",
		};
	}
	verdicts_log_fault(s, COUNTERS_ACCEPTED, "accepted");
	return answer_accept();
}
