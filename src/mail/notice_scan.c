/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice_scan.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/comparable.h"
#include "mail/gmime_begin_private.h"
#include "mail/html_text_private.h"

#define HEAD_MAX ((size_t)64 * 1024)
#define TEXTS_MAX (4 * NOTICE_SCAN_MAX)
#define NODES_MAX 1000
#define DEPTH_MAX 16 /* of parts in parts */

/*
 * The message as an expression, a node behind those that it is made of:
 * a text, or a number of nodes before it.
 */
enum node_kind {
	NODE_TEXT, /* of_len: where it begins in "texts" */
	NODE_BLANK, /* a text that nobody reads: neither yes nor no */
	NODE_ANY, /* one of the of_len nodes before it has the notice */
	NODE_ALL /* each of them that says yes or no */
};

struct node {
	enum node_kind kind;
	size_t of_len;
};

void notice_scan_init(struct notice_scan *n)
{
	*n = (struct notice_scan){.body_len = 0};
	buf_init(&n->nodes, NODES_MAX * sizeof(struct node));
	buf_init(&n->message, HEAD_MAX + NOTICE_SCAN_MAX + 2);
	buf_init(&n->texts, TEXTS_MAX);
}

/* Frees large buffers, because most connections are idle. */
void notice_scan_reset(struct notice_scan *n)
{
	buf_free(&n->message);
	buf_free(&n->texts);
	buf_free(&n->nodes);
	n->body_len = 0;
	n->has_texts = false;
}

void notice_scan_free(struct notice_scan *n)
{
	buf_free(&n->message);
	buf_free(&n->texts);
	buf_free(&n->nodes);
	matcher_free(&n->matcher);
}

bool notice_scan_wants_header(const char *name)
{
	return strcasecmp(name, "Content-Type") == 0 ||
		strcasecmp(name, "Content-Transfer-Encoding") == 0;
}

/* A field that is too long to be kept cannot be trusted. */
void notice_scan_header(
	struct notice_scan *n, const char *name, const char *value)
{
	if (n->message.len + strlen(name) + strlen(value) + 4 <= HEAD_MAX)
		(void)buf_addf(&n->message, "%s: %s\r\n", name, value);
}

bool notice_scan_body(struct notice_scan *n, const void *bytes, size_t len)
{
	size_t room = NOTICE_SCAN_MAX - n->body_len;

	if (n->body_len == 0)
		(void)buf_adds(&n->message, "\r\n");
	len = len < room ? len : room;
	(void)buf_add(&n->message, bytes, len);
	n->body_len += len;
	return n->body_len < NOTICE_SCAN_MAX;
}

/* ----------------------------------------------------------------- texts */

/* The form that is compared: each run of blanks and line ends becomes one
 * blank, so that a notice is found however its lines were broken. */
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

static void add_node(struct notice_scan *n, enum node_kind kind, size_t of_len)
{
	const struct node node = {kind, of_len};

	(void)buf_add(&n->nodes, &node, sizeof(node));
}

static void add_text(
	struct notice_scan *n, const struct buf *words, bool may_be_blank)
{
	size_t at = n->texts.len;

	add_words(&n->texts, buf_text(words));
	if (may_be_blank && n->texts.len == at)
		add_node(n, NODE_BLANK, 0);
	else
		add_node(n, NODE_TEXT, at);
	(void)buf_addc(&n->texts, '\0');
}

/* In each way in which a reader may see it. */
static void take_html(struct notice_scan *n, const char *html)
{
	size_t len = strlen(html), views = 0;

	for (unsigned i = 0; i < CSS_VIEWS; i++) {
		struct buf words;

		if (!html_text_has_view(html, len, (enum css_view)i))
			continue;
		buf_init(&words, TEXTS_MAX);
		(void)html_text_add(&words, html, len, (enum css_view)i);
		add_text(n, &words, false);
		buf_free(&words);
		views++;
	}
	add_node(n, NODE_ALL, views);
}

static void take_plain(struct notice_scan *n, const char *text)
{
	struct buf words;

	buf_init(&words, TEXTS_MAX);
	(void)buf_adds(&words, text);
	add_text(n, &words, true);
	buf_free(&words);
}

static bool is_html(GMimeObject *part)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);

	return g_mime_content_type_is_type(type, "text", "html") ||
		g_mime_content_type_is_type(type, "text", "x-amp-html");
}

/* Whether it made a node. */
static bool take_text(struct notice_scan *n, GMimePart *part, bool *has_html)
{
	GMimeContentType *type =
		g_mime_object_get_content_type(GMIME_OBJECT(part));
	bool is_plain = g_mime_content_type_is_type(type, "text", "plain");
	char *text, *valid;

	if (!is_plain && !is_html(GMIME_OBJECT(part)))
		return false;
	text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	valid = g_utf8_make_valid(text ? text : "", -1);
	if (is_plain) {
		take_plain(n, valid);
	} else {
		take_html(n, valid);
		*has_html = true;
	}
	g_free(valid);
	g_free(text);
	return true;
}

/* A text of no words, in which nothing is found. */
static void add_nothing(struct notice_scan *n)
{
	add_node(n, NODE_TEXT, n->texts.len);
	(void)buf_addc(&n->texts, '\0');
}

/* Whether it made a node, which stands last then. */
static bool take_part(
	struct notice_scan *n, GMimeObject *part, int depth, bool *has_html)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	bool is_all =
		g_mime_content_type_is_type(type, "multipart", "alternative");
	bool has_own = false;
	size_t of_len = 0;

	if (GMIME_IS_TEXT_PART(part) &&
		!g_mime_part_is_attachment(GMIME_PART(part)))
		return take_text(n, GMIME_PART(part), has_html);
	if (!GMIME_IS_MULTIPART(part))
		return false;
	if (depth >= DEPTH_MAX) {
		add_nothing(n);
		return true;
	}
	for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(part));
		i++)
		of_len += take_part(n,
			g_mime_multipart_get_part(GMIME_MULTIPART(part), i),
			depth + 1, &has_own);
	if (is_all && !has_own && n->body_len == NOTICE_SCAN_MAX) {
		add_nothing(n); /* in place of what was cut off */
		of_len++;
	}
	add_node(n, is_all ? NODE_ALL : NODE_ANY, of_len);
	*has_html = *has_html || has_own;
	return true;
}

static void read_texts(struct notice_scan *n)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeObject *root;
	bool has_html = false;

	gmime_begin();
	buf_reset(&n->texts);
	buf_reset(&n->nodes);
	stream = g_mime_stream_mem_new_with_buffer(
		buf_text(&n->message), n->message.len);
	parser = g_mime_parser_new_with_stream(stream);
	root = g_mime_parser_construct_part(parser, NULL);
	if (root) {
		(void)take_part(n, root, 0, &has_html);
		g_object_unref(root);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	n->has_texts = true;
	n->texts_of = n->body_len;
}

enum answer {
	ANSWER_NONE, /* there is nothing to read */
	ANSWER_NO,
	ANSWER_YES
};

/* A pattern that takes too long leaves it open whether the notice is there.
 * Then it counts as missing. */
static enum err look(struct notice_scan *n,
	const struct settings_header *notice, size_t at, enum answer *answer_r)
{
	bool found;
	enum err e = matcher_match(
		&n->matcher, notice->code, buf_text(&n->texts) + at, &found);

	*answer_r = !e && found ? ANSWER_YES : ANSWER_NO;
	return e == ERR_LIMIT ? ERR_OK : e;
}

/* Of the last len answers. */
static enum answer join(
	const enum answer *answers, size_t len, enum node_kind kind)
{
	enum answer wins = kind == NODE_ALL ? ANSWER_NO : ANSWER_YES;
	enum answer joined = ANSWER_NONE;

	for (size_t i = 0; i < len; i++)
		if (answers[i] != ANSWER_NONE && joined != wins)
			joined = answers[i];
	return joined;
}

static enum err evaluate(struct notice_scan *n,
	const struct settings_header *notice, bool *found_r)
{
	enum answer answers[NODES_MAX];
	size_t len = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < n->nodes.len / sizeof(struct node); i++) {
		struct node node;

		memcpy(&node, n->nodes.data + i * sizeof(node), sizeof(node));
		if (node.kind == NODE_TEXT) {
			e = look(n, notice, node.of_len, &answers[len++]);
		} else if (node.kind == NODE_BLANK) {
			answers[len++] = ANSWER_NONE;
		} else {
			len -= node.of_len;
			answers[len] =
				join(answers + len, node.of_len, node.kind);
			len++;
		}
	}
	*found_r = !e && len == 1 && answers[0] == ANSWER_YES;
	return e;
}

enum err notice_scan_find(struct notice_scan *n,
	const struct settings_header *notice, bool *found_r)
{
	enum err e = buf_err(&n->message);

	*found_r = false;
	if (e || n->body_len == 0)
		return e;
	if (!n->has_texts || n->texts_of != n->body_len)
		read_texts(n);
	/* The body is longer than what is looked at: the part that decides may
	 * be missing. */
	if (buf_err(&n->nodes) || buf_err(&n->texts))
		return buf_err(&n->texts) == ERR_NOMEM ? ERR_NOMEM : ERR_OK;
	return evaluate(n, notice, found_r);
}
