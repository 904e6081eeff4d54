/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_queue_letter_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "service/mailer/outbox.h"

static enum err compose(struct desk *desk, const struct mta_held *held,
	enum notice_fate fate, struct buf *out)
{
	struct notice_recipient *to =
		calloc(held->recipients_len + 1, sizeof(*to));
	const struct notice n = {
		.to = held->sender,
		.reference = held->queue_id,
		.kind = fate == FATE_DELETED ? "deleted" : "released",
		.now_utc = desk->now_utc,
		.arrived_utc = held->arrived_utc,
		.until_utc = INSTANT_NONE,
		.head = "",
		.recipients = to,
		.recipients_len = held->recipients_len,
	};
	enum err e = to ? ERR_OK : ERR_NOMEM;

	for (size_t i = 0; !e && i < held->recipients_len; i++)
		to[i] = (struct notice_recipient){
			.address = held->recipients[i].address,
			.fate = fate,
			.reason = held->recipients[i].reason,
			.ref = held->recipients[i].ref,
		};
	if (!e)
		e = notices_put(desk->settings, &n, out);
	free(to);
	return e;
}

static bool is_due(
	struct desk *desk, const struct mta_held *held, enum notice_fate fate)
{
	const struct settings_notices *n = &desk->settings->notices;

	return (fate == FATE_DELETED ? n->tell_deleted : n->tell_released) &&
		held->recipients_len > 0 &&
		notices_whom(desk->settings, held->sender) == NOTICES_SENDER;
}

enum err mta_queue_letter(struct desk *desk, const struct mta_held *held,
	enum notice_fate fate, int64_t *letter_r)
{
	struct buf text;
	const struct outbox_new letter = {
		.to = held->sender,
		.queue_id = held->queue_id,
		.text = &text,
		.next_utc = office_now(desk->office) + MTA_LETTER_SECONDS,
	};
	enum err e;

	*letter_r = 0;
	if (!is_due(desk, held, fate))
		return ERR_OK;
	buf_init(&text, NOTICE_MAX);
	e = compose(desk, held, fate, &text);
	if (!e) {
		e = outbox_put(desk->office, desk->session, &letter, letter_r);
		if (e)
			e = desk_fail(desk, e, "the notice to the sender: %s",
				err_text(e));
	} else if (e == ERR_NOMEM) {
		e = desk_fail(desk, e, "%s", err_text(e));
	} else {
		/* It would not be put into words the next time either. */
		log_warn("%s: the sender cannot be told: %s", held->queue_id,
			err_text(e));
		e = ERR_OK;
	}
	buf_free(&text);
	return e;
}
