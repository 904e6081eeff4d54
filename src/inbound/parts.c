/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inbound/parts.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

#define CHARSETS_MAX 40

/* Kept open for the life of the process: a table stays loaded as long as
 * somebody uses it. */
static iconv_t tables[CHARSETS_MAX];

/* Keeps GLib from printing its warnings. */
static void say_nothing(const gchar *domain, GLogLevelFlags level,
	const gchar *text, gpointer arg)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)arg;
}

void parts_begin(void)
{
	static const char *const names[] = {"ISO-8859-1", "ISO-8859-2",
		"ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-7",
		"ISO-8859-9", "ISO-8859-13", "ISO-8859-15", "ISO-8859-16",
		"CP1250", "CP1251", "CP1252", "CP1253", "CP1254", "CP1257",
		"KOI8-R", "KOI8-U", "IBM852", "UTF-7", "UTF-16", "UTF-16LE",
		"UTF-16BE", "UTF-32", "ISO-2022-JP", "SHIFT_JIS", "EUC-JP",
		"GB2312", "GBK", "GB18030", "BIG5", "EUC-KR", "US-ASCII"};

	(void)g_log_set_default_handler(say_nothing, NULL);
	g_mime_init();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		tables[i] = iconv_open("UTF-8", names[i]);
}

static gboolean is_type(GMimeObject *part, const char *type, const char *sub)
{
	GMimeContentType *is = g_mime_object_get_content_type(part);

	return is && g_mime_content_type_is_type(is, type, sub);
}

static void keep_first(GMimeObject **place, GMimeObject *part)
{
	if (!*place)
		*place = part;
}

static void take_leaf(struct parts *p, GMimeObject *part)
{
	GMimeContentDisposition *d =
		g_mime_object_get_content_disposition(part);
	const char *kind =
		d ? g_mime_content_disposition_get_disposition(d) : NULL;

	if (is_type(part, "message", "delivery-status") ||
		is_type(part, "message", "global-delivery-status"))
		keep_first(&p->delivery, part);
	else if (is_type(part, "message", "feedback-report"))
		keep_first(&p->feedback, part);
	else if (is_type(part, "message", "disposition-notification") ||
		is_type(part, "message", "global-disposition-notification"))
		keep_first(&p->receipt, part);
	else if (GMIME_IS_MESSAGE_PART(part) ||
		is_type(part, "text", "rfc822-headers") ||
		is_type(part, "message", "global-headers"))
		keep_first(&p->returned, part);
	else if (kind && strcasecmp(kind, "attachment") == 0)
		return;
	else if (is_type(part, "text", "plain"))
		keep_first(&p->plain, part);
	else if (is_type(part, "text", "html"))
		keep_first(&p->html, part);
}

static void take(struct parts *p, GMimeObject *part, unsigned depth)
{
	GMimeMultipart *several;

	if (!part || depth > PARTS_DEPTH_MAX || p->count++ >= PARTS_COUNT_MAX)
		return;
	if (!GMIME_IS_MULTIPART(part)) {
		take_leaf(p, part);
		return;
	}
	several = GMIME_MULTIPART(part);
	for (int i = 0; i < g_mime_multipart_get_count(several); i++)
		take(p, g_mime_multipart_get_part(several, i), depth + 1);
}

bool parts_are_bounded(const char *text)
{
	static const char *const marks[] = {
		"boundary", "multipart/", "message/"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		unsigned n = 0;

		for (const char *at = text; (at = strcasestr(at, marks[i]));
			at++)
			if (++n > PARTS_COUNT_MAX)
				return false;
	}
	return true;
}

static GByteArray *whole(const struct inbound_question *q)
{
	GByteArray *bytes = g_byte_array_new();
	size_t head_len = strlen(q->head), body_len = strlen(q->body);

	while (head_len > 0 && strchr("\r\n", q->head[head_len - 1]))
		head_len--;
	g_byte_array_append(bytes, (const guint8 *)q->head, (guint)head_len);
	g_byte_array_append(bytes, (const guint8 *)"\n\n", 2);
	if (parts_are_bounded(q->body))
		g_byte_array_append(
			bytes, (const guint8 *)q->body, (guint)body_len);
	return bytes;
}

enum err parts_parse(const struct inbound_question *q, struct parts *parts_r)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(whole(q));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	*parts_r = (struct parts){
		.message = g_mime_parser_construct_message(parser, NULL)};
	if (parts_r->message)
		take(parts_r, g_mime_message_get_mime_part(parts_r->message),
			0);
	g_object_unref(parser);
	g_object_unref(stream);
	return ERR_OK;
}

void parts_inner(GMimeObject *returned, struct parts *inner_r)
{
	GMimeMessage *message = returned && GMIME_IS_MESSAGE_PART(returned) ?
		g_mime_message_part_get_message(GMIME_MESSAGE_PART(returned)) :
		NULL;

	*inner_r = (struct parts){.message = NULL};
	if (message)
		take(inner_r, g_mime_message_get_mime_part(message), 0);
}

void parts_free(struct parts *parts)
{
	if (parts->message)
		g_object_unref(parts->message);
	*parts = (struct parts){0};
}

char *parts_octets(GMimeObject *part, size_t *len_r)
{
	GMimeDataWrapper *content = GMIME_IS_PART(part) ?
		g_mime_part_get_content(GMIME_PART(part)) :
		NULL;
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *stream;

	if (!content) {
		g_byte_array_free(bytes, TRUE);
		*len_r = 0;
		return g_strdup("");
	}
	stream = g_mime_stream_mem_new();
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), bytes);
	g_mime_data_wrapper_write_to_stream(content, stream);
	g_object_unref(stream);
	*len_r = bytes->len;
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	return (char *)g_byte_array_free(bytes, FALSE);
}

static char *valid(char *text)
{
	char *made = text ? g_utf8_make_valid(text, -1) : g_strdup("");

	g_free(text);
	return made;
}

char *parts_text(GMimeObject *part)
{
	size_t len;

	if (GMIME_IS_TEXT_PART(part))
		return valid(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
	return valid(parts_octets(part, &len));
}

char *parts_head(GMimeObject *returned)
{
	GMimeMessage *message;
	size_t len;

	if (returned && !GMIME_IS_MESSAGE_PART(returned))
		return parts_octets(returned, &len);
	message = returned ?
		g_mime_message_part_get_message(GMIME_MESSAGE_PART(returned)) :
		NULL;
	return message ?
		g_mime_object_get_headers(GMIME_OBJECT(message), NULL) :
		g_strdup("");
}

char *parts_words(const char *value)
{
	return valid(g_mime_utils_header_decode_text(NULL, value));
}
