/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/at_rcpt.h"

#include "milter/answers.h"
#include "milter/recipients.h"
#include "milter/session_private.h"
#include "milter/untellable.h"
#include "milter/verdicts.h"
#include "service/quarantine/released.h"

/* A release overrules this reason, and one to this person is under way: only
 * the headers tell whether this is it. */
static bool may_be_released(
	const struct session *s, const struct judge_item *item)
{
	return s->may_return && item->has_key &&
		reason_may_be_overruled(item->verdict.reason) &&
		released_is_expected(s->office, &item->key);
}

static bool is_refused(const struct session *s, struct judge_item *item)
{
	if (judge_is_provisional(item) || may_be_released(s, item))
		return false;
	/* Where no notice can tell the sender of a hold, the recipient is
	 * refused instead. */
	if (untellable_is_refused(s))
		(void)untellable_refuse(s, item, 1);
	return item->verdict.action == ACTION_REJECT &&
		s->settings->mode != MODE_OBSERVE;
}

/* However often a message names a person, there is one entry in the journal. */
static enum err refuse(
	struct session *s, struct judge_item *item, struct answer *answer_r)
{
	enum err e = ERR_OK;

	if (!recipients_was_refused(s, item)) {
		e = verdicts_record_refusal(s, item);
		if (!e)
			recipients_refused(s, item);
	}
	if (!e)
		*answer_r = verdicts_refuse(s, item);
	return e;
}

struct answer at_rcpt_judge(struct session *s)
{
	struct judge_item *item = &s->to.items[s->to.len - 1];
	struct answer answer = answer_continue();
	enum err e = judge_decide(s->judge, s->settings, NULL, item, 1);

	if (!e && is_refused(s, item))
		e = refuse(s, item, &answer);
	if (e && verdicts_fault_defers(s)) {
		verdicts_log_fault(s, COUNTERS_DEFERRED, "deferred");
		answer = answer_later(s);
	}
	if (answer.kind != ANSWER_CONTINUE)
		recipients_drop_last(s);
	return answer;
}
