/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/letter.h"

#include <inttypes.h>

#include "mail/compose_private.h"
#include "mail/gmime_begin_private.h"

#define ID_MAX 1000

enum err letter_compose(const struct letter *letter, struct buf *out)
{
	struct compose_head head = {.zone = letter->zone,
		.from = letter->from,
		.to = letter->to,
		.subject = letter->subject,
		/* RFC 3834 5: made by a program, the answer to nothing. */
		.auto_submitted = "auto-generated",
		.now_utc = letter->now_utc};
	GMimePart *part;
	struct buf id;
	enum err e;

	gmime_begin();
	part = compose_words(letter->text, "en");
	buf_init(&id, ID_MAX);
	(void)buf_addf(
		&id, "%s.%" PRId64 ".robinson@", letter->name, letter->now_utc);
	compose_token(&id, letter->host);
	head.message_id = buf_text(&id);
	e = buf_err(&id);
	if (!e)
		e = compose_message(&head, GMIME_OBJECT(part), out);
	g_object_unref(part);
	buf_free(&id);
	return e;
}
