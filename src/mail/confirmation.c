/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/confirmation.h"

#include <inttypes.h>
#include <string.h>

#include "mail/compose_private.h"
#include "mail/gmime_begin_private.h"

#define TEXT_MAX ((size_t)1 << 20)
#define ID_MAX 998

/* A stranger wrote this Message-ID: one that cannot stand in a head is left
 * out. */
static bool is_id(const char *id)
{
	size_t len = id ? strlen(id) : 0;

	if (len == 0 || len > ID_MAX - 2)
		return false;
	for (; *id; id++)
		if (*id <= ' ' || *id > '~' || *id == '<' || *id == '>')
			return false;
	return true;
}

static enum err compose(const struct confirmation *c, const struct buf *text,
	const char *id, struct buf *out)
{
	GMimePart *part = compose_part("text", "plain", text);
	struct compose_head head = {.zone = c->zone,
		.from = c->from,
		.to = c->to,
		.subject = c->text->items[0],
		.auto_submitted = "auto-replied",
		.message_id = id,
		.in_reply_to = c->in_reply_to,
		.now_utc = c->now_utc};
	enum err e;

	g_mime_object_set_content_type_parameter(
		GMIME_OBJECT(part), "charset", "utf-8");
	e = compose_message(&head, GMIME_OBJECT(part), out);
	g_object_unref(part);
	return e;
}

enum err confirmation_compose(const struct confirmation *c, struct buf *out)
{
	struct buf text, id;
	enum err e;

	if (c->text->len < 2 || !is_id(c->in_reply_to))
		return ERR_INVALID;
	gmime_begin();
	buf_init(&text, TEXT_MAX);
	buf_init(&id, 2 * ID_MAX);
	for (size_t i = 1; i < c->text->len; i++)
		(void)buf_addf(
			&text, "%s%s\n", i > 1 ? "\n" : "", c->text->items[i]);
	(void)buf_addf(&id, "confirmation.%" PRId64 ".", c->now_utc);
	compose_token(&id, c->in_reply_to);
	(void)buf_adds(&id, ".robinson@");
	compose_token(&id, c->host);
	e = buf_err(&text);
	if (!e)
		e = buf_err(&id);
	if (!e)
		e = compose(c, &text, buf_text(&id), out);
	buf_free(&id);
	buf_free(&text);
	return e;
}
