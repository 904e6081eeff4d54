/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/csv/words_private.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#define ASCII_END 0x80

static bool is_upper(ucs4_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(ucs4_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		(c >= ASCII_END && uc_is_alnum(c));
}

/* Letters that have no decomposition but are written without their stroke. */
static const char *without_stroke(ucs4_t c)
{
	switch (c) {
	case 0x142: /* l with stroke */
	case 0x141:
		return "l";
	case 0xF8: /* o with stroke */
	case 0xD8:
		return "o";
	case 0x111: /* d with stroke */
	case 0x110:
		return "d";
	case 0xDF: /* sharp s */
		return "ss";
	case 0xE6: /* ae */
	case 0xC6:
		return "ae";
	case 0x153: /* oe */
	case 0x152:
		return "oe";
	default:
		return NULL;
	}
}

static void add(struct words *w, const char *text, size_t len, bool begins)
{
	if (w->len + len >= WORDS_SIZE)
		return;
	memcpy(w->text + w->len, text, len);
	w->begins[w->len] = begins;
	w->len += len;
}

static void add_char(struct words *w, ucs4_t c, bool begins)
{
	const char *plain = c >= ASCII_END ? without_stroke(c) : NULL;
	uint8_t bytes[8];
	int n;

	if (plain) {
		add(w, plain, strlen(plain), begins);
		return;
	}
	n = u8_uctomb(bytes, uc_tolower(c), sizeof(bytes));
	if (n > 0)
		add(w, (const char *)bytes, (size_t)n, begins);
}

static void fold_decomposed(const uint8_t *at, size_t len, struct words *w)
{
	const uint8_t *end = at + len;
	bool is_apart = true, was_lower = false;

	while (at < end) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, at, (size_t)(end - at));

		if (n <= 0) {
			at++;
			is_apart = true;
			continue;
		}
		at += n;
		/* An accent, or a space without width, divides nothing. */
		if (uc_combining_class(c) != 0 || c == 0x200B || c == 0xAD)
			continue;
		if (!is_letter(is_upper(c) ? uc_tolower(c) : c)) {
			is_apart = true;
			continue;
		}
		add_char(w, c, is_apart || (was_lower && is_upper(c)));
		was_lower = !is_upper(c);
		is_apart = false;
	}
}

void words_fold(const char *text, size_t len, struct words *words_r)
{
	uint8_t bytes[4 * WORDS_SIZE];
	size_t bytes_len = sizeof(bytes);
	uint8_t *plain;

	*words_r = (struct words){.len = 0};
	if (len > WORDS_SIZE)
		len = WORDS_SIZE;
	plain = u8_normalize(
		UNINORM_NFKD, (const uint8_t *)text, len, bytes, &bytes_len);
	if (plain)
		fold_decomposed(plain, bytes_len, words_r);
	else
		fold_decomposed((const uint8_t *)text, len, words_r);
	if (plain && plain != bytes)
		free(plain);
	words_r->begins[words_r->len] = true;
}

static bool goes_on(const struct words *words, size_t at, const char *stem)
{
	for (; *stem; stem++) {
		if (*stem == ' ')
			continue;
		if (words->text[at++] != *stem)
			return false;
	}
	return stem[-1] != ' ' || words->begins[at];
}

bool words_have(const struct words *words, const char *stem)
{
	for (size_t i = 0; i < words->len; i++)
		if (words->begins[i] && goes_on(words, i, stem))
			return true;
	return false;
}

static bool is_blank(ucs4_t c)
{
	return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 ||
		(c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x205F ||
		c == 0x2060 || (c >= 0x202A && c <= 0x202E) || c == 0x3000 ||
		c == 0xFEFF;
}

size_t words_blanks(const char *text, size_t len, bool at_end)
{
	const uint8_t *begin = (const uint8_t *)text;
	const uint8_t *end = begin + len;

	while (begin < end) {
		const uint8_t *at = begin;
		ucs4_t c;

		if (at_end)
			for (at = end - 1; at > begin && (*at & 0xC0) == 0x80;)
				at--;
		if (u8_mbtoucr(&c, at, (size_t)(end - at)) <= 0 || !is_blank(c))
			break;
		if (at_end)
			end = at;
		else
			begin += u8_strmblen(begin);
	}
	return len - (size_t)(end - begin);
}
