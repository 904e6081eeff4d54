/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/judge_release.h"

#include "service/verdict/judge_private.h"
#include "service/verdict/routes.h"

/* "mailbox" NULL: nobody can tell where the address leads. */
static enum err judge_mailbox_too(struct judge *judge,
	const struct settings *settings, const struct message_mark *message,
	const char *mailbox, struct judge_item *item)
{
	struct judge_item other = {
		.recipient = mailbox ? mailbox : "",
		.purpose = item->purpose,
		.is_untold = !mailbox,
		.is_release = true,
	};
	enum err e = judge_decide(judge, settings, message, &other, 1);

	if (!e && other.is_target &&
		reason_may_be_overruled(item->verdict.reason) &&
		!reason_may_be_overruled(other.verdict.reason))
		item->verdict = other.verdict;
	return e;
}

static enum err find_routes(struct judge *judge,
	const struct routes_question *q, struct routes_answer *answer_r)
{
	enum err e = routes_find(q, answer_r);

	return e ? judge_fail(judge, e, NULL) : ERR_OK;
}

enum err judge_release(struct judge *judge, const struct settings *settings,
	const char *host, const struct message_mark *message,
	struct judge_item *item)
{
	const struct routes_question q = {
		.settings = settings, .host = host, .wire = item->recipient};
	struct routes_answer answer = {.routes = NULL};
	enum err e;

	item->is_release = true;
	e = judge_decide(judge, settings, message, item, 1);
	if (!e)
		e = find_routes(judge, &q, &answer);
	for (size_t i = 0; !e && answer.routes && i < answer.routes->len; i++)
		e = judge_mailbox_too(judge, settings, message,
			answer.routes->mailboxes[i], item);
	if (!e && answer.routes && answer.routes->is_untold)
		e = judge_mailbox_too(judge, settings, message, NULL, item);
	routes_free(&answer.routes);
	return e;
}
