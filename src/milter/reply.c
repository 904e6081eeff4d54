/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/reply.h"

#include <string.h>

#include "base/utf8.h"
#include "core/ascii.h"

/* RFC 5321 4.5.3.1: 64 octets, "@", 255 octets. */
#define RECIPIENT_MAX ((size_t)320)
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
		uint32_t c = (unsigned char)*text;
		size_t n = c < 0x80 || utf8 ?
			utf8_next(text, strnlen(text, 4), &c) :
			0;

		if (used + (n ? n : 1) > REPLY_LINE_MAX)
			break;
		if (n == 0 || utf8_is_harmful(c)) {
			n = n ? n : 1;
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

void reply_join(struct reply *r)
{
	if (r->len < 2 || buf_err(&r->text) || r->text.len > REPLY_JOINED_MAX)
		return;
	for (size_t i = 1; i < r->len; i++)
		r->text.data[r->starts[i] - 1] = ' ';
	r->len = 1;
}

/* ----------------------------------------------------------- languages */

/* A text of ours or of the configuration, as far as the session's character
 * set carries it. False: it cannot, and "out" is empty. */
static bool spell(struct buf *out, const char *text, bool utf8)
{
	enum err e = utf8 ? buf_adds(out, text) : ascii_add(out, text);

	if (e)
		buf_reset(out);
	return !e;
}

bool reply_add_own(struct reply *r, const char *text, bool utf8)
{
	struct buf line;
	bool is_spelled;

	buf_init(&line, (size_t)4 * REPLY_LINE_MAX);
	is_spelled = spell(&line, text, utf8);
	if (is_spelled)
		reply_add_text(r, buf_text(&line), utf8);
	buf_free(&line);
	return is_spelled;
}

void reply_say(struct reply *r, const struct settings *s, enum refusal_text id,
	const struct notice_variable *variables, size_t len, bool utf8)
{
	const char *text = refusal_text(refusal_language(s), id);
	struct buf filled, line;

	buf_init(&filled, (size_t)4 * REPLY_LINE_MAX);
	buf_init(&line, (size_t)4 * REPLY_LINE_MAX);
	(void)refusal_fill(&filled, text, variables, len);
	/* A value that has no ASCII form: it becomes question marks. */
	reply_add_text(r,
		spell(&line, buf_text(&filled), utf8) ? buf_text(&line) :
							buf_text(&filled),
		utf8);
	buf_free(&filled);
	buf_free(&line);
}

void reply_add_contact(struct reply *r, const struct settings *s, bool utf8)
{
	const struct notice_variable variables[] = {
		{"contact", s->reply_contact}};

	if (s->reply_contact)
		reply_say(r, s, REFUSAL_ASK, variables, 1, utf8);
}

/* ---------------------------------------------------------- one recipient */

/* What a text may tell of one recipient. */
struct facts {
	struct refusal why;
	const char *contact; /* NULL: not said */
	const char *purpose;
	const char *ref; /* "": none */
	struct buf recipient;
	struct buf link; /* empty: there is no page */
};

/* Of a recipient that would leave no room for the reason, the beginning. */
static void add_cut(struct buf *out, const char *text, size_t len)
{
	size_t n = len;

	if (n > RECIPIENT_MAX)
		for (n = RECIPIENT_MAX; n > 0 && (text[n] & 0xc0) == 0x80; n--)
			;
	(void)buf_add(out, text, n);
	if (n < len)
		(void)buf_adds(out, "...");
}

static void facts_fill(struct facts *f, const struct settings *s,
	const struct judge_item *item, bool utf8)
{
	size_t len;
	const char *bare = reply_bare_address(item->recipient, &len);

	refusal_of(s, &item->verdict, item->cause, &f->why);
	f->contact = s->reply_contact;
	f->purpose = item->purpose ? item->purpose->name : "none";
	f->ref = item->ref;
	buf_init(&f->recipient, (size_t)4 * REPLY_LINE_MAX);
	/* RFC 6531 3.7.4.2: no UTF-8 to a client that did not ask for it. */
	if (!utf8 && !ascii_is(item->recipient))
		(void)buf_adds(&f->recipient,
			refusal_text(f->why.language, REFUSAL_NOT_SHOWN));
	else
		add_cut(&f->recipient, bare, len);
	buf_init(&f->link, (size_t)REPLY_LINE_MAX);
	if (s->reply_page && *item->ref)
		(void)buf_addf(&f->link, "%s%s", s->reply_page, item->ref);
}

static void facts_free(struct facts *f)
{
	buf_free(&f->recipient);
	buf_free(&f->link);
}

/* Fills a template of the configuration in. What it asks for and is not known
 * it says so. False: it has no form in ASCII. */
static bool expand(
	struct buf *out, const char *template, const struct facts *f, bool utf8)
{
	enum notice_language l = f->why.language;
	const char *none = refusal_text(l, REFUSAL_NOT_KNOWN);
	const struct notice_variable variables[] = {
		{"recipient", buf_text(&f->recipient)},
		{"reason", refusal_name(f->why.reason)},
		{"words", refusal_words(l, f->why.reason)},
		{"article", refusal_article(l, f->why.reason)},
		{"since", f->why.since ? f->why.since : none},
		{"last_contact",
			f->why.last_contact ? f->why.last_contact : none},
		{"next", f->why.next ? f->why.next : none},
		{"purpose", f->purpose},
		{"ref", f->ref},
		{"contact", f->contact ? f->contact : ""},
		{"link", buf_text(&f->link)},
	};
	struct buf filled;
	bool is_done;

	buf_init(&filled, (size_t)4 * REPLY_LINE_MAX);
	is_done = notice_fill(&filled, template, variables,
			  sizeof(variables) / sizeof(*variables)) == ERR_OK &&
		spell(out, buf_text(&filled), utf8);
	buf_free(&filled);
	return is_done;
}

/* The shipped text: why, and the law in brackets. */
static void compose(struct buf *out, const struct facts *f, bool utf8)
{
	struct buf line;

	buf_init(&line, (size_t)4 * REPLY_LINE_MAX);
	(void)buf_addf(&line, "<%s> ", buf_text(&f->recipient));
	(void)refusal_add_why(&line, &f->why);
	if (!spell(out, buf_text(&line), utf8))
		(void)buf_adds(out, buf_text(&line));
	buf_free(&line);
}

static void add_reference(struct buf *out, const struct facts *f)
{
	const struct notice_variable variables[] = {
		{"ref", f->ref},
		{"link", f->link.len > 0 ? buf_text(&f->link) : NULL},
	};

	if (*f->ref)
		(void)refusal_fill(out,
			refusal_text(f->why.language, REFUSAL_REFERENCE),
			variables, 2);
}

/* The reference and the link stand on a line of their own where both do not
 * fit, because half a link leads nowhere. */
static void add_composed(struct reply *r, const struct facts *f, bool utf8)
{
	struct buf line, reference;

	buf_init(&line, (size_t)4 * REPLY_LINE_MAX);
	buf_init(&reference, (size_t)4 * REPLY_LINE_MAX);
	compose(&line, f, utf8);
	add_reference(&reference, f);
	if (reference.len > 0 &&
		(f->link.len == 0 ||
			line.len + 2 + reference.len <= REPLY_LINE_MAX)) {
		(void)buf_addf(&line, "; %s", buf_text(&reference));
		buf_reset(&reference);
	}
	reply_add_text(r, buf_text(&line), utf8);
	if (reference.len > 0)
		reply_add_text(r, buf_text(&reference), utf8);
	buf_free(&line);
	buf_free(&reference);
}

void reply_add_verdict(struct reply *r, const struct settings *s,
	const struct judge_item *item, bool utf8)
{
	const char *template = s->reply[item->verdict.reason];
	struct facts facts;
	struct buf line;

	facts_fill(&facts, s, item, utf8);
	buf_init(&line, (size_t)4 * REPLY_LINE_MAX);
	if (template && expand(&line, template, &facts, utf8))
		reply_add_text(r, buf_text(&line), utf8);
	else
		add_composed(r, &facts, utf8);
	buf_free(&line);
	facts_free(&facts);
}
