/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/utf8.h"

/* How many octets begin so; the bounds of the second leave out what is too
 * long, a surrogate or past U+10FFFF. */
static size_t begin(
	unsigned char first, unsigned char *low_r, unsigned char *high_r)
{
	*low_r = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	*high_r = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t utf8_next(const char *text, size_t len, uint32_t *character_r)
{
	static const unsigned char bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *p = (const unsigned char *)text;
	unsigned char low, high;
	size_t need;

	*character_r = 0;
	if (len == 0)
		return 0;
	need = begin(p[0], &low, &high);
	if (need == 0 || need > len)
		return 0;
	if (need > 1 && (p[1] < low || p[1] > high))
		return 0;
	*character_r = p[0] & bits[need];
	for (size_t i = 1; i < need; i++) {
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
		*character_r = *character_r << 6 | (p[i] & 0x3f);
	}
	return need;
}

bool utf8_is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
		c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029 ||
		(c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}
