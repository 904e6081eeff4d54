/* SPDX-License-Identifier: BSD-2-Clause */
/* Who objected by mail is told once that it is noted (GDPR Art. 12(3)). */
#include <stdlib.h>

#include "base/log.h"
#include "mail/confirmation.h"
#include "service/intake/intake_private.h"
#include "service/mailer/notices.h"
#include "service/mailer/outbox.h"

struct sealed {
	void *bytes;
	size_t len;
};

static enum err give(void *arg, const struct store_record *records,
	const void **bytes_r, size_t *len_r)
{
	const struct sealed *sealed = arg;

	(void)records;
	*bytes_r = sealed->bytes;
	*len_r = sealed->len;
	return ERR_OK;
}

static enum err write_text(const struct intake *h, struct buf *out)
{
	const struct settings *s = h->desk->settings;
	char from[NOTICES_NAME_SIZE], host[NOTICES_HOST_SIZE];
	const struct confirmation c = {.zone = s->zone,
		.host = host,
		.from = from,
		.to = h->answer->from,
		.in_reply_to = h->answer->message_id,
		.text = &s->inbound.confirm_objection,
		.now_utc = h->desk->now_utc};
	enum err e = notices_from(s, from);

	if (e)
		return e;
	notices_host(h->event->host, host);
	return confirmation_compose(&c, out);
}

static enum err put(const struct intake *h, const struct buf *text)
{
	struct sealed sealed = {.bytes = NULL};
	struct store_letter letter = {.created_utc = h->desk->now_utc,
		.next_utc = h->desk->now_utc,
		.sealed = give,
		.arg = &sealed};
	const char *id = h->event->queue_id;
	enum err e = outbox_seal(h->desk->office, h->answer->from,
		id && *id ? id : "-", text, &sealed.bytes, &sealed.len);

	if (!e)
		e = store_record_letter(h->desk->store, NULL, 0, &letter);
	free(sealed.bytes);
	return e;
}

/* No confirmation goes where the sender is not proven or the objection is only
 * likely, nor to a machine: a mail with a token may have been sent by a
 * program, all others are known to be by hand. */
static bool is_answerable(const struct intake *h)
{
	const struct inbound_answer *a = h->answer;

	return h->is_proven && h->has_from && a->message_id &&
		h->desk->settings->inbound.confirm_objection.len > 0 &&
		((a->meaning == INBOUND_STOP && a->grade != INBOUND_LIKELY) ||
			(a->meaning == INBOUND_UNSUBSCRIBE && !a->token));
}

enum err intake_confirm_begin(struct intake *h)
{
	struct subject subject;
	enum err e;

	if (!is_answerable(h))
		return ERR_OK;
	subject_init(&subject);
	e = intake_subject(h, &h->from, &subject);
	h->is_confirmable = !e;
	for (size_t i = 0; i < subject.objections_len; i++)
		if (!subject.objections[i].purpose &&
			!subject.objections[i].is_unconfirmed)
			h->is_confirmable = false;
	subject_free(&subject);
	return e;
}

/* The objection stands whatever becomes of this: what fails is told in the
 * log, and not tried again, so that nobody is told twice. */
void intake_confirm_end(struct intake *h)
{
	struct buf text;
	enum err e;

	if (!h->is_confirmable || !h->is_new)
		return;
	buf_init(&text, NOTICE_MAX);
	e = write_text(h, &text);
	if (!e)
		e = put(h, &text);
	buf_free(&text);
	if (e)
		log_warn("inbound: an objection is not confirmed to its "
			 "sender: %s",
			err_text(e));
	else
		buf_adds(h->said, ", confirmed to the sender");
}
