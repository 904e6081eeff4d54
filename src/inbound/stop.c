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

/* A longer line is no "stop" but a letter; the begin of it may be one. */
#define LINE_MAX_LEN 400

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
		"vs", "ref", "res", "rif", "rép", "ynt"};

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

enum err stop_in_subject(const struct inbound_list *words, const char *subject,
	const char **word_r)
{
	const char *text = answered_subject(subject);

	return meet(words, text, strlen(text), false, word_r);
}

enum err stop_in_line(const struct inbound_list *words, const char *line,
	size_t len, const char **word_r)
{
	return meet(words, line, len, true, word_r);
}
