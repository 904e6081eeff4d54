/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/stop_match.h"

#include <string.h>

/* Words around a row in which a business word says what it is about. */
#define BUSINESS_BEFORE 3
#define BUSINESS_AFTER 4
/* Where the row is only likely, in other clauses as well. */
#define BUSINESS_NEAR 9
/* Words before a row in which "not" turns it round. */
#define NOT_BEFORE 2
/* A comma divides like so many words. */
#define COMMA_GAP 2
/* Comparisons of a text: letters need a hundredth of it. */
#define BUDGET 300000

static const struct stop_language *const languages[] = {
	&stop_pl, &stop_en, &stop_de, &stop_fr, &stop_es};
#define LANGUAGES_LEN (sizeof(languages) / sizeof(*languages))

struct scan {
	const struct stop_text *text;
	const struct stop_language *language;
	uint64_t classes[STOP_TOKENS_MAX];
	bool whole;
	long budget;
	size_t known; /* tokens that the language has in its vocabulary */
};

/* ----------------------------------------------------------------- classes */

static bool is_edge(const struct stop_text *text, size_t i)
{
	return text->tokens[i].word[0] == '\0';
}

/* "usun*", or a whole word. */
static bool token_is(
	const struct stop_token *token, const char *part, size_t len)
{
	if (token->word[0] != part[0] || token->is_mailbox)
		return false;
	if (part[len - 1] == '*')
		return strncmp(token->word, part, len - 1) == 0;
	return strncmp(token->word, part, len) == 0 && token->word[len] == '\0';
}

/* "opt_out" from the token on: how many tokens it takes, or 0. */
static size_t phrase_len(
	const struct stop_text *text, size_t at, const char *phrase, size_t len)
{
	size_t n = 0;

	for (;;) {
		const char *low = memchr(phrase, '_', len);
		size_t part = low ? (size_t)(low - phrase) : len;

		if (at + n >= text->len ||
			!token_is(&text->tokens[at + n], phrase, part))
			return 0;
		n++;
		if (!low)
			return n;
		phrase += part + 1;
		len -= part + 1;
	}
}

/* Tokens by their first octet: a vocabulary has many more words than a text,
 * and each is compared with those alone that begin as it does. */
struct by_octet {
	const struct stop_text *text;
	unsigned char first[256]; /* token + 1; 0: none */
	unsigned char next[STOP_TOKENS_MAX];
};

_Static_assert(STOP_TOKENS_MAX < 256, "a token's number fits into an octet");

static void by_octet_init(struct by_octet *b, const struct stop_text *text)
{
	*b = (struct by_octet){.text = text};
	for (size_t i = text->len; i-- > 0;) {
		unsigned char octet = (unsigned char)text->tokens[i].word[0];

		b->next[i] = b->first[octet];
		b->first[octet] = (unsigned char)(i + 1);
	}
}

/* "is_whole": every token of a phrase, not only its last one. */
static void classify_by(const struct by_octet *b,
	const struct stop_words *words, bool is_whole, uint64_t *classes)
{
	const char *at = words->words;

	while (*at) {
		size_t len = strcspn(at, " ");
		size_t i = b->first[(unsigned char)*at];

		for (; i > 0; i = b->next[i - 1]) {
			size_t n = phrase_len(b->text, i - 1, at, len);

			for (; n > 0; n = is_whole ? n - 1 : 0)
				classes[i + n - 2] |= words->classes;
		}
		at += len;
		at += strspn(at, " ");
	}
}

static void classify(struct scan *s, const struct by_octet *b)
{
	for (size_t i = 0; i < s->text->len; i++)
		s->classes[i] = is_edge(s->text, i)   ? STOP_EDGE :
			s->text->tokens[i].is_mailbox ? STOP_MAILBOX :
							0;
	for (const struct stop_words *w = s->language->words; w->classes; w++)
		classify_by(b, w, false, s->classes);
	for (size_t i = 0; i < s->text->len; i++)
		if (s->classes[i] & STOP_MEANS)
			s->classes[i] = STOP_MEANS;
}

void stop_politeness(
	const struct stop_text *text, uint64_t classes_r[STOP_TOKENS_MAX])
{
	struct by_octet b;

	by_octet_init(&b, text);
	memset(classes_r, 0, STOP_TOKENS_MAX * sizeof(*classes_r));
	for (size_t i = 0; i < LANGUAGES_LEN; i++)
		for (const struct stop_words *w = languages[i]->words;
			w->classes; w++)
			if (w->classes & (STOP_POLITE | STOP_GREETING))
				classify_by(&b, w, true, classes_r);
}

/* -------------------------------------------------------------------- rows */

static bool divides(const struct scan *s, size_t i)
{
	return is_edge(s->text, i) || s->text->tokens[i].is_after_comma;
}

/* Up to "most" words before the token, of its own clause. */
static size_t back(const struct scan *s, size_t i, size_t most)
{
	while (most-- > 0 && i > 0 && !divides(s, i) &&
		!is_edge(s->text, i - 1))
		i--;
	return i;
}

static size_t ahead(const struct scan *s, size_t i, size_t most)
{
	while (most-- > 0 && i + 1 < s->text->len && !is_edge(s->text, i) &&
		!divides(s, i + 1))
		i++;
	return i;
}

static bool has_class(
	const struct scan *s, size_t first, size_t last, uint64_t any)
{
	for (size_t i = first; i <= last; i++)
		if (s->classes[i] & any)
			return true;
	return false;
}

static bool says_no(const struct stop_row *row)
{
	for (const struct stop_step *step = row->steps; step->any; step++)
		if (step->any & (STOP_NO | STOP_PEACE))
			return true;
	return false;
}

static bool is_of_business(const struct scan *s, const struct stop_row *row,
	size_t first, size_t last)
{
	int more = BUSINESS_NEAR;

	if (row->grade == INBOUND_CERTAIN)
		return has_class(s, back(s, first, BUSINESS_BEFORE),
			ahead(s, last, BUSINESS_AFTER), STOP_BUSINESS);
	while (more-- > 0) {
		if (first > 0 && !is_edge(s->text, first))
			first--;
		if (last + 1 < s->text->len && !is_edge(s->text, last))
			last++;
	}
	return has_class(s, first, last, STOP_BUSINESS);
}

/* "We no longer send letters" asks for nothing. */
static bool is_of_us(
	const struct scan *s, const struct stop_row *row, size_t first)
{
	size_t before = row->steps[1].any & STOP_ANY_SEND ? NOT_BEFORE :
		row->steps[1].any == STOP_MORE            ? 1 :
							    0;

	return (row->steps[0].any & STOP_NO) &&
		has_class(s, back(s, first, before), first, STOP_I);
}

/* The row stands there: is it meant so? */
static bool is_meant(const struct scan *s, const struct stop_row *row,
	size_t first, size_t last)
{
	if (s->whole && (first != 0 || last + 1 != s->text->len))
		return false;
	if (!says_no(row) &&
		has_class(s, back(s, first, NOT_BEFORE), last, STOP_NOT))
		return false;
	if (is_of_us(s, row, first))
		return false;
	return !is_of_business(s, row, first, last);
}

struct trial {
	struct scan *scan;
	const struct stop_row *row;
	size_t first;
	size_t last; /* afterwards */
};

/* The steps from "step" on, behind the token "at". */
static bool goes_on(struct trial *t, const struct stop_step *step, size_t at)
{
	struct scan *s = t->scan;
	int gap = 0;

	if (!step->any) {
		t->last = at;
		return is_meant(s, t->row, t->first, at);
	}
	for (size_t i = at + 1; i < s->text->len && s->budget-- > 0; i++) {
		if (s->text->tokens[i].is_after_comma &&
			!is_edge(s->text, i - 1))
			gap += COMMA_GAP;
		if (gap > step->gap)
			return false;
		if ((s->classes[i] & step->any) && goes_on(t, step + 1, i))
			return true;
		if (is_edge(s->text, i))
			return false;
		gap++;
	}
	return false;
}

static bool row_stands(
	struct scan *s, const struct stop_row *row, struct stop_match *match_r)
{
	struct trial t = {.scan = s, .row = row};

	for (t.first = 0; t.first < s->text->len; t.first++) {
		if (!(s->classes[t.first] & row->steps[0].any) ||
			!goes_on(&t, row->steps + 1, t.first))
			continue;
		*match_r = (struct stop_match){
			row->grade, t.first, t.last, row, s->language};
		return true;
	}
	return false;
}

static size_t count_known(const struct scan *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->text->len; i++)
		n += (s->classes[i] & ~(STOP_EDGE | STOP_MAILBOX)) != 0;
	return n;
}

static void try_rows(struct scan *s, const struct stop_row *rows,
	enum inbound_grade grade, struct stop_match *match)
{
	for (; rows->grade != INBOUND_UNSAID && match->grade < grade; rows++)
		if (rows->grade == grade)
			(void)row_stands(s, rows, match);
}

/* Languages share words, "no" and "nie" among them: a row counts in the
 * language that knows most of the text, a certain one in such as know nearly
 * as much. */
static bool is_language(
	const struct scan *s, size_t most, enum inbound_grade grade)
{
	return grade == INBOUND_LIKELY ? s->known == most :
					 s->known * 3 >= most * 2;
}

static void try_languages(struct scan *scans, size_t most,
	enum inbound_grade grade, struct stop_match *match)
{
	for (size_t i = 0; i < LANGUAGES_LEN; i++) {
		if (!is_language(&scans[i], most, grade))
			continue;
		try_rows(&scans[i], stop_rows_common, grade, match);
		try_rows(&scans[i], scans[i].language->rows, grade, match);
	}
}

void stop_match(
	const struct stop_text *text, bool whole, struct stop_match *match_r)
{
	struct scan scans[LANGUAGES_LEN];
	struct by_octet b;
	size_t most = 0;

	by_octet_init(&b, text);
	*match_r = (struct stop_match){.grade = INBOUND_UNSAID};
	for (size_t i = 0; i < LANGUAGES_LEN; i++) {
		scans[i] = (struct scan){.text = text,
			.language = languages[i],
			.whole = whole,
			.budget = BUDGET};
		classify(&scans[i], &b);
		scans[i].known = count_known(&scans[i]);
		if (scans[i].known > most)
			most = scans[i].known;
	}
	try_languages(scans, most, INBOUND_CERTAIN, match_r);
	try_languages(scans, most, INBOUND_LIKELY, match_r);
}
