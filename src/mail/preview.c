/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/preview.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mail/gmime_begin_private.h"
#include "mail/html_text_private.h"
#include "mail/plain.h"
#include "mail/preview_private.h"

#define LINE_MAX_LEN 1000
#define NAME_MAX_LEN 200
/* Of one text part; the raw message has all of it. */
#define TEXT_MAX_LEN ((size_t)256 * 1024)
/* What is looked at of a page, and how long its lines become. */
#define PAGE_MAX_LEN ((size_t)4 << 20)
#define FOLD_AT 76

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
	struct buf others;
	GMimePart *plain, *html; /* the first of each; NULL: none */
};

void preview_add_lines(
	struct buf *out, const char *text, size_t len, size_t line_max)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		size_t shown = line;

		if (shown && text[shown - 1] == '\r')
			shown--;
		(void)plain_add(out, text, shown, line_max);
		(void)buf_addc(out, '\n');
		line += end != NULL;
		text += line;
		len -= line;
	}
}

static void add_text(struct buf *out, const char *text)
{
	size_t len = strlen(text);

	preview_add_lines(out, text, len > TEXT_MAX_LEN ? TEXT_MAX_LEN : len,
		LINE_MAX_LEN);
	if (len > TEXT_MAX_LEN)
		(void)buf_adds(out, "[cut here]\n");
}

/* Words up to the end of the line, one blank between them, no blank line. */
static const char *fold_line(struct buf *out, const char *text)
{
	size_t column = 0;

	for (;;) {
		size_t len;

		text += strspn(text, " \t\r");
		len = strcspn(text, " \t\r\n");
		if (len == 0)
			break;
		if (column > 0)
			(void)buf_addc(
				out, column + len > FOLD_AT ? '\n' : ' ');
		column = column + len > FOLD_AT ? len : column + len + 1;
		(void)buf_add(out, text, len);
		text += len;
	}
	if (column > 0)
		(void)buf_addc(out, '\n');
	return *text ? text + 1 : text;
}

bool preview_add_page(struct buf *out, const char *html, size_t page_max)
{
	size_t len = strlen(html);
	struct buf words;
	const char *at;

	buf_init(&words, PAGE_MAX_LEN);
	(void)html_text_add_lines(
		&words, html, len > page_max ? page_max : len, CSS_VIEW_SHEET);
	for (at = buf_text(&words); *at;)
		at = fold_line(out, at);
	buf_free(&words);
	return out->len > 0;
}

static void add_page(struct buf *out, const char *html)
{
	struct buf lines;

	buf_init(&lines, PAGE_MAX_LEN);
	(void)buf_adds(out,
		preview_add_page(&lines, html, PAGE_MAX_LEN) ?
			"[no plain text; what is to be read of the HTML:]\n\n" :
			"[no plain text, and nothing is to be read of the "
			"HTML]\n");
	add_text(out, buf_text(&lines));
	buf_free(&lines);
}

char *preview_text_of(GMimePart *part)
{
	char *text =
		part ? g_mime_text_part_get_text(GMIME_TEXT_PART(part)) : NULL;

	return text ? text : g_strdup("");
}

static bool is_blank(const char *text)
{
	return !text[strspn(text, " \t\r\n")];
}

/* Plain text, or what a reader of the page sees. */
static void add_words(struct buf *out, const struct walk *w)
{
	char *plain = preview_text_of(w->plain),
	     *html = preview_text_of(w->html);

	if (!is_blank(plain) || (w->plain && !w->html))
		add_text(out, plain);
	else if (w->html)
		add_page(out, html);
	else
		(void)buf_adds(out, "[no part of plain text]\n");
	g_free(plain);
	g_free(html);
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

static gint64 size_of_message(GMimeObject *object)
{
	GMimeStream *null = g_mime_stream_null_new();
	gssize len = g_mime_object_write_content_to_stream(object, NULL, null);

	g_object_unref(null);
	return len < 0 ? 0 : len;
}

/* A forwarded message has a subject, if not a name. */
static const char *name_of_message(GMimeObject *object)
{
	const char *name = g_mime_object_get_content_disposition_parameter(
		object, "filename");
	GMimeMessage *message =
		g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));

	return name || !message ? name : g_mime_message_get_subject(message);
}

const char *preview_name_of(GMimeObject *object)
{
	if (GMIME_IS_PART(object))
		return g_mime_part_get_filename(GMIME_PART(object));
	return GMIME_IS_MESSAGE_PART(object) ? name_of_message(object) : NULL;
}

int64_t preview_size_of(GMimeObject *object)
{
	if (GMIME_IS_PART(object))
		return size_of(GMIME_PART(object));
	return GMIME_IS_MESSAGE_PART(object) ? size_of_message(object) : 0;
}

static void add_other(struct walk *w, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	char *mime = type ? g_mime_content_type_get_mime_type(type) : NULL;
	const char *name = preview_name_of(object);

	(void)buf_adds(&w->others, "  ");
	(void)plain_adds(
		&w->others, name ? name : "(without a name)", NAME_MAX_LEN);
	(void)buf_adds(&w->others, ", ");
	(void)plain_adds(&w->others, mime ? mime : "unknown", NAME_MAX_LEN);
	(void)buf_addf(&w->others, ", %lld octets\n",
		(long long)preview_size_of(object));
	g_free(mime);
}

bool preview_is_words(GMimeObject *part, const char *subtype)
{
	return GMIME_IS_TEXT_PART(part) &&
		g_mime_content_type_is_type(
			g_mime_object_get_content_type(part), "text",
			subtype) &&
		!g_mime_part_is_attachment(GMIME_PART(part));
}

static void take_part(GMimeObject *parent, GMimeObject *part, gpointer arg)
{
	struct walk *w = arg;

	(void)parent;
	if (GMIME_IS_MULTIPART(part))
		return;
	if (!w->plain && preview_is_words(part, "plain")) {
		w->plain = GMIME_PART(part);
		return;
	}
	if (!w->html && preview_is_words(part, "html"))
		w->html = GMIME_PART(part);
	add_other(w, part);
}

static void add_parts(GMimeMessage *message, struct buf *out)
{
	struct walk w = {.plain = NULL};
	GMimeObject *root = g_mime_message_get_mime_part(message);

	buf_init(&w.others, out->max_len);
	if (root && GMIME_IS_MULTIPART(root))
		g_mime_multipart_foreach(GMIME_MULTIPART(root), take_part, &w);
	else if (root)
		take_part(NULL, root, &w);
	add_words(out, &w);
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
