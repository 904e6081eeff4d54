/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/summary.h"

#include <stdio.h>
#include <string.h>

#define VERSION 1

static void add_text(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len > SUMMARY_TEXT_MAX)
		len = SUMMARY_TEXT_MAX;
	(void)buf_addc(out, (char)(len >> 8));
	(void)buf_addc(out, (char)(len & 0xff));
	if (len)
		(void)buf_add(out, text, len);
}

enum err summary_write(const struct summary *s, struct buf *out)
{
	(void)buf_addc(out, VERSION);
	(void)buf_addc(out, (char)s->absent);
	(void)buf_add(out, s->fingerprint, FINGERPRINT_LEN);
	add_text(out, s->sender);
	add_text(out, s->login);
	add_text(out, s->subject);
	add_text(out, s->from);
	add_text(out, s->message_id);
	return buf_err(out);
}

enum err summary_read(char *bytes, size_t len, struct summary *s)
{
	const char **texts[] = {
		&s->sender, &s->login, &s->subject, &s->from, &s->message_id};
	char *ends[sizeof(texts) / sizeof(*texts)];
	size_t at = 2 + FINGERPRINT_LEN;

	*s = (struct summary){0};
	if (len < at || bytes[0] != VERSION)
		return ERR_CORRUPT;
	s->absent = (unsigned char)bytes[1];
	memcpy(s->fingerprint, bytes + 2, FINGERPRINT_LEN);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		size_t text_len;

		if (len - at < 2)
			return ERR_CORRUPT;
		text_len = (size_t)(unsigned char)bytes[at] << 8 |
			(unsigned char)bytes[at + 1];
		at += 2;
		if (len - at < text_len)
			return ERR_CORRUPT;
		*texts[i] = bytes + at;
		at += text_len;
		ends[i] = bytes + at;
	}
	if (at != len)
		return ERR_CORRUPT;
	/* Over the length of the text behind, which has been read. */
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*ends[i] = '\0';
	return ERR_OK;
}

void context_of_body(const struct held_id *id, char context_r[CONTEXT_SIZE])
{
	(void)snprintf(context_r, CONTEXT_SIZE, "%s body", id->text);
}

void context_of_summary(const struct held_id *id, char context_r[CONTEXT_SIZE])
{
	(void)snprintf(context_r, CONTEXT_SIZE, "%s summary", id->text);
}

void context_of_recipient(
	const struct held_id *id, unsigned n, char context_r[CONTEXT_SIZE])
{
	(void)snprintf(context_r, CONTEXT_SIZE, "%s to %u", id->text, n);
}
