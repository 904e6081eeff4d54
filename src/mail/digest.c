/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/period.h"
#include "mail/compose_private.h"
#include "mail/gmime_begin_private.h"
#include "mail/plain.h"
#include "mail/preview.h"

#define DIGEST_MAX ((size_t)4 << 20)
#define SENDER_SHOWN 400
#define SUBJECT_SHOWN 200
#define COUNT_SIZE 24

static void say_number(const struct digest *d, enum notice_text id,
	uint64_t number, const char *date, struct buf *out)
{
	char count[COUNT_SIZE];
	struct buf host;
	struct notice_variable variables[] = {
		{"host", NULL},
		{"count", count},
		{"date", date},
	};

	snprintf(count, sizeof(count), "%" PRIu64, number);
	buf_init(&host, 2 * SENDER_SHOWN);
	(void)plain_adds(&host, d->host, SENDER_SHOWN);
	variables[0].value = buf_text(&host);
	(void)notice_fill(out, notice_text(d->language, id), variables,
		sizeof(variables) / sizeof(*variables));
	buf_free(&host);
}

static void say(const struct digest *d, enum notice_text id, const char *date,
	struct buf *out)
{
	say_number(d, id, d->count, date, out);
}

static void say_date(const struct digest *d, enum notice_text id, int64_t utc,
	struct buf *out)
{
	char date[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return;
	instant_format(d->zone, utc, date);
	say(d, id, date, out);
	(void)buf_addc(out, '\n');
}

static void add_row(struct buf *out, uint64_t count, const char *what)
{
	(void)buf_addf(out, "%8" PRIu64 "  ", count);
	(void)plain_adds(out, what, SENDER_SHOWN);
	(void)buf_addc(out, '\n');
}

static void add_heading(
	const struct digest *d, enum notice_text id, struct buf *out)
{
	(void)buf_addc(out, '\n');
	say(d, id, "", out);
	(void)buf_adds(out, "\n\n");
}

/* A release may overrule one of its reasons at least. */
static bool can_be_released(const struct digest_message *m)
{
	for (size_t i = 0; i < REASON_COUNT; i++)
		if (m->has[i] && reason_may_be_overruled((enum reason)i))
			return true;
	return false;
}

static void add_command(
	struct buf *out, const char *verb, const char *id, const char *more)
{
	(void)buf_addf(
		out, "    robinson quarantine %s %s%s\n", verb, id, more);
}

static void add_reasons(
	const struct digest *d, const struct digest_message *m, struct buf *out)
{
	const char *before = "    ";

	for (size_t i = 0; i < REASON_COUNT; i++) {
		if (!m->has[i])
			continue;
		(void)buf_addf(out, "%s%s", before,
			notice_reason(d->language, (enum reason)i));
		before = "; ";
	}
	(void)buf_addc(out, '\n');
}

static void add_message(
	const struct digest *d, const struct digest_message *m, struct buf *out)
{
	const char *sender = m->sender + (*m->sender == '<');
	size_t sender_len = strcspn(sender, ">");
	char at[INSTANT_TEXT_SIZE];

	instant_format(d->zone, m->arrived_utc, at);
	(void)buf_addf(out, "%s  %s  ", m->id, at);
	if (sender_len)
		(void)plain_add(out, sender, sender_len, SENDER_SHOWN);
	else
		(void)buf_adds(out, "<>");
	(void)buf_adds(out, "\n    ");
	(void)preview_value(m->subject, SUBJECT_SHOWN, out);
	(void)buf_addc(out, '\n');
	add_reasons(d, m, out);
	add_command(out, "show", m->id, "");
	if (can_be_released(m))
		add_command(out, "release", m->id, " --reason \"...\"");
	add_command(out, "delete", m->id, " --reason \"...\"");
	(void)buf_addc(out, '\n');
}

static void add_messages(const struct digest *d, struct buf *out)
{
	if (d->messages_len == 0)
		return;
	add_heading(d, TEXT_DIGEST_MESSAGES, out);
	for (size_t i = 0; i < d->messages_len; i++)
		add_message(d, &d->messages[i], out);
	if (d->count > d->messages_len) {
		say_number(d, TEXT_DIGEST_MORE, d->count - d->messages_len, "",
			out);
		(void)buf_addc(out, '\n');
	}
}

static void say_all(const struct digest *d, struct buf *out)
{
	if (d->count == 0) {
		say(d, TEXT_DIGEST_NONE, "", out);
		(void)buf_addc(out, '\n');
		return;
	}
	say(d, TEXT_DIGEST_TOTAL, "", out);
	(void)buf_addc(out, '\n');
	say_date(d, TEXT_DIGEST_OLDEST, d->oldest_utc, out);
	say_date(d, TEXT_DIGEST_FIRST_END, d->first_end_utc, out);
	add_heading(d, TEXT_DIGEST_REASONS, out);
	for (size_t i = 0; i < d->reasons_len; i++)
		add_row(out, d->reasons[i].count,
			notice_reason(d->language, d->reasons[i].reason));
	add_heading(d, TEXT_DIGEST_SENDERS, out);
	for (size_t i = 0; i < d->senders_len; i++)
		add_row(out, d->senders[i].count,
			d->senders[i].address[0] ? d->senders[i].address :
						   "<>");
	add_messages(d, out);
	(void)buf_addc(out, '\n');
	say(d, TEXT_DIGEST_HOW, "", out);
	(void)buf_addc(out, '\n');
}

static enum err compose(
	const struct digest *d, const struct buf *text, struct buf *out)
{
	GMimePart *part = compose_words(text, notice_language_tag(d->language));
	struct compose_head head = {.zone = d->zone,
		.from = d->from,
		.to = d->to,
		/* RFC 3834 5: made by a program, the answer to nothing. */
		.auto_submitted = "auto-generated",
		.now_utc = d->now_utc};
	struct buf subject, id;
	enum err e;

	buf_init(&subject, 2 * SENDER_SHOWN);
	buf_init(&id, 2 * SENDER_SHOWN);
	say(d, TEXT_DIGEST_SUBJECT, "", &subject);
	(void)buf_addf(&id, "digest.%" PRId64 ".robinson@", d->now_utc);
	compose_token(&id, d->host);
	head.subject = buf_text(&subject);
	head.message_id = buf_text(&id);
	e = buf_err(&subject);
	if (!e)
		e = buf_err(&id);
	if (!e)
		e = compose_message(&head, GMIME_OBJECT(part), out);
	g_object_unref(part);
	buf_free(&subject);
	buf_free(&id);
	return e;
}

enum err digest_compose(const struct digest *d, struct buf *out)
{
	struct buf text;
	enum err e;

	gmime_begin();
	buf_init(&text, DIGEST_MAX);
	say_all(d, &text);
	e = buf_err(&text);
	if (!e)
		e = compose(d, &text, out);
	buf_free(&text);
	return e;
}
