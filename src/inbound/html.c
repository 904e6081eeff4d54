/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/html.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#define NAME_MAX_LEN 15

struct html_page {
	struct buf *out;
	unsigned quoted; /* depth of blockquotes */
	char hidden[NAME_MAX_LEN + 1]; /* the element whose end is awaited */
};

/* Named characters of HTML 4 from U+00A0 to U+00FF, in their order. */
static const char *const latin_1[] = {"nbsp", "iexcl", "cent", "pound",
	"curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo",
	"not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute",
	"micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14",
	"frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde",
	"Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml",
	"Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
	"Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave",
	"Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave",
	"aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
	"egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
	"iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
	"divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute",
	"thorn", "yuml"};
#define LATIN_1_LEN (sizeof(latin_1) / sizeof(latin_1[0]))

/* Further letters of the languages that the grammar knows. */
static const struct entity {
	const char *name;
	ucs4_t code;
} entities[] = {
	{"amp", '&'},
	{"lt", '<'},
	{"gt", '>'},
	{"quot", '"'},
	{"apos", '\''},
	{"Aogon", 0x104},
	{"aogon", 0x105},
	{"Cacute", 0x106},
	{"cacute", 0x107},
	{"Eogon", 0x118},
	{"eogon", 0x119},
	{"Lstrok", 0x141},
	{"lstrok", 0x142},
	{"Nacute", 0x143},
	{"nacute", 0x144},
	{"OElig", 0x152},
	{"oelig", 0x153},
	{"Sacute", 0x15a},
	{"sacute", 0x15b},
	{"Scaron", 0x160},
	{"scaron", 0x161},
	{"Zacute", 0x179},
	{"zacute", 0x17a},
	{"Zdot", 0x17b},
	{"zdot", 0x17c},
	{"ndash", 0x2013},
	{"mdash", 0x2014},
	{"lsquo", 0x2018},
	{"rsquo", 0x2019},
	{"sbquo", 0x201a},
	{"ldquo", 0x201c},
	{"rdquo", 0x201d},
	{"bdquo", 0x201e},
	{"hellip", 0x2026},
	{"euro", 0x20ac},
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

static void put(struct html_page *p, const char *text, size_t len)
{
	if (p->quoted == 0 && p->hidden[0] == '\0')
		(void)buf_add(p->out, text, len);
}

static void quote_begin(struct html_page *p)
{
	if (p->quoted++ == 0 && p->hidden[0] == '\0')
		(void)buf_adds(p->out, "\n>\n");
}

static void take_tag(struct html_page *p, const char *name, bool is_end)
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
static const char *tag(struct html_page *p, const char *at)
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

/* A number that is no character adds nothing. */
static size_t code_text(unsigned long code, uint8_t text_r[6])
{
	int len;

	if (code == 0xa0)
		code = ' ';
	if (code == 0 || code > 0x10ffff)
		return 0;
	len = u8_uctomb(text_r, (ucs4_t)code, 6);
	return len > 0 ? (size_t)len : 0;
}

static unsigned long code_of_number(const char *at)
{
	bool is_hex = *at == 'x' || *at == 'X';

	return strtoul(at + is_hex, NULL, is_hex ? 16 : 10);
}

static bool is_name(const char *name, const char *at, size_t len)
{
	return strlen(name) == len && memcmp(name, at, len) == 0;
}

/* 0: the name is not in the tables. */
static unsigned long code_of_name(const char *at, size_t len)
{
	for (size_t i = 0; i < LATIN_1_LEN; i++)
		if (is_name(latin_1[i], at, len))
			return 0xa0 + i;
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
		if (is_name(entities[i].name, at, len))
			return entities[i].code;
	return 0;
}

/* After "&"; what is no entity stands as it is. */
static const char *entity(struct html_page *p, const char *at)
{
	size_t len = strcspn(at, "; \t\r\n<&");
	uint8_t text[6];

	if (at[len] != ';' || len > NAME_MAX_LEN) {
		put(p, "&", 1);
		return at;
	}
	put(p, (const char *)text,
		code_text(*at == '#' ? code_of_number(at + 1) :
				       code_of_name(at, len),
			text));
	return at + len + 1;
}

enum err html_to_text(const char *html, struct buf *out)
{
	struct html_page p = {.out = out};

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
