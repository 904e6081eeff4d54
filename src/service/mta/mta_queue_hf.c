/* SPDX-License-Identifier: BSD-2-Clause */
/* Sendmail's control files: a line for each fact, its first letter says which.
 *     T1527494400
 *     qrobinson: no record of this person; ...
 *     S<ania@firma.example>
 *     rRFC822; adam@example.com
 *     RPFD:<adam@example.com>
 *     H??Subject: Our offer
 *     .
 */
#include "service/mta/mta_queue_hf_private.h"

#include <stdlib.h>
#include <string.h>

#include "service/mta/mta_queue_private.h"

/* Without the angle brackets around it. */
static char *path_dup(const char *text, size_t len)
{
	if (len >= 2 && text[0] == '<' && text[len - 1] == '>') {
		text++;
		len -= 2;
	}
	return strndup(text, len);
}

static enum err add_recipient(struct mta_held *h, const char *text, size_t len)
{
	/* Flags of one letter each stand in front, since version 1. */
	const char *colon = memchr(text, ':', len);
	struct mta_recipient *r = &h->recipients[h->recipients_len];

	if (!colon)
		return ERR_CORRUPT;
	len -= (size_t)(colon + 1 - text);
	r->address = path_dup(colon + 1, len);
	if (!r->address)
		return ERR_NOMEM;
	h->recipients_len++;
	return ERR_OK;
}

static enum err read_line(struct mta_held *h, const char *line, size_t len)
{
	switch (line[0]) {
	case 'T':
		h->arrived_utc = strtoll(line + 1, NULL, 10);
		return ERR_OK;
	case 'S':
		if (h->sender)
			return ERR_CORRUPT;
		h->sender = path_dup(line + 1, len - 1);
		return h->sender ? ERR_OK : ERR_NOMEM;
	case 'R':
		return add_recipient(h, line + 1, len - 1);
	default:
		return ERR_OK;
	}
}

static size_t count_recipients(const char *text)
{
	size_t n = text[0] == 'R';

	for (; (text = strchr(text, '\n')) != NULL; text++)
		n += text[1] == 'R';
	return n;
}

static enum err read_lines(struct mta_held *h, const char *text)
{
	enum err e = ERR_OK;

	h->recipients =
		calloc(count_recipients(text) + 1, sizeof(*h->recipients));
	if (!h->recipients)
		return ERR_NOMEM;
	while (!e && *text) {
		size_t len = strcspn(text, "\n");

		/* What is behind the dot is from a crash. */
		if (len == 1 && text[0] == '.')
			return h->sender && h->arrived_utc != INSTANT_NONE ?
				ERR_OK :
				ERR_CORRUPT;
		if (len > 0)
			e = read_line(h, text, len);
		text += len + (text[len] == '\n');
	}
	return e ? e : ERR_CORRUPT;
}

enum err mta_queue_hf_parse(
	const char *queue_id, const char *text, struct mta_queue *q)
{
	struct mta_held *h;

	if (!mta_queue_is_id(queue_id) || text[0] != 'V')
		return ERR_CORRUPT;
	h = mta_queue_add(q, &mta_queue_sendmail, queue_id);
	return h ? read_lines(h, text) : ERR_NOMEM;
}
