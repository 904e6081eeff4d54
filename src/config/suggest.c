/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/suggest_private.h"

#include <stdbool.h>
#include <string.h>

static char fold(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Restricted Damerau-Levenshtein distance; three rows suffice. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][SUGGEST_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const size_t *twice = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			bool same = fold(a[i - 1]) == fold(b[j - 1]);

			row[j] = least(above[j - 1] + !same,
				least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 &&
				fold(a[i - 1]) == fold(b[j - 2]) &&
				fold(a[i - 2]) == fold(b[j - 1]))
				row[j] = least(row[j], twice[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

void suggestion_init_len(struct suggestion *s, const char *typed, size_t len)
{
	size_t allowed = len / 3;

	*s = (struct suggestion){
		.typed = typed,
		.typed_len = len,
		.distance = (allowed > 1 ? allowed : 1) + 1,
	};
}

void suggestion_init(struct suggestion *s, const char *typed)
{
	suggestion_init_len(s, typed, strlen(typed));
}

void suggestion_offer_len(struct suggestion *s, const char *word, size_t len)
{
	size_t d;

	if (len > SUGGEST_MAX || s->typed_len > SUGGEST_MAX || !len)
		return;
	d = distance(s->typed, s->typed_len, word, len);
	/* All letters replaced is no nearness, however short the word. */
	if (d >= s->distance || d >= len)
		return;
	s->word = word;
	s->word_len = len;
	s->distance = d;
}

void suggestion_offer(struct suggestion *s, const char *word)
{
	suggestion_offer_len(s, word, strlen(word));
}

void suggestion_offer_words(struct suggestion *s, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, ", ");

		suggestion_offer_len(s, words, len);
		words += len;
		words += strspn(words, ", ");
	}
}
