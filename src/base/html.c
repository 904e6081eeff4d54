/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/html.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Length of the well-formed sequence at "p" (RFC 3629); 0: there is none. */
static size_t sequence(const unsigned char *p, size_t len)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t need;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	need = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (need > len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return need;
}

static const char *reference(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
		return NULL;
	default:
		return c < 0x20 || c == 0x7f ? REPLACEMENT : NULL;
	}
}

enum err html_add_len(struct buf *out, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;

	for (size_t i = 0; i < len;) {
		size_t step = sequence(p + i, len - i);
		const char *instead = step == 1 ? reference(p[i]) : NULL;

		if (step == 0)
			buf_adds(out, REPLACEMENT);
		else if (instead)
			buf_adds(out, instead);
		else
			buf_add(out, p + i, step);
		i += step ? step : 1;
	}
	return buf_err(out);
}

enum err html_add(struct buf *out, const char *text)
{
	return html_add_len(out, text, strlen(text));
}
