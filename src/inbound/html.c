/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/html.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#define NAME_MAX_LEN 15

struct page {
	struct buf *out;
	unsigned quoted; /* depth of blockquotes */
	char hidden[NAME_MAX_LEN + 1]; /* the element whose end is awaited */
};

static const struct entity {
	const char *name;
	const char *text;
} entities[] = {
	{"nbsp", " "},
	{"amp", "&"},
	{"lt", "<"},
	{"gt", ">"},
	{"quot", "\""},
	{"apos", "'"},
	{"oacute", "ó"},
	{"Oacute", "Ó"},
	{"eacute", "é"},
	{"auml", "ä"},
	{"ouml", "ö"},
	{"uuml", "ü"},
	{"szlig", "ß"},
};

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static bool is_block(const char *name)
{
	static const char *const names[] = {"br", "p", "div", "tr", "li", "ul",
		"ol", "table", "hr", "h1", "h2", "h3", "h4", "pre", "body",
		"section", "article", NULL};

	return is_one_of(name, names);
}

static bool is_hidden(const char *name)
{
	static const char *const names[] = {
		"head", "style", "script", "title", NULL};

	return is_one_of(name, names);
}

static void put(struct page *p, const char *text, size_t len)
{
	if (p->quoted == 0 && p->hidden[0] == '\0')
		(void)buf_add(p->out, text, len);
}

static void quote_begin(struct page *p)
{
	if (p->quoted++ == 0 && p->hidden[0] == '\0')
		(void)buf_adds(p->out, "\n>\n");
}

static void take_tag(struct page *p, const char *name, bool is_end)
{
	if (p->hidden[0]) {
		if (is_end && strcmp(name, p->hidden) == 0)
			p->hidden[0] = '\0';
		return;
	}
	if (!is_end && is_hidden(name)) {
		memcpy(p->hidden, name, strlen(name) + 1);
	} else if (strcmp(name, "blockquote") == 0) {
		if (!is_end)
			quote_begin(p);
		else if (p->quoted > 0)
			p->quoted--;
	} else if (is_block(name)) {
		put(p, "\n", 1);
	}
}

/* After "<"; returns what follows ">". */
static const char *tag(struct page *p, const char *at)
{
	char name[NAME_MAX_LEN + 1];
	bool is_end = *at == '/';
	size_t len = 0;
	char quote = '\0';

	if (strncmp(at, "!--", 3) == 0) {
		const char *end = strstr(at + 3, "-->");

		return end ? end + 3 : at + strlen(at);
	}
	at += is_end;
	for (; strchr("<> \t\r\n/", *at) == NULL; at++)
		if (len < NAME_MAX_LEN)
			name[len++] = (char)(*at >= 'A' && *at <= 'Z' ?
					*at + ('a' - 'A') :
					*at);
	name[len] = '\0';
	for (; *at && (*at != '>' || quote); at++) {
		if (quote && *at == quote)
			quote = '\0';
		else if (!quote && (*at == '"' || *at == '\''))
			quote = *at;
	}
	take_tag(p, name, is_end);
	return *at ? at + 1 : at;
}

static size_t number_text(const char *at, uint8_t text_r[6])
{
	bool is_hex = *at == 'x' || *at == 'X';
	unsigned long code = strtoul(at + is_hex, NULL, is_hex ? 16 : 10);
	int len;

	if (code == 0xa0)
		code = ' ';
	if (code == 0 || code > 0x10ffff)
		return 0;
	len = u8_uctomb(text_r, (ucs4_t)code, 6);
	return len > 0 ? (size_t)len : 0;
}

/* After "&"; what is no entity stands as it is. */
static const char *entity(struct page *p, const char *at)
{
	size_t len = strcspn(at, "; \t\r\n<&");
	uint8_t text[6];

	if (at[len] != ';' || len > NAME_MAX_LEN) {
		put(p, "&", 1);
		return at;
	}
	if (*at == '#') {
		put(p, (const char *)text, number_text(at + 1, text));
		return at + len + 1;
	}
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
		if (strlen(entities[i].name) == len &&
			memcmp(entities[i].name, at, len) == 0)
			put(p, entities[i].text, strlen(entities[i].text));
	return at + len + 1;
}

enum err html_to_text(const char *html, struct buf *out)
{
	struct page p = {.out = out};

	while (*html) {
		size_t plain = strcspn(html, "<&\r\n\t");

		put(&p, html, plain);
		html += plain;
		if (*html == '<')
			html = tag(&p, html + 1);
		else if (*html == '&')
			html = entity(&p, html + 1);
		else if (*html) {
			/* A line end of the source is a blank. */
			put(&p, " ", 1);
			html++;
		}
	}
	return buf_err(out);
}
