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

struct answer answer_refuse(struct session *s, const char *code,
	const char *enhanced, const char *text)
{
	if (text) {
		reply_reset(&s->reply);
		reply_add_text(&s->reply, text, s->utf8);
	}
	return (struct answer){
		.kind = ANSWER_REFUSE,
		.code = code,
		.enhanced = enhanced,
		.reply = &s->reply,
	};
}

struct answer answer_later(struct session *s)
{
	const struct settings *settings = s->settings;

	return answer_refuse(s, "451", "4.7.1",
		settings && settings->reply_fault ?
			settings->reply_fault :
			"it cannot be known now whether this may be sent; "
			"please try again later");
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
