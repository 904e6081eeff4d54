/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/preview_parts.h"

#include <stdlib.h>
#include <string.h>

#include "mail/gmime_begin_private.h"
#include "mail/html_reference_private.h"
#include "mail/html_tag_private.h"
#include "mail/plain.h"
#include "mail/preview.h"
#include "mail/preview_private.h"

#define NAME_MAX_LEN 200
#define PAGE_MAX ((size_t)1 << 20)
/* A question mark may become three octets. */
#define LINE_ROOM (3 * PREVIEW_LINE_MAX + 1)

struct reading {
	struct preview_parts *parts;
	GMimePart *plain, *html; /* the first of each; NULL: none */
	enum err e;
};

/* ------------------------------------------------------------------- lists */

static void list_add(
	struct reading *r, struct preview_list *list, const struct buf *text)
{
	char *copy;

	if (list->len == PREVIEW_LIST_MAX) {
		list->has_more = true;
		return;
	}
	copy = strdup(buf_text(text));
	if (!copy)
		r->e = ERR_NOMEM;
	else
		list->items[list->len++] = copy;
}

static void list_free(struct preview_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->items[i]);
	list->len = 0;
}

static bool list_has(const struct preview_list *list, const char *text)
{
	for (size_t i = 0; i < list->len; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

/* One line, harmless, decoded where it is a header's value. */
static void list_add_line(struct reading *r, struct preview_list *list,
	const char *text, bool is_value, size_t max_len)
{
	struct buf line;

	buf_init(&line, LINE_ROOM);
	if (is_value)
		(void)preview_value(text, max_len, &line);
	else
		(void)plain_adds(&line, text, max_len);
	list_add(r, list, &line);
	buf_free(&line);
}

/* ----------------------------------------------------------------- headers */

static void take_headers(struct reading *r, GMimeObject *message)
{
	static const char *const names[] = {"From", "Sender", "Reply-To", "To",
		"Cc", "Date", "Subject", "Message-ID", "List-Unsubscribe",
		NULL};
	GMimeHeaderList *list = g_mime_object_get_header_list(message);
	struct preview_list *headers = &r->parts->headers;

	for (size_t i = 0; names[i]; i++) {
		GMimeHeader *header =
			g_mime_header_list_get_header(list, names[i]);
		const char *raw =
			header ? g_mime_header_get_raw_value(header) : NULL;

		if (!raw)
			continue;
		list_add_line(r, headers, names[i], false, NAME_MAX_LEN);
		list_add_line(r, headers, raw, true, PREVIEW_LINE_MAX);
	}
}

/* ------------------------------------------------------------------- links */

static void take_link(struct reading *r, struct css_text target)
{
	const char *at = target.at, *end = target.at + target.len;
	struct preview_list *links = &r->parts->links;
	struct buf text, line;

	buf_init(&text, PREVIEW_LINE_MAX);
	buf_init(&line, LINE_ROOM);
	while (at < end && !buf_err(&text)) {
		const char *reference = memchr(at, '&', (size_t)(end - at));
		const char *to = reference ? reference : end;

		(void)buf_add(&text, at, (size_t)(to - at));
		at = reference ? html_reference_add(&text, to + 1, end) : end;
	}
	(void)plain_adds(&line, buf_text(&text), PREVIEW_LINE_MAX);
	/* A place in the page itself is none. */
	if (line.len > 0 && buf_text(&line)[0] != '#' &&
		!list_has(links, buf_text(&line)))
		list_add(r, links, &line);
	buf_free(&text);
	buf_free(&line);
}

static void take_links(struct reading *r, const char *html, size_t len)
{
	const char *end = html + len, *at = html;
	struct html_tag tag;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
		at++;
		if (at == end || !g_ascii_isalpha(*at))
			continue;
		at = html_tag_read(at, end, &tag);
		if (tag.href.at &&
			(css_is(tag.name, "a") || css_is(tag.name, "area")))
			take_link(r, tag.href);
	}
}

/* ------------------------------------------------------------------- words */

/* What fits, in whole lines' sense of preview_add_lines(). */
static void take_words(struct reading *r)
{
	struct preview_parts *p = r->parts;
	char *plain = preview_text_of(r->plain);
	char *html = preview_text_of(r->html);
	size_t len = strlen(plain), html_len = strlen(html);
	struct buf lines;

	p->has_text = r->plain;
	p->has_page = r->html;
	buf_init(&lines, PAGE_MAX);
	p->is_text_cut = len > PREVIEW_TEXT_MAX / 3;
	preview_add_lines(&p->text, plain,
		p->is_text_cut ? PREVIEW_TEXT_MAX / 3 : len, PREVIEW_TEXT_MAX);
	(void)preview_add_page(&lines, html, PAGE_MAX);
	p->is_page_cut =
		lines.len > PREVIEW_TEXT_MAX / 3 || html_len > PAGE_MAX;
	preview_add_lines(&p->page, buf_text(&lines),
		lines.len > PREVIEW_TEXT_MAX / 3 ? PREVIEW_TEXT_MAX / 3 :
						   lines.len,
		PREVIEW_TEXT_MAX);
	take_links(r, html, html_len > PAGE_MAX ? PAGE_MAX : html_len);
	buf_free(&lines);
	g_free(plain);
	g_free(html);
}

/* ------------------------------------------------------------------- parts */

static void take_other(struct reading *r, GMimeObject *part)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	char *mime = type ? g_mime_content_type_get_mime_type(type) : NULL;
	const char *name = preview_name_of(part);
	struct preview_parts *p = r->parts;

	if (p->names.len < PREVIEW_LIST_MAX)
		p->sizes[p->names.len] = preview_size_of(part);
	list_add_line(r, &p->names, name ? name : "", false, NAME_MAX_LEN);
	list_add_line(r, &p->types, mime ? mime : "", false, NAME_MAX_LEN);
	g_free(mime);
}

static void take_part(GMimeObject *parent, GMimeObject *part, gpointer arg)
{
	struct reading *r = arg;

	(void)parent;
	if (GMIME_IS_MULTIPART(part))
		return;
	if (!r->plain && preview_is_words(part, "plain"))
		r->plain = GMIME_PART(part);
	else if (!r->html && preview_is_words(part, "html"))
		r->html = GMIME_PART(part);
	else
		take_other(r, part);
}

static void take_message(struct reading *r, GMimeMessage *message)
{
	GMimeObject *root = g_mime_message_get_mime_part(message);

	take_headers(r, GMIME_OBJECT(message));
	if (root && GMIME_IS_MULTIPART(root))
		g_mime_multipart_foreach(GMIME_MULTIPART(root), take_part, r);
	else if (root)
		take_part(NULL, root, r);
	take_words(r);
}

enum err preview_parts_read(
	const char *message, size_t len, struct preview_parts *parts_r)
{
	struct reading r = {.parts = parts_r};
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *parsed;

	*parts_r = (struct preview_parts){.has_text = false};
	buf_init(&parts_r->text, PREVIEW_TEXT_MAX);
	buf_init(&parts_r->page, PREVIEW_TEXT_MAX);
	gmime_begin();
	stream = g_mime_stream_mem_new_with_buffer(message, len);
	parser = g_mime_parser_new_with_stream(stream);
	parsed = g_mime_parser_construct_message(parser, NULL);
	if (parsed) {
		take_message(&r, parsed);
		g_object_unref(parsed);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	/* A line of nothing but question marks grows; the begin is there. */
	parts_r->is_text_cut |= buf_err(&parts_r->text) == ERR_LIMIT;
	parts_r->is_page_cut |= buf_err(&parts_r->page) == ERR_LIMIT;
	if (!r.e &&
		(buf_err(&parts_r->text) == ERR_NOMEM ||
			buf_err(&parts_r->page) == ERR_NOMEM))
		r.e = ERR_NOMEM;
	if (r.e)
		preview_parts_free(parts_r);
	return r.e;
}

void preview_parts_free(struct preview_parts *parts)
{
	list_free(&parts->headers);
	list_free(&parts->links);
	list_free(&parts->names);
	list_free(&parts->types);
	buf_free(&parts->text);
	buf_free(&parts->page);
}
