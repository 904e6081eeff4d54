/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "service/verdict/judge_private.h"

#define DAY_S 86400

/* RFC 5322 3.6.4: one or more of <id>, with blanks and comments between. */
enum err judge_read_answers(struct judge *j)
{
	static const char blanks[] = " \t\r\n";
	const char *at = j->in_reply_to, *end;
	enum err e = ERR_OK;

	j->answers_len = 0;
	while (!e && at && (at = strchr(at, '<')) != NULL) {
		at += 1 + strspn(at + 1, blanks);
		end = strchr(at, '>');
		if (!end || j->answers_len == ANSWERS_MAX)
			break;
		e = pseudonym_of_message(j->pseudonymizer, at,
			strcspn(at, " \t\r\n>"), j->answers[j->answers_len++]);
		at = end;
	}
	return e ? judge_fail(j, e, NULL) : ERR_OK;
}

/* Up to a day ahead counts as now: clocks of two hosts differ. */
static bool is_within(
	const struct policy_purpose *purpose, int64_t at_utc, int64_t now_utc)
{
	return at_utc >= now_utc - purpose->answer_window_s &&
		at_utc <= now_utc + DAY_S;
}

static void name_answered(struct judge_item *item,
	const unsigned char message[MESSAGE_DIGEST_LEN])
{
	char *to = item->answers;

	memcpy(item->answered, message, MESSAGE_DIGEST_LEN);
	to += snprintf(to, sizeof(item->answers), "answers ");
	for (size_t i = 0; i < MESSAGE_DIGEST_LEN; i++)
		to += snprintf(to, 3, "%02x", message[i]);
}

/* A retry of an answer does not count again. */
static bool is_retry(const struct subject *s, const struct question *q)
{
	for (size_t i = 0; q->message && i < s->sends_len; i++)
		if (s->sends[i].purpose &&
			strcmp(s->sends[i].purpose, q->purpose->name) == 0 &&
			send_is_of(&s->sends[i], q->message, q->now_utc))
			return true;
	return false;
}

static bool may_be_answered(const struct judge *j, const struct question *q,
	const struct store_correspondence *asked)
{
	return is_within(q->purpose, asked->at_utc, q->now_utc) &&
		(asked->answers < q->purpose->max_answers ||
			is_retry(&j->subject, q));
}

/* The one that speaks most for an answer. */
static bool is_better(
	const struct store_correspondence *asked, const struct question *q)
{
	if (!q->is_solicited)
		return true;
	if (asked->is_objection != q->asked.is_objection)
		return !asked->is_objection;
	return asked->at_utc > q->asked.at_utc;
}

/* Whether it answers what this very address wrote within the window. */
enum err judge_find_answered(struct judge *j, struct store_session *session,
	struct judge_item *item, struct question *q)
{
	item->answers[0] = '\0';
	for (size_t i = 0;
		i < j->answers_len && q->purpose->answer_window_s > 0; i++) {
		struct store_correspondence asked;
		enum err e = store_correspondence_get(session, &item->key,
			j->answers[i], q->purpose->name, &asked);

		if (e && e != ERR_NOT_FOUND)
			return judge_fail_store(
				j, e, store_session_cause(session));
		if (e || !may_be_answered(j, q, &asked) ||
			!is_better(&asked, q))
			continue;
		q->is_solicited = true;
		q->asked =
			(struct policy_asked){asked.at_utc, asked.is_objection};
		name_answered(item, j->answers[i]);
	}
	item->is_solicited = q->is_solicited;
	return ERR_OK;
}

/* Who wrote what, in a search for what an answer would be let through by. */
struct asker {
	const struct policy *policy;
	const struct subject *subject;
	struct question question;
	bool is_found;
};

static bool try_answer(void *arg, const struct store_correspondence *asked,
	const unsigned char message[MESSAGE_DIGEST_LEN])
{
	struct asker *a = arg;
	struct question *q = &a->question;
	struct verdict verdict;

	(void)message;
	if (!is_within(q->purpose, asked->at_utc, q->now_utc))
		return true;
	q->asked = (struct policy_asked){asked->at_utc, asked->is_objection};
	policy_decide(a->policy, a->subject, q, &verdict);
	a->is_found = verdict.reason >= REASON_NO_NOTICE;
	return !a->is_found;
}

/* Before the headers are known: who wrote of late may be answered. */
enum err judge_find_asker(struct judge *j, struct store_session *session,
	const struct policy *policy, const struct question *question,
	struct judge_item *item)
{
	struct asker a = {.policy = policy,
		.subject = &j->subject,
		.question = *question};
	enum err e;

	item->may_answer = false;
	if (j->knows_headers || item->purpose->answer_window_s == 0 ||
		item->verdict.reason == REASON_ALLOWED)
		return ERR_OK;
	a.question.is_solicited = true;
	e = store_correspondence_each(session, &item->key, try_answer, &a);
	if (e)
		return judge_fail_store(j, e, store_session_cause(session));
	item->may_answer = a.is_found;
	return ERR_OK;
}
