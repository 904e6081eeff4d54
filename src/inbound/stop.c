/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/stop.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "inbound/stop_match.h"

/* A longer line is no "stop" but a letter; the begin of it may be one. */
#define LINE_MAX_LEN 400

/* Of a letter, below its greeting, which has so many words at most. */
#define SENTENCES 3
/* The key of the configuration that has them. */
#define OWN_WORDS "stop-words"
#define GREETING_WORDS 5

/* With its marks; a mark that takes no room is none. */
static bool is_letter(ucs4_t c)
{
	return (uc_is_alnum(c) || uc_is_general_category(c, UC_MARK)) &&
		!uc_is_property_default_ignorable_code_point(c);
}

/* Words, case-folded, each once divided from the next by one blank. What
 * takes no room divides none. */
static enum err words_of(const char *text, size_t len, char **words_r)
{
	uint8_t *folded;
	size_t folded_len, used = 0;
	bool is_gap = false;

	if (len > LINE_MAX_LEN)
		len = LINE_MAX_LEN;
	folded = u8_casefold((const uint8_t *)text, len, NULL, UNINORM_NFC,
		NULL, &folded_len);
	/* A character cut in two is the end. */
	while (!folded && len > 0 && len-- > LINE_MAX_LEN - 4)
		folded = u8_casefold((const uint8_t *)text, len, NULL,
			UNINORM_NFC, NULL, &folded_len);
	*words_r = calloc(1, (folded ? folded_len : 0) + 1);
	if (!*words_r) {
		free(folded);
		return ERR_NOMEM;
	}
	for (size_t i = 0; folded && i < folded_len;) {
		ucs4_t c;
		int n = u8_mbtouc(&c, folded + i, folded_len - i);

		if (is_letter(c)) {
			if (is_gap && used > 0)
				(*words_r)[used++] = ' ';
			memcpy(*words_r + used, folded + i, (size_t)n);
			used += (size_t)n;
			is_gap = false;
		} else if (!uc_is_property_default_ignorable_code_point(c)) {
			is_gap = true;
		}
		i += (size_t)n;
	}
	(*words_r)[used] = '\0';
	free(folded);
	return ERR_OK;
}

/* "Re: ", "Odp.: ", "RE[2]: ", "AW: AW: " */
static const char *answered_subject(const char *text)
{
	static const char *const marks[] = {"re", "odp", "aw", "antw", "sv",
		"vs", "ref", "res", "rif", "rép", "ynt", "fwd", "fw", "wg",
		"pd", "tr"};

	for (;;) {
		size_t i, len = 0;
		const char *at;

		text += strspn(text, " \t");
		for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
			len = strlen(marks[i]);
			if (strncasecmp(text, marks[i], len) == 0)
				break;
		}
		if (i == sizeof(marks) / sizeof(*marks))
			return text;
		at = text + len;
		at += strspn(at, ". \t");
		if (*at == '[' || *at == '(' || *at == '^')
			at += strspn(at, "[(^0123456789)] ");
		if (*at != ':')
			return text;
		text = at + 1;
	}
}

static enum err meet(const struct inbound_list *words, const char *text,
	size_t len, bool may_go_on, const char **word_r)
{
	char *said, *word = NULL;
	enum err e = words_of(text, len, &said);

	*word_r = NULL;
	for (size_t i = 0; !e && !*word_r && i < words->len; i++) {
		size_t word_len;

		e = words_of(words->items[i], strlen(words->items[i]), &word);
		if (e)
			break;
		word_len = strlen(word);
		if (word_len > 0 && strncmp(said, word, word_len) == 0 &&
			(said[word_len] == '\0' ||
				(may_go_on && said[word_len] == ' ')))
			*word_r = words->items[i];
		free(word);
	}
	free(said);
	if (e)
		return e;
	return *word_r ? ERR_OK : ERR_NOT_FOUND;
}

/* ----------------------------------------------- the administrator's words */

/* Sentence by sentence; "first" is the token at which one begins. */
static enum err own_words_at(const struct inbound_list *words, const char *text,
	const struct stop_text *tokens, size_t first, const char **word_r)
{
	size_t last = first, begin = tokens->tokens[first].begin;

	while (tokens->tokens[last + 1].word[0] != '\0')
		last++;
	return meet(words, text + begin, tokens->tokens[last].end - begin, true,
		word_r);
}

static enum err own_words(const struct inbound_list *words, const char *text,
	const struct stop_text *tokens, const uint64_t *polite,
	const char **word_r)
{
	bool is_begin = true;
	enum err e = ERR_NOT_FOUND;

	for (size_t i = 1; e == ERR_NOT_FOUND && i < tokens->len; i++) {
		bool is_edge = tokens->tokens[i].word[0] == '\0';

		/* Also behind "please" and the like. */
		if (is_begin && !is_edge)
			e = own_words_at(words, text, tokens, i, word_r);
		is_begin = is_edge || (is_begin && polite[i]);
	}
	return e;
}

/* --------------------------------------------------------------- sentences */

/* Where the sentences end that are looked at: a greeting is none of them. */
static void cut(struct stop_text *text, const uint64_t *polite)
{
	size_t first = 1, sentences = 0;
	bool says_something = false;

	for (size_t i = 1; i < text->len; i++) {
		if (text->tokens[i].word[0] != '\0') {
			says_something |= polite[i] == 0;
			continue;
		}
		if (says_something &&
			!((polite[first] & STOP_GREETING) &&
				i - first <= GREETING_WORDS))
			sentences++;
		if (sentences == SENTENCES)
			text->len = i + 1;
		first = i + 1;
		says_something = false;
	}
}

/* A sentence of nothing else goes with its edge. */
static void leave_politeness_out(struct stop_text *text, const uint64_t *polite)
{
	size_t used = 1;
	bool is_after_comma = false;

	for (size_t i = 1; i < text->len; i++) {
		struct stop_token *token = &text->tokens[i];
		bool is_edge = token->word[0] == '\0';

		is_after_comma |= token->is_after_comma;
		if (polite[i] ||
			(is_edge && text->tokens[used - 1].word[0] == '\0'))
			continue;
		token->is_after_comma = is_after_comma && !is_edge &&
			text->tokens[used - 1].word[0] != '\0';
		is_after_comma = false;
		text->tokens[used++] = *token;
	}
	text->len = used;
}

/* Blanks and line ends are one blank; a long one is cut. */
static void say(struct stop_found *found, const char *text, size_t len)
{
	size_t used = 0;

	while (len > 0 && (unsigned char)*text <= ' ') {
		text++;
		len--;
	}
	for (size_t i = 0; i < len && used < sizeof(found->said) - 1; i++) {
		char c = (unsigned char)text[i] <= ' ' ? ' ' : text[i];

		if (c != ' ' || (used > 0 && found->said[used - 1] != ' '))
			found->said[used++] = c;
	}
	while (used > 0 && found->said[used - 1] == ' ')
		used--;
	/* Not in the midst of a character. */
	while (used > 0 && u8_check((const uint8_t *)found->said, used) != NULL)
		used--;
	found->said[used] = '\0';
}

static enum err found_by_word(struct stop_found *found, const char *word)
{
	found->grade = INBOUND_CERTAIN;
	memcpy(found->row, OWN_WORDS, sizeof(OWN_WORDS));
	say(found, word, strlen(word));
	return ERR_OK;
}

static enum err by_grammar(const struct stop_text *tokens, bool whole,
	const char *text, struct stop_found *found)
{
	struct stop_match match;
	size_t begin;

	stop_match(tokens, whole, &match);
	if (match.grade == INBOUND_UNSAID)
		return ERR_NOT_FOUND;
	found->grade = match.grade;
	stop_match_name(&match, found->row);
	begin = tokens->tokens[match.first].begin;
	say(found, text + begin, tokens->tokens[match.last].end - begin);
	return ERR_OK;
}

enum err stop_in_letter(const struct inbound_list *words, const char *text,
	size_t len, struct stop_found *found_r)
{
	struct stop_text tokens;
	uint64_t polite[STOP_TOKENS_MAX];
	const char *word;
	enum err e = stop_text_read(text, len, &tokens);

	*found_r = (struct stop_found){.grade = INBOUND_UNSAID};
	if (e)
		return e;
	stop_politeness(&tokens, polite);
	cut(&tokens, polite);
	e = own_words(words, text, &tokens, polite, &word);
	if (!e)
		return found_by_word(found_r, word);
	if (e != ERR_NOT_FOUND)
		return e;
	leave_politeness_out(&tokens, polite);
	return by_grammar(&tokens, false, text, found_r);
}

enum err stop_in_subject(const struct inbound_list *words, const char *subject,
	bool is_reply, struct stop_found *found_r)
{
	const char *text = answered_subject(subject), *word;
	bool is_ours = is_reply && text != subject;
	size_t len = strlen(text);
	struct stop_text tokens;
	uint64_t polite[STOP_TOKENS_MAX];
	enum err e = meet(words, text, len, false, &word);

	*found_r = (struct stop_found){.grade = INBOUND_UNSAID};
	if (!e) {
		e = found_by_word(found_r, word);
	} else if (e == ERR_NOT_FOUND) {
		e = stop_text_read(text, len, &tokens);
		if (e)
			return e;
		stop_politeness(&tokens, polite);
		leave_politeness_out(&tokens, polite);
		e = by_grammar(&tokens, is_ours, text, found_r);
	}
	if (!e && is_ours)
		found_r->grade = INBOUND_LIKELY;
	return e;
}
