/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log.h"
#include "milter/answers.h"
#include "milter/notice_check.h"
#include "milter/released.h"
#include "milter/session_private.h"
#include "milter/untellable.h"

bool session_wants_body(const struct settings *settings)
{
	return session_holds_here(settings) ||
		notice_check_wants_body(settings);
}

static bool has_held(const struct session *s)
{
	for (size_t i = 0; i < s->to.len; i++)
		if (s->to.items[i].is_decided && s->to.items[i].is_target &&
			s->to.items[i].verdict.action == ACTION_HOLD)
			return true;
	return false;
}

/* All headers are known: may this message have to be held, or must its text be
 * looked at? A known Message-ID, or a notice that is found, can change the
 * verdict at end-of-message, but never to a stricter one. */
static bool needs_body(struct session *s, bool *keeps_r)
{
	bool is_fault, scans;

	*keeps_r = false;
	if (!session_wants_body(s->settings))
		return false;
	if (released_is(s))
		return *keeps_r = s->to.len == 1;
	if (s->is_exempt || s->is_too_big)
		return false;
	if (session_classify(s) || s->bad_purpose || s->most != CLASS_PURPOSE)
		return false;
	notice_check_headers(s);
	is_fault = judge_decide(s->judge, s->settings, NULL, s->to.items,
			   s->to.len) != ERR_OK;
	scans = notice_check_begin(s, is_fault);
	/* A store that cannot be asked now may be back at end-of-message. */
	*keeps_r = session_holds_here(s->settings) &&
		!untellable_is_refused(s) && (is_fault || has_held(s));
	return *keeps_r || scans;
}

static struct answer let_body_pass(struct session *s)
{
	/* No rule matches, and nothing is to be removed at the end. */
	if (s->is_exempt && !our_headers_any(&s->ours) &&
		!incoming_is_kept(&s->incoming)) {
		session_count_unnamed(s);
		return answer_accept();
	}
	return (struct answer){.kind = ANSWER_SKIP};
}

/* Whether any of the body is needed. */
static bool begin_body(struct session *s)
{
	bool keeps, needs = needs_body(s, &keeps);

	s->has_body = true;
	if (!keeps)
		s->copy.state = HELD_COPY_NOTHING;
	else if (held_copy_begin(&s->copy, s->settings))
		log_error("%s: the message cannot be collected: %s",
			session_queue_id(s),
			s->copy.hold ? hold_cause(s->copy.hold) :
				       err_text(ERR_NOMEM));
	return needs;
}

/* For the quarantine, and for the search for a notice. */
static struct answer collect(struct session *s, const void *bytes, size_t len)
{
	bool wants_more = false;

	if (!s->has_body && !begin_body(s))
		return let_body_pass(s);
	if (s->copy.state == HELD_COPY_COLLECTS)
		wants_more = held_copy_body(&s->copy, bytes, len);
	if (notice_check_body(s, bytes, len))
		wants_more = true;
	return wants_more ? answer_continue() :
			    (struct answer){.kind = ANSWER_SKIP};
}

struct answer session_body(struct session *s, const void *bytes, size_t len)
{
	struct answer answer;
	bool is_wanted;

	if (!s->settings)
		return answer_accept();
	session_is_shown(s);
	is_wanted = incoming_body(&s->incoming, bytes, len);
	answer = collect(s, bytes, len);
	return answer.kind == ANSWER_SKIP && is_wanted ? answer_continue() :
							 answer;
}
