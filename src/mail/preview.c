/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/preview.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mail/gmime_begin_private.h"
#include "mail/plain.h"

#define LINE_MAX_LEN 1000
#define NAME_MAX_LEN 200
/* Of one text part; the raw message has all of it. */
#define TEXT_MAX_LEN ((size_t)256 * 1024)

enum err preview_value(const char *raw, size_t max_len, struct buf *out)
{
	char *unfolded, *decoded;
	enum err e;

	gmime_begin();
	unfolded = g_strdup(raw);
	g_strstrip(g_strdelimit(unfolded, "\r\n\t", ' '));
	decoded = g_mime_utils_header_decode_text(NULL, unfolded);
	e = plain_adds(out, decoded ? decoded : unfolded, max_len);
	g_free(decoded);
	g_free(unfolded);
	return e;
}

static void add_headers(GMimeObject *message, struct buf *out)
{
	static const char *const names[] = {"From", "Sender", "Reply-To", "To",
		"Cc", "Date", "Subject", "Message-ID"};
	GMimeHeaderList *list = g_mime_object_get_header_list(message);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		GMimeHeader *header =
			g_mime_header_list_get_header(list, names[i]);
		const char *raw =
			header ? g_mime_header_get_raw_value(header) : NULL;

		if (!raw)
			continue;
		(void)buf_addf(out, "%s: ", names[i]);
		(void)preview_value(raw, LINE_MAX_LEN, out);
		(void)buf_addc(out, '\n');
	}
}

/* ----------------------------------------------------------------- parts */

struct walk {
	struct buf *out;
	struct buf others;
	bool has_text;
};

static void add_lines(struct buf *out, const char *text, size_t len)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		size_t shown = line;

		if (shown && text[shown - 1] == '\r')
			shown--;
		(void)plain_add(out, text, shown, LINE_MAX_LEN);
		(void)buf_addc(out, '\n');
		line += end != NULL;
		text += line;
		len -= line;
	}
}

static void add_text(struct walk *w, GMimePart *part)
{
	char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	size_t len = text ? strlen(text) : 0;

	w->has_text = true;
	add_lines(w->out, text, len > TEXT_MAX_LEN ? TEXT_MAX_LEN : len);
	if (len > TEXT_MAX_LEN)
		(void)buf_adds(w->out, "[cut here]\n");
	g_free(text);
}

static gint64 size_of(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *null = g_mime_stream_null_new();
	gssize len = content ?
		g_mime_data_wrapper_write_to_stream(content, null) :
		0;

	g_object_unref(null);
	return len < 0 ? 0 : len;
}

static void add_other(struct walk *w, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	char *mime = type ? g_mime_content_type_get_mime_type(type) : NULL;
	const char *name = NULL;
	gint64 size = 0;

	if (GMIME_IS_PART(object)) {
		name = g_mime_part_get_filename(GMIME_PART(object));
		size = size_of(GMIME_PART(object));
	}
	(void)buf_adds(&w->others, "  ");
	(void)plain_adds(
		&w->others, name ? name : "(without a name)", NAME_MAX_LEN);
	(void)buf_adds(&w->others, ", ");
	(void)plain_adds(&w->others, mime ? mime : "unknown", NAME_MAX_LEN);
	(void)buf_addf(&w->others, ", %lld octets\n", (long long)size);
	g_free(mime);
}

static void take_part(GMimeObject *parent, GMimeObject *part, gpointer arg)
{
	struct walk *w = arg;
	GMimeContentType *type = g_mime_object_get_content_type(part);

	(void)parent;
	if (GMIME_IS_MULTIPART(part))
		return;
	if (!w->has_text && GMIME_IS_TEXT_PART(part) &&
		g_mime_content_type_is_type(type, "text", "plain") &&
		!g_mime_part_is_attachment(GMIME_PART(part)))
		add_text(w, GMIME_PART(part));
	else
		add_other(w, part);
}

static void add_parts(GMimeMessage *message, struct buf *out)
{
	struct walk w = {.out = out};
	GMimeObject *root = g_mime_message_get_mime_part(message);

	buf_init(&w.others, out->max_len);
	if (root && GMIME_IS_MULTIPART(root))
		g_mime_multipart_foreach(GMIME_MULTIPART(root), take_part, &w);
	else if (root)
		take_part(NULL, root, &w);
	if (!w.has_text)
		(void)buf_adds(out, "[no part of plain text]\n");
	if (w.others.len > 0)
		(void)buf_addf(out, "\nother parts:\n%s", buf_text(&w.others));
	buf_free(&w.others);
}

enum err preview_message(const void *message, size_t len, struct buf *out)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *parsed;

	gmime_begin();
	stream = g_mime_stream_mem_new_with_buffer(message, len);
	parser = g_mime_parser_new_with_stream(stream);
	parsed = g_mime_parser_construct_message(parser, NULL);
	if (parsed) {
		add_headers(GMIME_OBJECT(parsed), out);
		(void)buf_addc(out, '\n');
		add_parts(parsed, out);
		g_object_unref(parsed);
	} else {
		(void)buf_adds(out, "[not to be read as a message]\n");
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return buf_err(out);
}
