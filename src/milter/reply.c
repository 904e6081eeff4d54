/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/reply.h"

#include <stdio.h>
#include <string.h>

#include "core/period.h"

#define TEXT_MAX ((size_t)REPLY_LINES_MAX * (2 * REPLY_LINE_MAX + 1))

void reply_init(struct reply *r)
{
	*r = (struct reply){0};
	buf_init(&r->text, TEXT_MAX);
}

void reply_reset(struct reply *r)
{
	buf_reset(&r->text);
	r->len = 0;
	r->omitted = 0;
}

void reply_free(struct reply *r)
{
	buf_free(&r->text);
}

const char *reply_line(const struct reply *r, size_t n)
{
	if (n >= r->len || buf_err(&r->text))
		return NULL;
	return buf_text(&r->text) + r->starts[n];
}

const char *reply_bare_address(const char *recipient, size_t *len_r)
{
	size_t len = strlen(recipient);

	if (len >= 2 && recipient[0] == '<' && recipient[len - 1] == '>') {
		recipient++;
		len -= 2;
	}
	*len_r = len;
	return recipient;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* The octets of the character that begins here, by RFC 3629's table of
 * well-formed sequences; 0: it is none. */
static size_t utf8_len(const char *text)
{
	static const struct {
		unsigned char first_low, first_high;
		unsigned char second_low, second_high;
		size_t len;
	} forms[] = {
		{0x00, 0x7f, 0x00, 0xff, 1},
		{0xc2, 0xdf, 0x80, 0xbf, 2},
		{0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3},
		{0xed, 0xed, 0x80, 0x9f, 3},
		{0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4},
		{0xf1, 0xf3, 0x80, 0xbf, 4},
		{0xf4, 0xf4, 0x80, 0x8f, 4},
	};
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0;

	while (i < sizeof(forms) / sizeof(*forms) &&
		(s[0] < forms[i].first_low || s[0] > forms[i].first_high))
		i++;
	if (i == sizeof(forms) / sizeof(*forms))
		return 0;
	/* The final NUL is no continuation, so nothing past it is read. */
	if (forms[i].len > 1 &&
		(s[1] < forms[i].second_low || s[1] > forms[i].second_high))
		return 0;
	for (size_t n = 2; n < forms[i].len; n++)
		if (s[n] < 0x80 || s[n] > 0xbf)
			return 0;
	return forms[i].len;
}

void reply_add_text(struct reply *r, const char *text, bool utf8)
{
	size_t used = 0;
	enum err e = ERR_OK;

	if (r->len == REPLY_LINES_MAX) {
		r->omitted++;
		return;
	}
	r->starts[r->len] = r->text.len;
	while (*text && !e) {
		unsigned char c = (unsigned char)*text;
		size_t n = c < 0x80 ? 1 : utf8 ? utf8_len(text) : 0;

		if (used + (n ? n : 1) > REPLY_LINE_MAX)
			break;
		if (n == 0 || c < 0x20 || c == 0x7f) {
			n = 1;
			e = buf_addc(&r->text, '?');
		} else if (c == '%') {
			/* libmilter and the MTA take a single one for the
			 * beginning of a macro. */
			e = buf_adds(&r->text, "%%");
		} else {
			e = buf_add(&r->text, text, n);
		}
		text += n;
		used += n;
	}
	if (!e && !buf_addc(&r->text, '\0'))
		r->len++;
}

/* ----------------------------------------------------------- templates */

struct facts {
	const struct settings *s;
	const struct judge_item *item;
	bool utf8;
	bool has_since, has_last, has_next;
	char since[INSTANT_TEXT_SIZE];
	char last_contact[INSTANT_TEXT_SIZE];
	char next[INSTANT_TEXT_SIZE];
};

static bool fill_date(
	const struct settings *s, int64_t utc, char text[INSTANT_TEXT_SIZE])
{
	snprintf(text, INSTANT_TEXT_SIZE, "unknown");
	if (utc == INSTANT_NONE)
		return false;
	instant_format_date(s->zone, utc, text);
	return true;
}

static void facts_fill(struct facts *f, const struct settings *s,
	const struct judge_item *item, bool utf8)
{
	const struct verdict *v = &item->verdict;

	f->s = s;
	f->item = item;
	f->utf8 = utf8;
	f->has_since = fill_date(s, v->since_utc, f->since);
	f->has_last = fill_date(s, v->last_contact_utc, f->last_contact);
	f->has_next = fill_date(s, v->next_utc, f->next);
	if (f->has_next)
		instant_format(s->zone, v->next_utc, f->next);
}

static void add_recipient(struct buf *b, const struct facts *f)
{
	size_t len;
	const char *bare = reply_bare_address(f->item->recipient, &len);

	/* RFC 6531 3.7.4.2: no UTF-8 to a client that did not ask for it. */
	if (!f->utf8 && !is_ascii(f->item->recipient))
		(void)buf_adds(b, "recipient not shown");
	else
		(void)buf_add(b, bare, len);
}

static void add_variable(
	struct buf *b, const struct facts *f, const char *name, size_t len)
{
	const struct verdict *v = &f->item->verdict;
	const struct {
		const char *name;
		const char *value;
	} variables[] = {
		{"reason", reason_name(v->reason)},
		{"words", reason_words(v->reason)},
		{"article", reason_article(v->reason)},
		{"since", f->since},
		{"last_contact", f->last_contact},
		{"next", f->next},
		{"purpose", f->item->purpose ? f->item->purpose->name : "none"},
		{"ref", f->item->ref},
	};

	if (len == strlen("recipient") && memcmp(name, "recipient", len) == 0) {
		add_recipient(b, f);
		return;
	}
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		if (strlen(variables[i].name) != len ||
			memcmp(variables[i].name, name, len) != 0)
			continue;
		(void)buf_adds(b, variables[i].value);
		return;
	}
	(void)buf_addf(b, "${%.*s}", (int)len, name);
}

static void expand(struct buf *b, const char *template, const struct facts *f)
{
	while (*template) {
		const char *end;

		if (template[0] == '$' && template[1] == '{' &&
			(end = strchr(template, '}'))) {
			add_variable(b, f, template + 2,
				(size_t)(end - template) - 2);
			template = end + 1;
		} else {
			(void)buf_addc(b, *template ++);
		}
	}
}

/* The shipped text names only what is known. */
static void compose(struct buf *b, const struct facts *f)
{
	const struct verdict *v = &f->item->verdict;
	const char *article = reason_article(v->reason);

	(void)buf_addc(b, '<');
	add_recipient(b, f);
	(void)buf_addf(b, "> %s", reason_words(v->reason));
	if (v->reason == REASON_BAD_ADDRESS && f->item->cause)
		(void)buf_addf(b, ": %s", f->item->cause);
	if (f->has_since)
		(void)buf_addf(b, " %s", f->since);
	if (v->reason == REASON_LISTED && v->list)
		(void)buf_addf(b, " %s", v->list);
	if (f->has_last &&
		(v->reason == REASON_RETENTION_EXPIRED ||
			v->reason == REASON_UNANSWERED))
		(void)buf_addf(b, ", last contact %s", f->last_contact);
	if (f->has_next)
		(void)buf_addf(b, ", may go from %s", f->next);
	if (article && *article)
		(void)buf_addf(b, " (%s)", article);
	if (*f->item->ref)
		(void)buf_addf(b, "; ref %s", f->item->ref);
}

void reply_add_verdict(struct reply *r, const struct settings *s,
	const struct judge_item *item, bool utf8)
{
	const char *template = s->reply[item->verdict.reason];
	struct facts facts;
	struct buf line;

	facts_fill(&facts, s, item, utf8);
	buf_init(&line, (size_t)4 * REPLY_LINE_MAX);
	if (template && (utf8 || is_ascii(template)))
		expand(&line, template, &facts);
	else
		compose(&line, &facts);
	reply_add_text(r, buf_text(&line), utf8);
	buf_free(&line);
}
