/* SPDX-License-Identifier: BSD-2-Clause */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/mailer/mailer_private.h"

#define URL_MAX 1000
#define CONNECT_TIMEOUT_S 10L

/* What the last command was, to whom the next answer belongs. */
enum asked {
	ASKED_BEFORE, /* greeting, EHLO, STARTTLS */
	ASKED_MAIL,
	ASKED_RCPT,
	ASKED_DATA,
	ASKED_BODY
};

struct reply_line {
	int code; /* 0: none came */
	char text[MAILER_TEXT_SIZE];
};

/* libcurl says only whether all went well; what was said of whom is in the
 * dialogue, which it shows to its debug function. */
struct dialogue {
	struct mailer_message *message;
	struct reply_line *rcpt; /* one for each recipient */
	struct reply_line whole; /* an answer that is all recipients' */
	enum asked asked;
	size_t rcpt_asked; /* RCPT commands so far */
	bool is_all_read; /* nothing of the message is left */
	bool has_verdict; /* the answer to the message itself came */
	struct wire wire;
};

static bool begins(const char *text, size_t len, const char *with)
{
	return len >= strlen(with) && strncmp(text, with, strlen(with)) == 0;
}

static void heard_command(struct dialogue *d, const char *text, size_t len)
{
	if (begins(text, len, "RCPT TO:")) {
		d->asked = ASKED_RCPT;
		d->rcpt_asked++;
	} else if (begins(text, len, "MAIL FROM:")) {
		d->asked = ASKED_MAIL;
	} else if (begins(text, len, "DATA")) {
		d->asked = ASKED_DATA;
	} else if (begins(text, len, "QUIT")) {
		d->asked = ASKED_BEFORE; /* its answer is nobody's */
	}
}

/* Of several lines the first is kept: it names what the others go on with. */
static void keep(
	struct reply_line *line, int code, const char *text, size_t len)
{
	if (line->code == code && line->text[0])
		return;
	line->code = code;
	snprintf(line->text, sizeof(line->text), "%.*s",
		(int)(len < sizeof(line->text) ? len : sizeof(line->text)),
		text);
}

static void heard_answer(struct dialogue *d, const char *text, size_t len)
{
	int code = 0;

	for (size_t i = 0; i < 3; i++) {
		if (i >= len || text[i] < '0' || text[i] > '9')
			return;
		code = code * 10 + (text[i] - '0');
	}
	if (d->asked == ASKED_RCPT) {
		if (d->rcpt_asked <= d->message->recipients_len)
			keep(&d->rcpt[d->rcpt_asked - 1], code, text, len);
	} else if (d->asked == ASKED_DATA && code == 354) {
		d->asked = ASKED_BODY;
		d->whole = (struct reply_line){0};
	} else if (d->asked == ASKED_BODY) {
		d->has_verdict = true;
		keep(&d->whole, code, text, len);
	} else if (d->asked == ASKED_MAIL || d->asked == ASKED_DATA) {
		keep(&d->whole, code, text, len);
	}
}

static int heard(
	CURL *curl, curl_infotype type, char *text, size_t len, void *arg)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		heard_command(arg, text, len);
	else if (type == CURLINFO_HEADER_IN)
		heard_answer(arg, text, len);
	return 0;
}

static size_t read_message(char *to, size_t size, size_t count, void *arg)
{
	struct dialogue *d = arg;
	size_t len = wire_read(&d->wire, to, size * count);

	if (len == 0)
		d->is_all_read = true;
	return len;
}

static size_t swallow(char *text, size_t size, size_t count, void *arg)
{
	(void)text;
	(void)arg;
	return size * count;
}

static enum mailer_outcome outcome_of(int code)
{
	if (code >= 200 && code < 300)
		return MAILER_ACCEPTED;
	return code >= 500 && code < 600 ? MAILER_REFUSED : MAILER_LATER;
}

static bool is_bad(const struct reply_line *line)
{
	return line->code && outcome_of(line->code) != MAILER_ACCEPTED;
}

/* What was said of this recipient, or else of the message; NULL: neither.
 * Accepted is only what the MTA said it accepts. */
static const struct reply_line *answer_for(const struct dialogue *d, size_t i)
{
	if (is_bad(&d->rcpt[i]))
		return &d->rcpt[i];
	if (is_bad(&d->whole) || (d->rcpt[i].code && d->has_verdict))
		return &d->whole;
	return NULL;
}

static void conclude(struct dialogue *d, CURLcode code, const char *said)
{
	const char *text = said[0] ? said : curl_easy_strerror(code);

	for (size_t i = 0; i < d->message->recipients_len; i++) {
		struct mailer_recipient *r = &d->message->recipients[i];
		const struct reply_line *line = answer_for(d, i);

		if (line)
			mailer_say(r, outcome_of(line->code), line->text,
				strlen(line->text));
		else
			mailer_say(r, MAILER_LATER, text, strlen(text));
	}
	d->message->is_uncertain = d->is_all_read && !d->has_verdict;
}

/* libcurl wants a name in the place of a path; others than plain ones would
 * be taken for more of a URL. */
static bool is_plain_name(const char *name)
{
	return *name &&
		strspn(name,
			"abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
		strlen(name);
}

enum err mailer_smtp_open(struct mailer *mailer, const char *helo)
{
	const struct settings_release *s = mailer->settings;
	bool is_ip6 = strchr(s->host, ':') != NULL;

	buf_init(&mailer->url, URL_MAX);
	(void)buf_addf(&mailer->url, "smtp://%s%s%s:%u/%s", is_ip6 ? "[" : "",
		s->host, is_ip6 ? "]" : "", s->port,
		helo && is_plain_name(helo) ? helo : "");
	if (buf_err(&mailer->url))
		return buf_err(&mailer->url);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return ERR_NOMEM;
	mailer->curl = curl_easy_init();
	if (mailer->curl)
		return ERR_OK;
	curl_global_cleanup();
	return ERR_NOMEM;
}

void mailer_smtp_close(struct mailer *mailer)
{
	if (mailer->curl) {
		curl_easy_cleanup(mailer->curl);
		curl_global_cleanup();
	}
	buf_free(&mailer->url);
}

/* The time of the whole does not end the wait for the answer to the message
 * itself; that of an answer does. */
static bool set_connection(CURL *curl, const struct mailer *mailer)
{
	return !curl_easy_setopt(curl, CURLOPT_URL, buf_text(&mailer->url)) &&
		!curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp") &&
		!curl_easy_setopt(curl, CURLOPT_PROXY, "") &&
		!curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) &&
		!curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
			mailer->timeout_s < CONNECT_TIMEOUT_S ?
				(long)mailer->timeout_s :
				CONNECT_TIMEOUT_S) &&
		!curl_easy_setopt(
			curl, CURLOPT_TIMEOUT, (long)mailer->timeout_s) &&
		!curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
			(long)mailer->timeout_s) &&
		!curl_easy_setopt(
			curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY) &&
		!curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L) &&
		!curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
}

static bool set_message(CURL *curl, struct dialogue *d, const char *sender,
	const struct curl_slist *recipients, char *said)
{
	return !curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender) &&
		!curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients) &&
		!curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L) &&
		!curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L) &&
		!curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
			(curl_off_t)wire_size(&d->wire)) &&
		!curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message) &&
		!curl_easy_setopt(curl, CURLOPT_READDATA, d) &&
		!curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow) &&
		!curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, heard) &&
		!curl_easy_setopt(curl, CURLOPT_DEBUGDATA, d) &&
		!curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L) &&
		!curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
}

static struct curl_slist *list_recipients(const struct mailer_message *message)
{
	struct curl_slist *list = NULL, *longer;

	for (size_t i = 0; i < message->recipients_len; i++) {
		size_t len;
		const char *bare =
			mailer_bare(message->recipients[i].address, &len);
		char *address = strndup(bare, len);

		longer = address ? curl_slist_append(list, address) : NULL;
		free(address);
		if (!longer) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = longer;
	}
	return list;
}

static enum err perform(struct mailer *mailer, struct dialogue *d,
	const char *sender, const struct curl_slist *recipients)
{
	char said[CURL_ERROR_SIZE] = "";
	CURLcode code;

	/* Options only: the connection stays. */
	curl_easy_reset(mailer->curl);
	if (!set_connection(mailer->curl, mailer) ||
		!set_message(mailer->curl, d, sender, recipients, said))
		return ERR_NOMEM;
	code = curl_easy_perform(mailer->curl);
	conclude(d, code, said);
	curl_easy_reset(mailer->curl);
	return ERR_OK;
}

enum err mailer_smtp_send(struct mailer *mailer, struct mailer_message *message)
{
	struct dialogue d = {.message = message,
		.wire = {.pieces = message->pieces,
			.pieces_len = message->pieces_len,
			.wants_crlf = true}};
	struct curl_slist *recipients = list_recipients(message);
	size_t len;
	const char *bare = mailer_bare(message->sender, &len);
	char *sender = strndup(bare, len);
	enum err e = ERR_NOMEM;

	d.rcpt = calloc(message->recipients_len, sizeof(*d.rcpt));
	if (recipients && sender && d.rcpt)
		e = perform(mailer, &d, sender, recipients);
	curl_slist_free_all(recipients);
	free(sender);
	free(d.rcpt);
	return e;
}
