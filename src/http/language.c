/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/language.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define WHOLE 1000 /* "q=1" in thousandths */

static size_t find(
	const char *tag, size_t tag_len, const char *const *codes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t n = strlen(codes[i]);

		if (tag_len >= n && strncasecmp(tag, codes[i], n) == 0 &&
			(tag_len == n || tag[n] == '-'))
			return i;
	}
	return len;
}

size_t language_find(const char *tag, const char *const *codes, size_t len)
{
	return find(tag, strlen(tag), codes, len);
}

/* "q=0.75" in thousandths; -1: it is none. */
static int read_weight(const char *at, const char *end)
{
	int weight, place = WHOLE / 10;

	if (end - at < 3 || (at[0] != 'q' && at[0] != 'Q') || at[1] != '=' ||
		(at[2] != '0' && at[2] != '1'))
		return -1;
	weight = at[2] == '1' ? WHOLE : 0;
	at += 3;
	if (at < end && *at == '.')
		at++;
	for (; at < end && *at >= '0' && *at <= '9' && place > 0; at++) {
		weight += (*at - '0') * place;
		place /= 10;
	}
	return weight > WHOLE ? WHOLE : weight;
}

/* One range of the list, "pl-PL;q=0.9". */
static int weight_of(const char *at, const char *end, size_t *tag_len_r)
{
	const char *tag_end = at + strcspn(at, ",; \t");
	const char *q = memchr(at, ';', (size_t)(end - at));
	int weight = WHOLE;

	*tag_len_r = (size_t)((tag_end < end ? tag_end : end) - at);
	while (q && q < end && strchr("; \t", *q))
		q++;
	if (q && q < end)
		weight = read_weight(q, end);
	return weight;
}

size_t language_choose(
	const char *accepted, const char *const *codes, size_t len)
{
	const char *at = accepted ? accepted : "";
	size_t best = 0;
	int best_weight = 0;

	while (*at) {
		const char *end;
		size_t tag_len, i;
		int weight;

		at += strspn(at, ", \t");
		end = at + strcspn(at, ",");
		weight = weight_of(at, end, &tag_len);
		i = find(at, tag_len, codes, len);
		/* "*" is the first of ours. */
		if (tag_len == 1 && *at == '*')
			i = 0;
		if (i < len && weight > best_weight) {
			best = i;
			best_weight = weight;
		}
		at = end;
	}
	return best;
}
