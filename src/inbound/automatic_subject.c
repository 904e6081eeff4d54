/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inbound/automatic_subject.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "core/comparable.h"
#include "inbound/automatic_rows.h"
#include "inbound/stop_text.h"

#define WORDS_MAX 60 /* the rest is not looked at */
#define NAME_WORDS_MAX 6
#define YEAR_LEN 4

struct word {
	size_t at; /* in the folded text */
	size_t len;
	/* What stands between the word before and this one. */
	bool has_colon, has_break, has_line_end, has_open, has_close;
	bool is_capital, is_all_capitals, is_number;
};

/* The words with one blank between them. Behind the last word stands an empty
 * one for the marks after it. */
struct line {
	char folded[WORDS_MAX * STOP_WORD_SIZE + 1];
	struct word words[WORDS_MAX + 1];
	size_t len;
	bool is_question;
};

/* ------------------------------------------------------------------ reading */

static bool is_of_word(ucs4_t c)
{
	return uc_is_alnum(c) || uc_is_general_category(c, UC_MARK) ||
		uc_is_property_default_ignorable_code_point(c);
}

static bool is_dash(ucs4_t c)
{
	return c == '-' || c == 0x2013 || c == 0x2014;
}

/* A dash within a word does not part. */
static void take_mark(struct line *line, ucs4_t c, bool is_after_blank)
{
	struct word *next = &line->words[line->len];

	if (c == ':' || c == 0xff1a)
		next->has_colon = true;
	else if (c == '[')
		next->has_open = next->has_break = true;
	else if (c == ']')
		next->has_close = next->has_break = true;
	else if (c == '.' || c == '|' || c == '!' || c == '(' || c == ')' ||
		c == '*' || c == '/' || c == ';' || c == '"' ||
		(is_dash(c) && is_after_blank))
		next->has_break = true;
	else if (c == '\n')
		next->has_line_end = true;
	if (!uc_is_space(c))
		line->is_question = c == '?';
}

static enum err take_word(struct line *line, const char *text, size_t len)
{
	struct word *word = &line->words[line->len];
	char folded[STOP_WORD_SIZE];
	size_t upper = 0, digits = 0, chars = 0;
	ucs4_t c;
	enum err e = comparable_fold(text, len, folded, sizeof(folded));

	if (e || !folded[0])
		return e;
	for (size_t i = 0; i < len; chars++) {
		i += (size_t)u8_mbtouc(&c, (const uint8_t *)text + i, len - i);
		upper += uc_is_upper(c);
		digits += uc_is_digit(c);
		if (chars == 0)
			word->is_capital = uc_is_upper(c) || uc_is_digit(c);
	}
	word->is_all_capitals = upper == chars;
	word->is_number = digits > 0;
	word->len = strlen(folded);
	memcpy(line->folded + word->at, folded, word->len);
	line->len++;
	line->is_question = false;
	line->words[line->len] = (struct word){.at = word->at + word->len + 1};
	line->folded[word->at + word->len] = ' ';
	return ERR_OK;
}

static enum err line_read(const char *text, struct line *line_r)
{
	const uint8_t *octets = (const uint8_t *)text;
	size_t len = strlen(text), begin;
	bool is_after_blank = true;
	enum err e = ERR_OK;

	memset(line_r, 0, sizeof(*line_r));
	for (size_t at = 0; !e && at < len && line_r->len < WORDS_MAX;) {
		ucs4_t c;
		int n = u8_mbtouc(&c, octets + at, len - at);

		if (!is_of_word(c)) {
			take_mark(line_r, c, is_after_blank);
			is_after_blank = uc_is_space(c);
			at += (size_t)n;
			continue;
		}
		for (begin = at; at < len && is_of_word(c); at += (size_t)n)
			n = u8_mbtouc(&c, octets + at, len - at);
		if (!is_of_word(c))
			at -= (size_t)n;
		e = take_word(line_r, text + begin, at - begin);
		is_after_blank = false;
	}
	return e;
}

/* ----------------------------------------------------------------- matching */

static bool is_one_of(
	const struct line *line, size_t i, const char *const *words)
{
	const struct word *word = &line->words[i];

	for (; *words; words++)
		if (strlen(*words) == word->len &&
			memcmp(line->folded + word->at, *words, word->len) == 0)
			return true;
	return false;
}

/* The number of the word behind the phrase at the i-th; 0: it is not there. */
static size_t behind(const struct line *line, size_t i, const char *phrase)
{
	const char *at = line->folded + line->words[i].at;
	size_t len = strlen(phrase);

	if (i >= line->len || strncmp(at, phrase, len) != 0 || at[len] != ' ')
		return 0;
	while (i < line->len &&
		line->words[i].at < (size_t)(at - line->folded) + len)
		i++;
	return i;
}

static bool is_reply_prefix(const struct line *line, size_t i)
{
	return i < line->len && is_one_of(line, i, automatic_reply_prefixes) &&
		line->words[i + 1].has_colon;
}

/* "do 15 sierpnia", "03.08 - 10.08.2027": the word behind the day is the
 * month. A year alone is no date of somebody who is away. */
static bool is_dates_only(const struct line *line, size_t i)
{
	bool is_after_day = false, has_day = false;

	for (; i < line->len; i++) {
		const struct word *word = &line->words[i];

		if (word->is_number) {
			is_after_day = word->len < YEAR_LEN;
			has_day = has_day || is_after_day;
			if (!has_day)
				return false;
		} else if (is_one_of(line, i, automatic_of_dates) ||
			is_after_day)
			is_after_day = false;
		else
			return false;
	}
	return true;
}

/* "w dniach 3-10" */
static bool begins_date(const struct line *line, size_t i)
{
	while (i < line->len && is_one_of(line, i, automatic_of_dates))
		i++;
	return i < line->len && line->words[i].is_number;
}

/* What the person answered to stands behind it. */
static bool is_before_old_subject(const struct line *line, size_t i)
{
	return line->words[i].has_colon || is_reply_prefix(line, i);
}

static bool may_lead(const struct line *line, size_t i)
{
	return i == line->len || line->words[i].has_colon ||
		line->words[i].has_break || begins_date(line, i) ||
		is_one_of(line, i, automatic_following);
}

static bool may_follow_free(const struct line *line, size_t i)
{
	if (i == line->len || line->words[i].has_break)
		return true;
	if (is_one_of(line, i, automatic_places))
		return begins_date(line, i + 1);
	return !is_one_of(line, i, automatic_not_before);
}

static bool fits(const struct line *line, size_t next, enum automatic_kind kind)
{
	bool is_old = is_before_old_subject(line, next);

	/* A person asks. */
	if (line->is_question && !is_old)
		return false;
	switch (kind) {
	case AUTOMATIC_FREE:
		return is_old || may_follow_free(line, next);
	case AUTOMATIC_LEAD:
	case AUTOMATIC_NAMED:
		return is_old || may_lead(line, next);
	case AUTOMATIC_DATED:
		return is_reply_prefix(line, next) || is_dates_only(line, next);
	}
	return false;
}

/* The row's words; NULL: none stands there. */
static const char *row_at(const struct line *line, size_t i, bool is_named)
{
	for (size_t n = 0; n < automatic_rows_len; n++) {
		const struct automatic_row *row = &automatic_rows[n];
		size_t next;

		if ((row->kind == AUTOMATIC_NAMED) != is_named)
			continue;
		next = behind(line, i, row->words);
		if (next > 0 && fits(line, next, row->kind))
			return row->words;
	}
	return NULL;
}

/* "Jan van Dyk/Sales is out of the office" */
static const char *row_behind_name(const struct line *line, size_t i)
{
	if (i >= line->len || is_one_of(line, i, automatic_no_names))
		return NULL;
	for (size_t n = 0; n < NAME_WORDS_MAX && i < line->len; n++, i++) {
		const char *row = n > 0 ? row_at(line, i, true) : NULL;

		if (row)
			return row;
		if (!line->words[i].is_capital && line->words[i].len > 3)
			return NULL;
		if (n > 0 && line->words[i].has_colon)
			return NULL;
	}
	return NULL;
}

/* Notes writes "AUTO:" in capitals; "Auto:" may be a car. */
static bool is_auto_mark(const struct line *line, size_t i)
{
	return behind(line, i, "auto") > 0 && line->words[i].is_all_capitals &&
		(line->words[i + 1].has_colon || line->words[i + 1].has_close);
}

/* Behind a reply's prefix ("Re[2]:" too) or a tag; i: none is there. */
static size_t skip_one(const struct line *line, size_t i)
{
	if (is_reply_prefix(line, i))
		return i + 1;
	if (i + 1 < line->len && line->words[i + 1].is_number &&
		line->words[i + 2].has_colon &&
		is_one_of(line, i, automatic_reply_prefixes))
		return i + 2;
	if (i < line->len &&
		(line->words[i].has_open ||
			(line->words[i].has_break &&
				!line->words[i].has_close)))
		for (size_t end = i + 1; end < line->len; end++)
			if (line->words[end].has_close ||
				(!line->words[i].has_open &&
					line->words[end].has_break))
				return end;
	return i;
}

/* The administrator's words, folded as a subject is. */
static enum err own_at(const struct inbound_list *own, const struct line *line,
	size_t i, const char **row_r)
{
	struct line words;
	enum err e = ERR_OK;

	*row_r = NULL;
	for (size_t n = 0; !e && !*row_r && n < own->len; n++) {
		e = line_read(own->items[n], &words);
		if (e || words.len == 0)
			continue;
		words.folded[words.words[words.len].at - 1] = '\0';
		if (behind(line, i, words.folded) > 0)
			*row_r = own->items[n];
	}
	return e;
}

static enum err find_row_at(const struct inbound_list *own,
	const struct line *line, size_t i, const char **row_r)
{
	*row_r = is_auto_mark(line, i) ? "AUTO:" : row_at(line, i, false);
	if (!*row_r)
		*row_r = row_behind_name(line, i);
	return *row_r ? ERR_OK : own_at(own, line, i, row_r);
}

enum err automatic_in_subject(
	const struct inbound_list *own, const char *subject, const char **row_r)
{
	struct line line;
	size_t i = 0, next;
	enum err e = line_read(subject, &line);

	*row_r = NULL;
	while (!e && i < line.len && !*row_r) {
		e = find_row_at(own, &line, i, row_r);
		next = skip_one(&line, i);
		if (next == i)
			break;
		i = next;
	}
	return e;
}

static bool is_said_at(const struct line *line, size_t i)
{
	for (size_t n = 0; n < automatic_rows_len; n++) {
		enum automatic_kind kind = automatic_rows[n].kind;

		if ((kind == AUTOMATIC_FREE || kind == AUTOMATIC_NAMED) &&
			behind(line, i, automatic_rows[n].words) > 0)
			return true;
	}
	return false;
}

static bool begins_sentence(const struct line *line, size_t i)
{
	return i == 0 || line->words[i].has_break ||
		line->words[i].has_line_end;
}

enum err automatic_in_text(
	const struct inbound_list *own, const char *text, bool *is_r)
{
	const char *row = NULL;
	struct line line;
	enum err e = line_read(text, &line);

	*is_r = false;
	for (size_t i = 0; !e && i < line.len && !*is_r; i++) {
		*is_r = is_said_at(&line, i);
		if (!*is_r && begins_sentence(&line, i))
			e = own_at(own, &line, i, &row);
		*is_r = *is_r || row;
	}
	return e;
}
