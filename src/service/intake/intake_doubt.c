/* SPDX-License-Identifier: BSD-2-Clause */
/* What is not certain is listed, for somebody to look at (GDPR Art. 12(6)). */
#include <string.h>

#include "base/visible.h"
#include "core/policy_find.h"
#include "service/intake/intake_private.h"

#define WORDS_SIZE 300

enum err intake_list(struct intake *h, struct store_doubt *doubt)
{
	const char *queue_id = h->event->queue_id;
	enum err e;

	doubt->at_utc = h->event->received_utc;
	if (queue_id && strlen(queue_id) <= JOURNAL_QUEUE_ID_MAX)
		doubt->queue_id = queue_id;
	e = store_doubt_add(h->desk->session, doubt);
	return e ? desk_store_fail(h->desk, e, "listing what is in doubt") :
		   ERR_OK;
}

static enum doubt_grade grade_of(const struct inbound_answer *a)
{
	if (a->meaning == INBOUND_COMPLAINT)
		return DOUBT_UNGRADED;
	return a->grade == INBOUND_LIKELY ? DOUBT_IS_LIKELY : DOUBT_IS_CERTAIN;
}

/* Kept only where an answer to it could count if it was a letter (Art.
 * 5(1)(c)). */
static enum err note_message(struct intake *h, struct store_doubt *doubt)
{
	const struct inbound_answer *a = h->answer;

	doubt->has_message = a->meaning != INBOUND_COMPLAINT && a->message_id &&
		policy_longest_window(&h->desk->settings->policy) > 0;
	return doubt->has_message ?
		intake_digest(h, a->message_id, doubt->message) :
		ERR_OK;
}

enum err intake_list_objection(struct intake *h,
	const struct intake_objection *o,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct store_doubt doubt = {.kind = DOUBT_OBJECTION,
		.cause = o->cause,
		.key = *o->key,
		.grade = grade_of(h->answer)};
	char words[WORDS_SIZE];
	enum err e = note_message(h, &doubt);

	if (e)
		return e;
	memcpy(doubt.mark, mark, sizeof(doubt.mark));
	if (h->answer->word) {
		visible_copy(words, sizeof(words), h->answer->word);
		doubt.words = words;
	}
	return intake_list(h, &doubt);
}
