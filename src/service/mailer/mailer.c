/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mailer/mailer.h"

#include <stdlib.h>
#include <string.h>

#include "service/mailer/mailer_private.h"

const char *mailer_bare(const char *address, size_t *len_r)
{
	size_t len = strlen(address);

	if (len >= 2 && address[0] == '<' && address[len - 1] == '>') {
		address++;
		len -= 2;
	}
	*len_r = len;
	return address;
}

void mailer_say(struct mailer_recipient *r, enum mailer_outcome outcome,
	const char *text, size_t len)
{
	size_t used = 0;

	while (len && strchr("\r\n ", text[len - 1]))
		len--;
	for (; used < len && used + 1 < sizeof(r->text); used++)
		r->text[used] = text[used] >= 0x20 && text[used] < 0x7f ?
			text[used] :
			'?';
	r->text[used] = '\0';
	r->outcome = outcome;
}

void mailer_say_all(struct mailer_message *message, enum mailer_outcome outcome,
	const char *text)
{
	for (size_t i = 0; i < message->recipients_len; i++)
		mailer_say(
			&message->recipients[i], outcome, text, strlen(text));
}

/* Whatever the way, no address may end its line or its brackets. Blanks and
 * brackets are allowed where the local part is quoted. */
bool mailer_is_passable(const char *address)
{
	size_t len;
	const char *text = mailer_bare(address, &len);
	bool is_quoted = len && text[0] == '"';

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == 0x7f)
			return false;
		if (!is_quoted && strchr(" <>\"", c))
			return false;
	}
	return true;
}

static enum err check(const struct mailer_message *message)
{
	size_t len;

	if (message->recipients_len == 0 ||
		!mailer_is_passable(message->sender))
		return ERR_INVALID;
	for (size_t i = 0; i < message->recipients_len; i++) {
		const char *address = message->recipients[i].address;

		(void)mailer_bare(address, &len);
		if (len == 0 || !mailer_is_passable(address))
			return ERR_INVALID;
	}
	return ERR_OK;
}

enum err mailer_open(const struct settings_release *settings, const char *helo,
	int64_t timeout_s, struct mailer **mailer_r)
{
	struct mailer *mailer = calloc(1, sizeof(*mailer));
	enum err e = ERR_OK;

	*mailer_r = NULL;
	if (!mailer)
		return ERR_NOMEM;
	mailer->settings = settings;
	mailer->timeout_s = timeout_s;
	if (settings->via == RELEASE_SMTP)
		e = mailer_smtp_open(mailer, helo);
	if (e)
		mailer_close(&mailer);
	*mailer_r = mailer;
	return e;
}

void mailer_close(struct mailer **mailer)
{
	if (!*mailer)
		return;
	if ((*mailer)->settings->via == RELEASE_SMTP)
		mailer_smtp_close(*mailer);
	free(*mailer);
	*mailer = NULL;
}

enum err mailer_send(struct mailer *mailer, struct mailer_message *message)
{
	enum err e = check(message);

	message->is_uncertain = false;
	mailer_say_all(message, MAILER_LATER, "not sent");
	if (e)
		return e;
	if (mailer->settings->via == RELEASE_SMTP)
		return mailer_smtp_send(mailer, message);
	return mailer_sendmail_send(mailer, message);
}
