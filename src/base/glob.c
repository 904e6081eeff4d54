/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/glob.h"

static unsigned char fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Octets of the character that begins here; a stray octet counts as one. */
static size_t char_len(const char *text, size_t left)
{
	size_t n = 1;

	while (n < left && ((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

bool glob_match(const char *pattern, const char *text, size_t text_len)
{
	const char *star = NULL;
	size_t at = 0, star_at = 0;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			star_at = at;
			continue;
		}
		if (at == text_len && *pattern == '\0')
			return true;
		if (at < text_len && *pattern == '?') {
			at += char_len(text + at, text_len - at);
			pattern++;
			continue;
		}
		if (at < text_len && *pattern &&
			fold(*pattern) == fold(text[at])) {
			at++;
			pattern++;
			continue;
		}
		/* The latest star takes one more octet; earlier ones need
		 * not be tried again. */
		if (!star || star_at == text_len)
			return false;
		pattern = star;
		at = ++star_at;
	}
}
