/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice.h"

#include <string.h>

#include "core/address.h"
#include "core/period.h"
#include "mail/compose_private.h"
#include "mail/gmime_begin_private.h"
#include "mail/plain.h"
#include "mail/refusal_text.h"

/* A longer subject tells the reader nothing more. An address has a maximum of
 * its own, but an invalid one may have any length. */
#define SUBJECT_SHOWN 200
#define ADDRESS_SHOWN 400
#define WIDTH 72

static const struct {
	const char *action;
	const char *status;
	enum notice_text words;
} fates[NOTICE_FATES] = {
	/* RFC 3463 3.8: not authorised by policy. */
	[FATE_REFUSED] = {"failed", "5.7.1", TEXT_REFUSED},
	[FATE_HELD] = {"delayed", "4.7.1", TEXT_HELD},
	/* RFC 3463 3.5: delivery time expired. */
	[FATE_EXPIRED] = {"failed", "5.4.7", TEXT_EXPIRED},
	[FATE_DELETED] = {"failed", "5.7.1", TEXT_DELETED},
	/* RFC 3464 2.3.3: the MTA has it, and may report on it later. */
	[FATE_RELEASED] = {"relayed", "2.0.0", TEXT_RELEASED},
};

static const char *bare(const char *address, size_t *len_r)
{
	size_t len = strlen(address);

	if (len >= 2 && address[0] == '<' && address[len - 1] == '>') {
		address++;
		len -= 2;
	}
	*len_r = len;
	return address;
}

bool notice_is_due(const struct settings *s, const char *sender)
{
	struct address address;
	const char *text;
	size_t len;

	if (!sender)
		return false;
	text = bare(sender, &len);
	/* RFC 3464 2, RFC 5321 4.5.5: nothing answers the null sender. */
	if (len == 0 ||
		address_parse(&s->address_rules, text, len, &address, NULL))
		return false;
	return settings_owns_below(s, address_domain(&address));
}

static bool has_fate(const struct notice *n, enum notice_fate fate)
{
	for (size_t i = 0; i < n->recipients_len; i++)
		if (n->recipients[i].fate == fate)
			return true;
	return false;
}

/* ------------------------------------------------- words for the person */

/* The values that the texts may contain, each made harmless once. */
struct notice_values {
	struct buf host, subject, reference, contact, link;
	char date[INSTANT_TEXT_SIZE];
	char until[INSTANT_TEXT_SIZE];
};

static void notice_values_free(struct notice_values *w)
{
	buf_free(&w->host);
	buf_free(&w->subject);
	buf_free(&w->reference);
	buf_free(&w->contact);
	buf_free(&w->link);
}

static void notice_values_make(const struct notice *n, struct notice_values *w)
{
	buf_init(&w->host, 2 * ADDRESS_SHOWN);
	buf_init(&w->subject, 2 * ADDRESS_SHOWN);
	buf_init(&w->reference, 2 * ADDRESS_SHOWN);
	buf_init(&w->contact, 2 * ADDRESS_SHOWN);
	buf_init(&w->link, 4 * ADDRESS_SHOWN);
	(void)plain_adds(&w->host, n->host, ADDRESS_SHOWN);
	(void)plain_adds(
		&w->subject, n->subject ? n->subject : "-", SUBJECT_SHOWN);
	(void)plain_adds(&w->reference, n->reference, ADDRESS_SHOWN);
	if (n->contact)
		(void)plain_adds(&w->contact, n->contact, ADDRESS_SHOWN);
	if (n->page) {
		(void)plain_adds(&w->link, n->page, ADDRESS_SHOWN);
		(void)plain_adds(&w->link, n->reference, ADDRESS_SHOWN);
	}
	instant_format(n->zone, n->arrived_utc, w->date);
	instant_format(n->zone, n->until_utc, w->until);
}

static void fill(const struct notice *n, const struct notice_values *w,
	enum notice_text id, struct buf *out)
{
	const struct notice_variable variables[] = {
		{"host", buf_text(&w->host)},
		{"subject", buf_text(&w->subject)},
		{"reference", buf_text(&w->reference)},
		{"date", w->date},
		{"until", w->until},
		{"contact", buf_text(&w->contact)},
		{"link", buf_text(&w->link)},
	};

	(void)notice_fill(out, notice_text(n->language, id), variables,
		sizeof(variables) / sizeof(*variables));
}

/* Columns, near enough: letters, not octets. */
static size_t columns(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			n++;
	return n;
}

/* One paragraph, broken between words, and an empty line. */
static void add_paragraph(struct buf *out, const char *text)
{
	size_t used = 0;

	while (*text) {
		size_t len = strcspn(text, " ");
		size_t wide = columns(text, len);

		if (used && used + 1 + wide > WIDTH) {
			(void)buf_addc(out, '\n');
			used = 0;
		} else if (used) {
			(void)buf_addc(out, ' ');
			used++;
		}
		(void)buf_add(out, text, len);
		used += wide;
		text += len;
		text += strspn(text, " ");
	}
	(void)buf_adds(out, "\n\n");
}

static void say(const struct notice *n, const struct notice_values *w,
	enum notice_text id, struct buf *out)
{
	struct buf text;

	buf_init(&text, NOTICE_MAX);
	fill(n, w, id, &text);
	if (buf_err(&text))
		out->failed = text.failed;
	add_paragraph(out, buf_text(&text));
	buf_free(&text);
}

static void say_recipient(const struct notice *n,
	const struct notice_recipient *r, struct buf *out)
{
	const char *article = refusal_article(n->language, r->reason);
	struct buf address, cited, ref;
	size_t len;
	const char *text = bare(r->address, &len);
	struct notice_variable variables[] = {
		{"recipient", NULL},
		{"reason", refusal_words(n->language, r->reason)},
		{"article", NULL},
		{"ref", NULL},
	};

	buf_init(&address, 2 * ADDRESS_SHOWN);
	buf_init(&cited, ADDRESS_SHOWN);
	buf_init(&ref, ADDRESS_SHOWN);
	(void)plain_add(&address, text, len, ADDRESS_SHOWN);
	if (*article)
		(void)buf_addf(&cited, " (%s)", article);
	(void)plain_adds(&ref, r->ref && *r->ref ? r->ref : "-", SUBJECT_SHOWN);
	variables[0].value = buf_text(&address);
	variables[2].value = buf_text(&cited);
	variables[3].value = buf_text(&ref);
	(void)notice_fill(out, notice_text(n->language, TEXT_RECIPIENT),
		variables, sizeof(variables) / sizeof(*variables));
	(void)buf_addc(out, '\n');
	buf_free(&address);
	buf_free(&cited);
	buf_free(&ref);
}

static void say_fate(const struct notice *n, const struct notice_values *w,
	enum notice_fate fate, struct buf *out)
{
	if (!has_fate(n, fate))
		return;
	say(n, w, fates[fate].words, out);
	for (size_t i = 0; i < n->recipients_len; i++)
		if (n->recipients[i].fate == fate)
			say_recipient(n, &n->recipients[i], out);
	(void)buf_addc(out, '\n');
	if (fate != FATE_HELD)
		return;
	if (n->until_utc != INSTANT_NONE)
		say(n, w, TEXT_HELD_UNTIL, out);
	say(n, w, TEXT_HOW_TO_ASK, out);
}

static void say_all(
	const struct notice *n, const struct notice_values *w, struct buf *out)
{
	say(n, w, TEXT_WHO, out);
	fill(n, w, TEXT_YOUR_MESSAGE, out); /* lines of its own */
	(void)buf_adds(out, "\n\n");
	for (unsigned fate = 0; fate < NOTICE_FATES; fate++)
		say_fate(n, w, (enum notice_fate)fate, out);
	if (n->rest_went_out)
		say(n, w, TEXT_REST_WENT_OUT, out);
	if (n->contact)
		say(n, w, TEXT_ASK, out);
	if (n->page)
		say(n, w, TEXT_PAGE, out);
}

/* The fate that cannot be undone is named first. */
static enum notice_text subject_of(const struct notice *n)
{
	if (has_fate(n, FATE_REFUSED))
		return TEXT_SUBJECT_REFUSED;
	if (has_fate(n, FATE_DELETED))
		return TEXT_SUBJECT_DELETED;
	if (has_fate(n, FATE_EXPIRED))
		return TEXT_SUBJECT_EXPIRED;
	return has_fate(n, FATE_HELD) ? TEXT_SUBJECT_HELD :
					TEXT_SUBJECT_RELEASED;
}

/* --------------------------------------------------- fields for programs */

/* RFC 6533 3: the form for seven bits, so that the report passes anywhere. */
static void add_xtext(struct buf *out, const char *text)
{
	while (*text) {
		gunichar c = g_utf8_get_char(text);

		if (c > 0x20 && c < 0x7f && !strchr("+=\\", (int)c))
			(void)buf_addc(out, (char)c);
		else
			(void)buf_addf(out, "\\x{%02X}", (unsigned)c);
		text = g_utf8_next_char(text);
	}
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static void add_final_recipient(struct buf *out, const char *address)
{
	struct buf shown;
	size_t len;
	const char *text = bare(address, &len);

	buf_init(&shown, 2 * ADDRESS_SHOWN);
	(void)plain_add(&shown, text, len, ADDRESS_SHOWN);
	if (is_ascii(buf_text(&shown))) {
		(void)buf_addf(
			out, "Final-Recipient: rfc822; %s\n", buf_text(&shown));
	} else {
		(void)buf_adds(out, "Final-Recipient: utf-8; ");
		add_xtext(out, buf_text(&shown));
		(void)buf_addc(out, '\n');
	}
	if (buf_err(&shown))
		out->failed = shown.failed;
	buf_free(&shown);
}

static const char *status_of(const struct notice_recipient *r)
{
	/* RFC 3463 3.2: a bad destination address is no question of policy. */
	if (r->fate == FATE_REFUSED && r->reason == REASON_BAD_ADDRESS)
		return "5.1.3";
	return fates[r->fate].status;
}

static void add_fields(const struct notice *n, const struct notice_recipient *r,
	struct buf *out)
{
	char date[COMPOSE_DATE_SIZE];

	(void)buf_addc(out, '\n');
	add_final_recipient(out, r->address);
	(void)buf_addf(out, "Action: %s\nStatus: %s\n", fates[r->fate].action,
		status_of(r));
	(void)buf_addf(out, "Diagnostic-Code: x-robinson; %s",
		refusal_name(r->reason));
	if (r->ref && *r->ref) {
		(void)buf_adds(out, " (");
		compose_token(out, r->ref);
		(void)buf_addc(out, ')');
	}
	(void)buf_addc(out, '\n');
	/* RFC 3464 2.3.9: only for a delayed message. */
	if (r->fate == FATE_HELD && n->until_utc != INSTANT_NONE) {
		compose_date(n->zone, n->until_utc, date);
		(void)buf_addf(out, "Will-Retry-Until: %s\n", date);
	}
}

static void add_status(const struct notice *n, struct buf *out)
{
	char date[COMPOSE_DATE_SIZE];

	(void)buf_adds(out, "Reporting-MTA: dns; ");
	compose_token(out, n->host);
	(void)buf_addc(out, '\n');
	if (n->arrived_utc != INSTANT_NONE) {
		compose_date(n->zone, n->arrived_utc, date);
		(void)buf_addf(out, "Arrival-Date: %s\n", date);
	}
	for (size_t i = 0; i < n->recipients_len; i++)
		add_fields(n, &n->recipients[i], out);
}

/* --------------------------------------------------------- the whole mail */

static void attach(GMimeMultipart *report, GMimePart *part)
{
	g_mime_multipart_add(report, GMIME_OBJECT(part));
	g_object_unref(part);
}

static GMimeMultipart *report_of(const struct notice *n,
	const struct buf *words, const struct buf *status,
	const struct buf *head, bool is_ascii_head)
{
	GMimeMultipart *report = g_mime_multipart_new_with_subtype("report");

	g_mime_object_set_content_type_parameter(
		GMIME_OBJECT(report), "report-type", "delivery-status");
	attach(report, compose_words(words, notice_language_tag(n->language)));
	attach(report, compose_part("message", "delivery-status", status));
	/* RFC 6533 4: a head that is not ASCII has a type of its own. */
	attach(report,
		is_ascii_head ?
			compose_part("text", "rfc822-headers", head) :
			compose_part("message", "global-headers", head));
	return report;
}

static void add_message_id(const struct notice *n, struct buf *out)
{
	compose_token(out, n->reference);
	(void)buf_addc(out, '.');
	compose_token(out, n->kind);
	(void)buf_addf(out, ".%lld.robinson@", (long long)n->now_utc);
	compose_token(out, n->host);
}

static enum err compose(const struct notice *n, const struct notice_values *w,
	GMimeMultipart *report, struct buf *out)
{
	struct buf subject, id, to;
	struct compose_head head = {.zone = n->zone,
		.from = n->from,
		/* RFC 3834 5: the answer to one message. */
		.auto_submitted = "auto-replied",
		.now_utc = n->now_utc};
	size_t len;
	const char *text = bare(n->to, &len);
	enum err e;

	buf_init(&subject, 2 * ADDRESS_SHOWN);
	buf_init(&id, 4 * ADDRESS_SHOWN);
	buf_init(&to, 4 * ADDRESS_SHOWN);
	fill(n, w, subject_of(n), &subject);
	add_message_id(n, &id);
	(void)buf_add(&to, text, len);
	head.subject = buf_text(&subject);
	head.message_id = buf_text(&id);
	head.to = buf_text(&to);
	e = buf_err(&subject);
	if (!e)
		e = buf_err(&id);
	if (!e)
		e = buf_err(&to);
	if (!e)
		e = compose_message(&head, GMIME_OBJECT(report), out);
	buf_free(&subject);
	buf_free(&id);
	buf_free(&to);
	return e;
}

enum err notice_compose(const struct notice *n, struct buf *out)
{
	GMimeMultipart *report;
	struct buf text, status, head;
	struct notice_values w;
	bool is_ascii_head;
	enum err e;

	gmime_begin();
	buf_init(&text, NOTICE_MAX);
	buf_init(&status, NOTICE_MAX);
	buf_init(&head, NOTICE_MAX);
	notice_values_make(n, &w);
	say_all(n, &w, &text);
	add_status(n, &status);
	e = plain_add_head(&head, n->head, n->head_len, &is_ascii_head);
	if (!e)
		e = buf_err(&text);
	if (!e)
		e = buf_err(&status);
	if (!e) {
		report = report_of(n, &text, &status, &head, is_ascii_head);
		e = compose(n, &w, report, out);
		g_object_unref(report);
	}
	notice_values_free(&w);
	buf_free(&text);
	buf_free(&status);
	buf_free(&head);
	return e;
}
