/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/head.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "mail/gmime_begin_private.h"

#define GROUPS_MAX 4 /* groups do not nest (RFC 5322 3.4) */

/* Behind the end of the line, or the end of the text. */
static const char *next_line(const char *at, const char *end)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));

	return feed ? feed + 1 : end;
}

/* The colon; NULL: the line is no field. */
static const char *find_colon(const char *at, const char *end)
{
	const char *colon = at;

	while (colon<end && * colon> ' ' && *colon < 127 && *colon != ':')
		colon++;
	if (colon == at)
		return NULL;
	while (colon < end && (*colon == ' ' || *colon == '\t'))
		colon++;
	return colon < end && *colon == ':' ? colon : NULL;
}

static enum err add_field(struct message *m, const char *at, const char *colon,
	const char *end, size_t max_bytes)
{
	struct buf name, value;
	enum err e = ERR_OK;

	buf_init(&name, max_bytes);
	buf_init(&value, max_bytes);
	for (; !e && at < colon; at++)
		if (*at != ' ' && *at != '\t')
			e = buf_addc(&name, *at);
	at++;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	for (; !e && at < end; at++)
		if (*at != '\r' && *at != '\0')
			e = buf_addc(&value, *at);
	if (!e)
		e = message_header_add(
			m, buf_text(&name), buf_text(&value), true, max_bytes);
	buf_free(&name);
	buf_free(&value);
	return e;
}

enum err head_read(struct message *m, const char *text, size_t len,
	size_t max_bytes, const char **body_r)
{
	const char *at = text, *end = text + len;
	enum err e = ERR_OK;

	if (len >= 5 && memcmp(text, "From ", 5) == 0)
		at = next_line(text, end);
	while (!e && at < end) {
		const char *line_end = next_line(at, end);
		const char *colon = find_colon(at, line_end);
		const char *next = line_end;

		if (!colon)
			break;
		while (next < end && (*next == ' ' || *next == '\t'))
			next = next_line(next, end);
		e = add_field(m, at, colon, next, max_bytes);
		at = next;
	}
	if (at < end &&
		(*at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n')))
		at = next_line(at, end);
	*body_r = at;
	return e;
}

static enum err each_of(InternetAddressList *list, int depth,
	enum err (*each)(void *arg, const char *mailbox), void *arg)
{
	int len = list ? internet_address_list_length(list) : 0;
	enum err e = ERR_OK;

	for (int i = 0; !e && i < len; i++) {
		InternetAddress *one =
			internet_address_list_get_address(list, i);

		if (INTERNET_ADDRESS_IS_MAILBOX(one))
			e = each(arg,
				internet_address_mailbox_get_addr(
					INTERNET_ADDRESS_MAILBOX(one)));
		else if (INTERNET_ADDRESS_IS_GROUP(one) && depth < GROUPS_MAX)
			e = each_of(internet_address_group_get_members(
					    INTERNET_ADDRESS_GROUP(one)),
				depth + 1, each, arg);
	}
	return e;
}

enum err head_mailboxes(struct message *m, const char *name,
	enum err (*each)(void *arg, const char *mailbox), void *arg)
{
	enum err e = ERR_OK;

	gmime_begin();
	for (size_t i = 0; !e && i < m->headers_len; i++) {
		InternetAddressList *list;

		if (strcasecmp(m->headers[i].name, name) != 0)
			continue;
		list = internet_address_list_parse(NULL, m->headers[i].value);
		e = each_of(list, 0, each, arg);
		if (list)
			g_object_unref(list);
	}
	return e;
}
