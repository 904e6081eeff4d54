/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/token_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/array.h"

struct cutter {
	const char *at, *end;
	int line;
	const char *file;
	struct tokens *tokens;
	struct problems *problems;
};

#define WORD_SIGNS "._-"
#define NOT_IN_WORD " \t\r\n\"'{}=,()#;+"

static enum err add(struct cutter *c, enum token_kind kind, int line,
	const char *text, size_t len)
{
	struct tokens *t = c->tokens;
	char *copy = NULL;

	if (t->len == t->cap) {
		struct lexeme *items =
			array_grow(t->items, t->len, &t->cap, sizeof(*items));

		if (!items)
			return ERR_NOMEM;
		t->items = items;
	}
	if (text) {
		copy = malloc(len + 1);
		if (!copy)
			return ERR_NOMEM;
		memcpy(copy, text, len);
		copy[len] = '\0';
	}
	t->items[t->len++] =
		(struct lexeme){.kind = kind, .line = line, .text = copy};
	return ERR_OK;
}

static enum err add_bad(struct cutter *c)
{
	return add(c, TOKEN_BAD, c->line, NULL, 0);
}

/* "KEY: " where the next token is to be a value of that key; else "". */
static void add_key(struct buf *out, const struct tokens *t)
{
	size_t at = t->len;

	if (at && t->items[at - 1].kind != TOKEN_EQUALS) {
		while (at &&
			(t->items[at - 1].kind == TOKEN_COMMA ||
				t->items[at - 1].kind == TOKEN_STRING ||
				t->items[at - 1].kind == TOKEN_WORD ||
				t->items[at - 1].kind == TOKEN_BAD))
			at--;
		if (!at || t->items[--at].kind != TOKEN_OPEN)
			return;
	}
	if (at >= 2 && t->items[at - 1].kind == TOKEN_EQUALS &&
		t->items[at - 2].kind == TOKEN_WORD)
		(void)buf_addf(out, "%s: ", t->items[at - 2].text);
}

static void complain(struct cutter *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void complain(struct cutter *c, const char *fmt, ...)
{
	struct buf text;
	va_list ap;

	buf_init(&text, 2000);
	add_key(&text, c->tokens);
	va_start(ap, fmt);
	(void)buf_vaddf(&text, fmt, ap);
	va_end(ap);
	problems_add(c->problems, PROBLEM_ERROR, c->file, c->line, "%s",
		buf_text(&text));
	buf_free(&text);
}

/* At an opening slash-star: leaves the cutter behind the closing one. */
static void skip_block_comment(struct cutter *c)
{
	int began = c->line;

	for (c->at += 2; c->at < c->end; c->at++) {
		if (*c->at == '\n')
			c->line++;
		if (c->end - c->at >= 2 && memcmp(c->at, "*/", 2) == 0) {
			c->at += 2;
			return;
		}
	}
	problems_add(c->problems, PROBLEM_ERROR, c->file, began,
		"a comment that begins with /* is not closed; accepted: "
		"/* ... */, or # to the end of the line");
}

static void skip_line_comment(struct cutter *c)
{
	while (c->at < c->end && *c->at != '\n')
		c->at++;
}

static void skip_blank(struct cutter *c)
{
	while (c->at < c->end) {
		if (*c->at == '\n') {
			c->line++;
			c->at++;
		} else if (*c->at == ' ' || *c->at == '\t' || *c->at == '\r') {
			c->at++;
		} else if (*c->at == '#' ||
			(c->end - c->at >= 2 && memcmp(c->at, "//", 2) == 0)) {
			skip_line_comment(c);
		} else if (c->end - c->at >= 2 && memcmp(c->at, "/*", 2) == 0) {
			skip_block_comment(c);
		} else {
			return;
		}
	}
}

/* One character of a quoted text; false: refused, the problem is told. */
static bool take_quoted(struct cutter *c, char quote, struct buf *text)
{
	char next = c->end - c->at > 1 ? c->at[1] : '\0';

	if (*c->at == '\\' && (next == '\\' || next == quote)) {
		(void)buf_addc(text, next);
		c->at += 2;
		return true;
	}
	if (quote == '"' && *c->at == '\\') {
		complain(c,
			"found a backslash in double quotes; accepted "
			"there: \\\" and \\\\ only; let a text with "
			"backslashes, as a pattern, stand in single quotes");
		return false;
	}
	if (quote == '"' && *c->at == '$' && next == '{') {
		complain(c,
			"found ${ in double quotes; accepted: a text "
			"with ${...} in single quotes");
		return false;
	}
	if ((unsigned char)*c->at < 0x20 && *c->at != '\t') {
		complain(c,
			"found a control character (0x%02x) in a text; "
			"accepted: printable characters",
			(unsigned)(unsigned char)*c->at);
		return false;
	}
	(void)buf_addc(text, *c->at++);
	return true;
}

/* To the closing quote, or to the line's end where there is none. */
static void skip_quoted(struct cutter *c, char quote)
{
	while (c->at < c->end && *c->at != '\n' && *c->at != quote)
		c->at += *c->at == '\\' && c->end - c->at > 1 &&
				c->at[1] != '\n' ?
			2 :
			1;
	if (c->at < c->end && *c->at == quote)
		c->at++;
}

static enum err cut_quoted(struct cutter *c)
{
	char quote = *c->at++;
	struct buf text;
	enum err e;

	buf_init(&text, (size_t)(c->end - c->at) + 1);
	while (c->at < c->end && *c->at != quote && *c->at != '\n') {
		if (!take_quoted(c, quote, &text)) {
			skip_quoted(c, quote);
			buf_free(&text);
			return add_bad(c);
		}
	}
	if (c->at == c->end || *c->at == '\n') {
		complain(c,
			"a text is not closed on its line; accepted: a "
			"closing %c",
			quote);
		buf_free(&text);
		return add_bad(c);
	}
	c->at++;
	e = buf_err(&text);
	if (!e)
		e = add(c, TOKEN_STRING, c->line, buf_text(&text), text.len);
	buf_free(&text);
	return e;
}

static bool is_word_char(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
		(ch >= '0' && ch <= '9') || (ch && strchr(WORD_SIGNS, ch));
}

static enum err cut_word(struct cutter *c)
{
	const char *begin = c->at;
	bool plain = true, wild = false;
	int shown;

	while (c->at < c->end && *c->at && !strchr(NOT_IN_WORD, *c->at)) {
		plain = plain && is_word_char(*c->at);
		wild = wild || *c->at == '*' || *c->at == '?';
		c->at++;
	}
	if (plain && c->at > begin)
		return add(
			c, TOKEN_WORD, c->line, begin, (size_t)(c->at - begin));
	if (c->at == begin)
		c->at++;
	shown = c->at - begin > 80 ? 80 : (int)(c->at - begin);
	if ((unsigned char)*begin < 0x20 || *begin == 0x7f)
		complain(c,
			"found a control character (0x%02x); accepted: "
			"text",
			(unsigned)(unsigned char)*begin);
	else if (*begin == ';' || *begin == '+')
		complain(c,
			"found \"%c\"; accepted: NAME = VALUE without "
			"it",
			*begin);
	else if (wild)
		complain(c,
			"found %.*s without quotes; accepted: a pattern "
			"in quotes, as '%.*s'",
			shown, begin, shown, begin);
	else
		complain(c,
			"found %.*s without quotes; accepted without "
			"quotes: letters, digits, '.', '-', '_'; otherwise "
			"'%.*s'",
			shown, begin, shown, begin);
	return add_bad(c);
}

static enum err cut_one(struct cutter *c)
{
	static const struct {
		char sign;
		enum token_kind kind;
	} signs[] = {
		{'=', TOKEN_EQUALS},
		{'{', TOKEN_OPEN},
		{'}', TOKEN_CLOSE},
		{',', TOKEN_COMMA},
		{'(', TOKEN_PAREN_OPEN},
		{')', TOKEN_PAREN_CLOSE},
	};

	if (*c->at == '"' || *c->at == '\'')
		return cut_quoted(c);
	if (c->end - c->at >= 2 && memcmp(c->at, "+=", 2) == 0) {
		c->at += 2;
		return add(c, TOKEN_APPEND, c->line, NULL, 0);
	}
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (*c->at == signs[i].sign) {
			c->at++;
			return add(c, signs[i].kind, c->line, NULL, 0);
		}
	}
	return cut_word(c);
}

/* The line of the first octet that is no UTF-8; 0: all is. */
static int bad_utf8_line(const char *text, size_t len)
{
	const uint8_t *bad = u8_check((const uint8_t *)text, len);
	int line = 1;

	if (!bad)
		return 0;
	for (const char *at = text; at < (const char *)bad; at++)
		line += *at == '\n';
	return line;
}

enum err tokens_read(const char *text, size_t len, const char *file,
	struct tokens *tokens_r, struct problems *problems)
{
	struct cutter c = {
		.at = text,
		.end = text + len,
		.line = 1,
		.file = file,
		.tokens = tokens_r,
		.problems = problems,
	};
	int bad_line = bad_utf8_line(text, len);
	enum err e = ERR_OK;

	*tokens_r = (struct tokens){0};
	if (bad_line)
		problems_add(problems, PROBLEM_ERROR, file, bad_line,
			"found an octet that is no UTF-8; accepted: UTF-8");
	/* Windows editors begin a file with a byte-order mark. */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		c.at += 3;
	for (skip_blank(&c); !e && c.at < c.end; skip_blank(&c))
		e = cut_one(&c);
	if (!e)
		e = add(&c, TOKEN_END, c.line, NULL, 0);
	if (e)
		tokens_free(tokens_r);
	return e;
}

void tokens_free(struct tokens *t)
{
	for (size_t i = 0; i < t->len; i++)
		free(t->items[i].text);
	free(t->items);
	*t = (struct tokens){0};
}

const char *token_kind_text(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_WORD:
		return "a word";
	case TOKEN_STRING:
		return "a text in quotes";
	case TOKEN_EQUALS:
		return "\"=\"";
	case TOKEN_APPEND:
		return "\"+=\"";
	case TOKEN_OPEN:
		return "\"{\"";
	case TOKEN_CLOSE:
		return "\"}\"";
	case TOKEN_COMMA:
		return "\",\"";
	case TOKEN_PAREN_OPEN:
		return "\"(\"";
	case TOKEN_PAREN_CLOSE:
		return "\")\"";
	case TOKEN_BAD:
		return "a refused word";
	case TOKEN_END:
		return "the end of the file";
	}
	return "?";
}
