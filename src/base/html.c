/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/html.h"

#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

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
	for (size_t i = 0; i < len;) {
		uint32_t c;
		size_t step = utf8_next(text + i, len - i, &c);
		const char *instead =
			step == 1 ? reference((unsigned char)c) : NULL;

		if (step == 0)
			buf_adds(out, REPLACEMENT);
		else if (instead)
			buf_adds(out, instead);
		else
			buf_add(out, text + i, step);
		i += step ? step : 1;
	}
	return buf_err(out);
}

enum err html_add(struct buf *out, const char *text)
{
	return html_add_len(out, text, strlen(text));
}
