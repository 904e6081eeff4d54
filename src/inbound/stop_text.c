/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inbound/stop_text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "core/comparable.h"

/* A line of fewer octets ends because its writer ended it. */
#define FULL_LINE 55

struct reader {
	const char *text;
	size_t len, at;
	size_t line; /* where the line began */
	bool is_after_comma;
	struct stop_text *out;
};

static ucs4_t peek(const struct reader *r, size_t at, size_t *len_r)
{
	ucs4_t c = 0;

	*len_r = 0;
	if (at < r->len)
		*len_r = (size_t)u8_mbtouc(
			&c, (const uint8_t *)r->text + at, r->len - at);
	return c;
}

static bool is_of_word(ucs4_t c)
{
	return uc_is_alnum(c) || comparable_takes_no_room(c);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct stop_token *token_add(struct reader *r, size_t begin, size_t end)
{
	struct stop_token *token;

	/* There is always room for the edge that ends it. */
	if (r->out->len >= STOP_TOKENS_MAX - 1)
		return NULL;
	token = &r->out->tokens[r->out->len++];
	*token = (struct stop_token){.begin = begin,
		.end = end,
		.is_after_comma = r->is_after_comma};
	r->is_after_comma = false;
	return token;
}

static void edge_add(struct reader *r)
{
	const struct stop_text *out = r->out;

	r->is_after_comma = false;
	if (out->len == 0 || out->tokens[out->len - 1].word[0] != '\0')
		(void)token_add(r, r->at, r->at);
}

/* What stands between blanks and is a mailbox or a link. */
static size_t run_len(const struct reader *r)
{
	size_t n = 0;

	while (r->at + n < r->len && !is_blank(r->text[r->at + n]) &&
		!strchr("<>()\"", r->text[r->at + n]))
		n++;
	return n;
}

static bool take_run(struct reader *r, enum err *e_r)
{
	const char *run = r->text + r->at;
	size_t len = run_len(r);
	struct stop_token *token;

	while (len > 0 && strchr(".,;:!?", run[len - 1]))
		len--;
	if (len > 8 && memmem(run, len, "://", 3)) {
		r->at += len;
		return true;
	}
	if (len < 3 || !memchr(run, '@', len))
		return false;
	token = token_add(r, r->at, r->at + len);
	if (token) {
		token->is_mailbox = true;
		*e_r = comparable_fold(
			run, len, token->word, sizeof(token->word));
	}
	r->at += len;
	return true;
}

/* "e-mail" is one word, others with a hyphen are two. */
static bool is_e_hyphen(const struct reader *r, size_t begin)
{
	size_t n;

	return r->at == begin + 1 && strchr("eE", r->text[begin]) &&
		r->text[r->at] == '-' && uc_is_alpha(peek(r, r->at + 1, &n));
}

static enum err take_word(struct reader *r)
{
	size_t begin = r->at, n;
	struct stop_token *token;
	char rest[STOP_WORD_SIZE];
	enum err e;

	while (is_of_word(peek(r, r->at, &n)) && n > 0) {
		r->at += n;
		if (r->at < r->len && is_e_hyphen(r, begin))
			break;
	}
	/* "M. Dupont": a title or a first name. */
	if (r->at == begin + 1 && r->at < r->len && r->text[r->at] == '.' &&
		uc_is_upper((ucs4_t)(unsigned char)r->text[begin])) {
		r->at++;
		return ERR_OK;
	}
	token = token_add(r, begin, r->at);
	if (!token)
		return ERR_OK;
	e = comparable_fold(r->text + begin, r->at - begin, token->word,
		sizeof(token->word));
	if (e || r->at >= r->len || !is_e_hyphen(r, begin))
		return e;
	begin = ++r->at;
	while (is_of_word(peek(r, r->at, &n)) && n > 0)
		r->at += n;
	token->end = r->at;
	e = comparable_fold(r->text + begin, r->at - begin, rest, sizeof(rest));
	if (!e)
		memcpy(token->word + 1, rest, STOP_WORD_SIZE - 2);
	return e;
}

/* Marks alone are no word. */
static enum err take_visible_word(struct reader *r)
{
	size_t before = r->out->len;
	enum err e = take_word(r);

	if (r->out->len > before && r->out->tokens[before].word[0] == '\0')
		r->out->len = before;
	return e;
}

/* "art. 21", "np. jutro": a stop before what begins no sentence. */
static bool ends_sentence(const struct reader *r)
{
	size_t at = r->at + 1, n;
	ucs4_t c;

	if (r->text[r->at] != '.')
		return true;
	if (at < r->len && !is_blank(r->text[at]) && r->text[at] != '.')
		return false;
	while (at < r->len && (is_blank(r->text[at]) || r->text[at] == '.'))
		at++;
	c = peek(r, at, &n);
	return n == 0 || !(uc_is_lower(c) || uc_is_digit(c));
}

static void take_line_end(struct reader *r)
{
	size_t line_len = r->at - r->line;
	bool is_paragraph = r->at + 1 < r->len &&
		(r->text[r->at + 1] == '\n' || r->text[r->at + 1] == '\r');

	if (line_len < FULL_LINE || is_paragraph)
		edge_add(r);
	r->line = r->at + 1;
}

static void take_mark(struct reader *r)
{
	size_t n;
	ucs4_t c = peek(r, r->at, &n);

	if (c == '\n')
		take_line_end(r);
	else if (c == '!' || c == '?' || (c == '.' && ends_sentence(r)))
		edge_add(r);
	else if ((c > 0 && c < 0x80 && strchr(",;:()", (char)c)) ||
		c == 0x2013 || c == 0x2014)
		r->is_after_comma = true;
	r->at += n > 0 ? n : 1;
}

enum err stop_text_read(const char *text, size_t len, struct stop_text *text_r)
{
	struct reader r = {.text = text, .len = len, .out = text_r};
	enum err e = ERR_OK;

	text_r->len = 0;
	edge_add(&r);
	while (!e && r.at < r.len && text_r->len < STOP_TOKENS_MAX - 1) {
		size_t n;

		if (!is_of_word(peek(&r, r.at, &n)))
			take_mark(&r);
		else if (!take_run(&r, &e))
			e = take_visible_word(&r);
	}
	if (text_r->tokens[text_r->len - 1].word[0] != '\0')
		text_r->tokens[text_r->len++] =
			(struct stop_token){.begin = r.at, .end = r.at};
	return e;
}
