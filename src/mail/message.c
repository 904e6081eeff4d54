/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/message.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "mail/gmime_begin_private.h"
#include "mail/header_value_private.h"
#include "mail/matcher.h"

void message_init(struct message *m)
{
	*m = (struct message){0};
}

static void header_clear(struct mail_header *h)
{
	if (h->decoded != h->value)
		free(h->decoded);
	if (h->compared != h->value)
		free(h->compared);
	free(h->value);
	free(h->name);
}

void message_reset(struct message *m)
{
	for (size_t i = 0; i < m->headers_len; i++)
		header_clear(&m->headers[i]);
	m->headers_len = 0;
	m->headers_bytes = 0;
	free(m->sender);
	m->sender = NULL;
	m->senders_len = 0;
	free(m->client.auth_user);
	m->client.auth_user = NULL;
}

void message_free(struct message *m)
{
	message_reset(m);
	free(m->headers);
	free(m->client.listener_name);
	free(m->client.listener_port);
	matcher_free(&m->matcher);
	message_init(m);
}

enum err message_set(char **member, const char *value)
{
	char *copy = NULL;

	if (value) {
		copy = strdup(value);
		if (!copy)
			return ERR_NOMEM;
	}
	free(*member);
	*member = copy;
	return ERR_OK;
}

/* "<ania@firma.example>" without the brackets; text without any as it is. */
static enum err keep_sender(struct message *m, const char *text)
{
	size_t len = strlen(text);
	bool is_wrapped = len >= 2 && text[0] == '<' && text[len - 1] == '>';
	char *copy = strndup(text + is_wrapped, len - (is_wrapped ? 2 : 0));

	if (!copy)
		return ERR_NOMEM;
	free(m->sender);
	m->sender = copy;
	return ERR_OK;
}

/* A text that is no address as it was written is kept in its mended form. */
static enum err keep_mended(struct message *m, const char *wire)
{
	char written[MAILBOX_TEXT_SIZE];
	struct mailbox mailbox;

	if (address_plain(wire, strlen(wire), &m->senders[0].plain, NULL) ==
			ERR_OK ||
		mailbox_mend(wire, &mailbox, NULL) != ERR_OK)
		return keep_sender(m, wire);
	mailbox_write(&mailbox, written);
	return keep_sender(m, written);
}

static bool is_whole(const struct party *p)
{
	return p->knows_local && p->knows_domain;
}

enum err message_sender(struct message *m, const struct address_rules *rules,
	const char *wire, const char *told)
{
	struct party *first = &m->senders[0], *second = &m->senders[1];
	enum err e;

	m->senders_len = 0;
	if (told) {
		party_read(rules, told, first);
		m->senders_len = is_whole(first);
	}
	if (m->senders_len == 0) {
		e = keep_mended(m, wire);
		if (e || !*m->sender)
			return e;
		party_read(rules, wire, first);
		m->senders_len = 1;
		return ERR_OK;
	}
	party_read(rules, wire, second);
	/* A name without a domain: some MTAs add the domain of their host,
	 * others that of the firm. */
	second->is_hint = second->knows_local && !second->knows_domain;
	if ((is_whole(second) && !party_is(first, second)) || second->is_hint)
		m->senders_len = MESSAGE_SENDERS_MAX;
	return keep_sender(m, told);
}

static enum err header_keep(
	struct message *m, const char *name, const char *value)
{
	struct mail_header h = {0};

	if (m->headers_len == m->headers_cap) {
		struct mail_header *headers = array_grow(m->headers,
			m->headers_len, &m->headers_cap, sizeof(*headers));

		if (!headers)
			return ERR_NOMEM;
		m->headers = headers;
	}
	h.name = strdup(name);
	h.value = strdup(value);
	if (!h.name || !h.value) {
		header_clear(&h);
		return ERR_NOMEM;
	}
	m->headers[m->headers_len++] = h;
	return ERR_OK;
}

enum err message_header_add(struct message *m, const char *name,
	const char *value, bool keep, size_t max_bytes)
{
	/* On the wire a colon and the end of the line stand beside them. */
	m->headers_bytes += strlen(name) + strlen(value) + 3;
	if (m->headers_bytes > max_bytes)
		return ERR_LIMIT;
	return keep ? header_keep(m, name, value) : ERR_OK;
}

/* Printable ASCII on one line, no blanks around it, no encoded word: it is
 * its own decoded form, and most values are. */
static bool is_plain(const char *text)
{
	size_t len = strlen(text);

	if (text[0] == ' ' || text[0] == '\t' ||
		(len && (text[len - 1] == ' ' || text[len - 1] == '\t')))
		return false;
	for (; *text; text++)
		if ((unsigned char)(*text - 0x20) >= 0x5f ||
			(text[0] == '=' && text[1] == '?'))
			return false;
	return true;
}

static char *decode(const char *value)
{
	char *text = strdup(value), *utf8 = NULL, *valid = NULL, *copy;

	if (!text)
		return NULL;
	header_value_unfold(text);
	header_value_trim(text);
	gmime_begin();
	utf8 = g_mime_utils_header_decode_text(NULL, text);
	/* Where the charset is named wrongly, the result may be invalid
	 * UTF-8. */
	valid = g_utf8_make_valid(utf8 ? utf8 : text, -1);
	copy = strdup(valid);
	g_free(valid);
	g_free(utf8);
	free(text);
	return copy;
}

const char *message_header_at(struct message *m, size_t i)
{
	struct mail_header *h = &m->headers[i];

	if (!h->decoded)
		h->decoded = is_plain(h->value) ? h->value : decode(h->value);
	return h->decoded;
}

const char *message_header_compared(
	struct message *m, size_t i, bool *is_read_r)
{
	struct mail_header *h = &m->headers[i];

	if (!h->compared && is_plain(h->value)) {
		h->compared = h->value;
		h->is_read = true;
	} else if (!h->compared &&
		header_value_make(h->value, &h->compared, &h->is_read)) {
		h->compared = NULL;
	}
	*is_read_r = h->compared && h->is_read;
	return h->compared;
}

static struct mail_header *find(
	const struct message *m, const char *name, size_t n)
{
	for (size_t i = 0; i < m->headers_len; i++)
		if (strcasecmp(m->headers[i].name, name) == 0 && n-- == 0)
			return &m->headers[i];
	return NULL;
}

const char *message_header(struct message *m, const char *name, size_t n)
{
	const struct mail_header *h = find(m, name, n);

	return h ? message_header_at(m, (size_t)(h - m->headers)) : NULL;
}

const char *message_header_raw(
	const struct message *m, const char *name, size_t n)
{
	const struct mail_header *h = find(m, name, n);

	return h ? h->value : NULL;
}

static enum err add_words(struct buf *out, const char *text)
{
	static const char blanks[] = " \t\r\n";

	for (text += strspn(text, blanks); *text;
		text += strspn(text, blanks)) {
		size_t len = strcspn(text, blanks);

		(void)buf_add(out, text, len);
		(void)buf_addc(out, ' ');
		text += len;
	}
	return buf_addc(out, '\n');
}

enum err message_origin(struct message *m, struct buf *out)
{
	const char *date = message_header(m, "Date", 0);
	const char *from = message_header(m, "From", 0);

	if (!date || !*date)
		return ERR_NOT_FOUND;
	(void)add_words(out, date);
	return add_words(out, from ? from : "");
}

const char *message_id(struct message *m, size_t *len_r)
{
	static const char blanks[] = " \t\r\n";
	const struct mail_header *h = find(m, "Message-ID", 0);
	const char *begin, *end;
	size_t len;

	*len_r = 0;
	if (!h)
		return NULL;
	begin = strchr(h->value, '<');
	end = begin ? strchr(begin, '>') : NULL;
	begin = begin ? begin + 1 : h->value;
	begin += strspn(begin, blanks);
	len = end && end >= begin ? (size_t)(end - begin) : strlen(begin);
	while (len && strchr(blanks, begin[len - 1]))
		len--;
	*len_r = len;
	return len ? begin : NULL;
}
