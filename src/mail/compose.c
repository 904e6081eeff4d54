/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/compose_private.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* RFC 5322 2.1.1: a line of a mail, without its CRLF. */
#define LINE_MAX_OCTETS 998
#define MAILBOX_MAX 400

void compose_date(
	const struct zone *zone, int64_t utc, char date_r[COMPOSE_DATE_SIZE])
{
	static const char days[][4] = {
		"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil c;
	int offset = zone_offset(zone, utc) / 60;
	int east = offset < 0 ? -offset : offset;
	int64_t day;

	zone_to_civil(zone, utc, &c);
	day = civil_days(c.year, c.month, c.day) % 7; /* day 0: a Thursday */
	snprintf(date_r, COMPOSE_DATE_SIZE,
		"%s, %d %s %04d %02d:%02d:%02d %c%02d%02d", days[(day + 7) % 7],
		c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second,
		offset < 0 ? '-' : '+', east / 60, east % 60);
}

void compose_token(struct buf *out, const char *text)
{
	for (; *text; text++)
		if (g_ascii_isalnum(*text) || *text == '.' || *text == '-')
			(void)buf_addc(out, *text);
}

/* An address that could end the header or begin another mailbox is refused. */
static bool is_mailbox(const char *address)
{
	const char *at = strrchr(address, '@');
	bool is_quoted = address[0] == '"';

	if (!at || at == address || !at[1] || strlen(address) > MAILBOX_MAX ||
		!g_utf8_validate(address, -1, NULL))
		return false;
	if (is_quoted && (at - address < 2 || at[-1] != '"'))
		return false;
	for (const char *c = address; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
		if (is_quoted && c < at)
			continue;
		/* In a domain ":" and brackets are an address literal's. */
		if (strchr(c < at ? " ,;:()<>\\\"[]@" : " ,;()<>\\\"", *c))
			return false;
	}
	return true;
}

static void put(GMimeMessage *m, const char *name, const char *value)
{
	g_mime_object_append_header(GMIME_OBJECT(m), name, value, NULL);
}

/* Raw, because GMime would encode an address that is not ASCII, and an
 * address may not be an encoded word (RFC 2047 5). */
static void put_mailbox(struct buf *out, const char *name, const char *address)
{
	(void)buf_addf(out, "%s: <%s>\r\n", name, address);
}

static enum err write_out(GMimeMessage *m, struct buf *out)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *octets;

	g_mime_format_options_set_newline_format(
		options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(GMIME_OBJECT(m), options, stream);
	octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	(void)buf_add(out, octets->data, octets->len);
	g_object_unref(stream);
	g_mime_format_options_free(options);
	return buf_err(out);
}

enum err compose_message(
	const struct compose_head *head, GMimeObject *body, struct buf *out)
{
	char date[COMPOSE_DATE_SIZE];
	GMimeMessage *m;
	struct buf id, answered;
	enum err e;

	if (!is_mailbox(head->from) || !is_mailbox(head->to))
		return ERR_INVALID;
	put_mailbox(out, "From", head->from);
	put_mailbox(out, "To", head->to);
	compose_date(head->zone, head->now_utc, date);
	buf_init(&id, LINE_MAX_OCTETS);
	buf_init(&answered, LINE_MAX_OCTETS);
	(void)buf_addf(&id, "<%s>", head->message_id);
	m = g_mime_message_new(FALSE);
	g_mime_message_set_subject(m, head->subject, "utf-8");
	put(m, "Date", date);
	put(m, "Message-ID", buf_text(&id));
	if (head->in_reply_to) {
		(void)buf_addf(&answered, "<%s>", head->in_reply_to);
		put(m, "In-Reply-To", buf_text(&answered));
		put(m, "References", buf_text(&answered));
	}
	put(m, "Auto-Submitted", head->auto_submitted);
	/* Without it, Exchange and others send automatic replies to it. */
	put(m, "X-Auto-Response-Suppress", "All");
	g_mime_message_set_mime_part(m, body);
	e = buf_err(&id);
	if (!e)
		e = buf_err(&answered);
	if (!e)
		e = write_out(m, out);
	g_object_unref(m);
	buf_free(&id);
	buf_free(&answered);
	return e;
}

static bool is_seven_bit(const struct buf *text)
{
	size_t line = 0;

	for (size_t i = 0; i < text->len; i++) {
		line = text->data[i] == '\n' ? 0 : line + 1;
		if ((unsigned char)text->data[i] >= 0x80 ||
			line > LINE_MAX_OCTETS)
			return false;
	}
	return true;
}

GMimePart *compose_part(
	const char *type, const char *subtype, const struct buf *text)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	GMimeStream *stream =
		g_mime_stream_mem_new_with_buffer(buf_text(text), text->len);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(
		stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part,
		is_seven_bit(text) ? GMIME_CONTENT_ENCODING_7BIT :
				     GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_object_unref(content);
	g_object_unref(stream);
	return part;
}

GMimePart *compose_words(const struct buf *text, const char *language_tag)
{
	GMimePart *part = compose_part("text", "plain", text);

	g_mime_object_set_content_type_parameter(
		GMIME_OBJECT(part), "charset", "utf-8");
	g_mime_object_append_header(
		GMIME_OBJECT(part), "Content-Language", language_tag, NULL);
	return part;
}
