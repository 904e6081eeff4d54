/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice_scan.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/comparable.h"
#include "mail/gmime_begin.h"
#include "mail/html_text.h"

#define HEAD_MAX ((size_t)64 * 1024)
#define TEXTS_MAX (4 * NOTICE_SCAN_MAX)
#define FIRST_LOOK ((size_t)64 * 1024)
#define DEPTH_MAX 16 /* of parts in parts */

void notice_scan_init(struct notice_scan *n)
{
	*n = (struct notice_scan){.look_at = FIRST_LOOK};
	buf_init(&n->message, HEAD_MAX + NOTICE_SCAN_MAX + 2);
	buf_init(&n->texts, TEXTS_MAX);
}

/* What was large is given back: most connections are idle. */
void notice_scan_reset(struct notice_scan *n)
{
	buf_free(&n->message);
	buf_free(&n->texts);
	n->body_len = 0;
	n->look_at = FIRST_LOOK;
	n->has_texts = false;
}

void notice_scan_free(struct notice_scan *n)
{
	buf_free(&n->message);
	buf_free(&n->texts);
	matcher_free(&n->matcher);
}

bool notice_scan_wants_header(const char *name)
{
	return strcasecmp(name, "Content-Type") == 0 ||
		strcasecmp(name, "Content-Transfer-Encoding") == 0;
}

/* One too long to be kept says nothing that could be trusted. */
void notice_scan_header(
	struct notice_scan *n, const char *name, const char *value)
{
	if (n->message.len + strlen(name) + strlen(value) + 4 <= HEAD_MAX)
		(void)buf_addf(&n->message, "%s: %s\r\n", name, value);
}

bool notice_scan_body(
	struct notice_scan *n, const void *bytes, size_t len, bool *is_due_r)
{
	size_t room = NOTICE_SCAN_MAX - n->body_len;

	*is_due_r = false;
	if (n->body_len == 0)
		(void)buf_adds(&n->message, "\r\n");
	len = len < room ? len : room;
	(void)buf_add(&n->message, bytes, len);
	n->body_len += len;
	if (n->body_len >= n->look_at) {
		n->look_at *= 4;
		*is_due_r = true;
	}
	return n->body_len < NOTICE_SCAN_MAX;
}

/* ----------------------------------------------------------------- texts */

/* As it is compared, each run of blanks and line ends one blank: so a notice
 * is found however its lines were broken. */
static void add_words(struct buf *out, const char *text)
{
	char *composed = NULL;
	bool is_blank = true;

	if (comparable_make(text, strlen(text), &composed))
		out->failed = ERR_NOMEM;
	for (const char *at = composed; at && *at; at = g_utf8_next_char(at)) {
		if (!g_unichar_isspace(g_utf8_get_char(at))) {
			(void)buf_add(
				out, at, (size_t)(g_utf8_next_char(at) - at));
			is_blank = false;
		} else if (!is_blank) {
			(void)buf_addc(out, ' ');
			is_blank = true;
		}
	}
	free(composed);
}

static void take_text(struct notice_scan *n, GMimePart *part)
{
	GMimeContentType *type =
		g_mime_object_get_content_type(GMIME_OBJECT(part));
	char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
	struct buf words;

	buf_init(&words, TEXTS_MAX);
	if (valid && g_mime_content_type_is_type(type, "text", "html"))
		(void)html_text_add(&words, valid, strlen(valid));
	else if (valid && g_mime_content_type_is_type(type, "text", "plain"))
		(void)buf_adds(&words, valid);
	if (words.len > 0) {
		add_words(&n->texts, buf_text(&words));
		(void)buf_addc(&n->texts, '\0');
	}
	buf_free(&words);
	g_free(valid);
	g_free(text);
}

static void take_part(struct notice_scan *n, GMimeObject *part, int depth)
{
	if (GMIME_IS_MULTIPART(part) && depth < DEPTH_MAX) {
		GMimeMultipart *parts = GMIME_MULTIPART(part);

		for (int i = 0; i < g_mime_multipart_get_count(parts); i++)
			take_part(n, g_mime_multipart_get_part(parts, i),
				depth + 1);
	} else if (GMIME_IS_TEXT_PART(part) &&
		!g_mime_part_is_attachment(GMIME_PART(part))) {
		take_text(n, GMIME_PART(part));
	}
}

static void read_texts(struct notice_scan *n)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeObject *root;

	gmime_begin();
	buf_reset(&n->texts);
	stream = g_mime_stream_mem_new_with_buffer(
		buf_text(&n->message), n->message.len);
	parser = g_mime_parser_new_with_stream(stream);
	root = g_mime_parser_construct_part(parser, NULL);
	if (root) {
		take_part(n, root, 0);
		g_object_unref(root);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	n->has_texts = true;
	n->texts_of = n->body_len;
}

enum err notice_scan_find(struct notice_scan *n,
	const struct settings_header *notice, bool *found_r)
{
	size_t at = 0;
	enum err e = buf_err(&n->message);

	*found_r = false;
	if (!e && n->body_len > 0 &&
		(!n->has_texts || n->texts_of != n->body_len))
		read_texts(n);
	while (!e && !*found_r && at < n->texts.len) {
		const char *text = buf_text(&n->texts) + at;

		e = matcher_match(&n->matcher, notice->code, text, found_r);
		/* Nobody knows: then it is not brought to anybody's
		 * attention clearly enough. */
		if (e == ERR_LIMIT)
			e = ERR_OK;
		at += strlen(text) + 1;
	}
	return e;
}
