/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/plain.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* The first character; *text_r is what stands for it. */
static size_t next(
	const char *at, size_t left, const char **text_r, size_t *text_len_r)
{
	gunichar c;
	size_t len;

	if (*at == '\0') { /* GLib would take it for the end */
		*text_r = "?";
		*text_len_r = 1;
		return 1;
	}
	c = g_utf8_get_char_validated(at, (gssize)left);
	if (c == (gunichar)-1 || c == (gunichar)-2) {
		*text_r = REPLACEMENT;
		*text_len_r = strlen(REPLACEMENT);
		return 1;
	}
	len = (size_t)(g_utf8_next_char(at) - at);
	*text_r = utf8_is_harmful(c) ? "?" : at;
	*text_len_r = utf8_is_harmful(c) ? 1 : len;
	return len;
}

enum err plain_add(
	struct buf *out, const char *text, size_t len, size_t max_len)
{
	size_t used = 0;

	for (size_t i = 0; i < len;) {
		const char *shown;
		size_t shown_len;

		i += next(text + i, len - i, &shown, &shown_len);
		used += shown_len;
		if (used > max_len)
			break;
		(void)buf_add(out, shown, shown_len);
	}
	return buf_err(out);
}

enum err plain_adds(struct buf *out, const char *text, size_t max_len)
{
	return plain_add(out, text, strlen(text), max_len);
}

static bool is_end_of_line(const char *at, size_t left)
{
	return *at == '\n' || (left > 1 && at[0] == '\r' && at[1] == '\n');
}

enum err plain_add_head(
	struct buf *out, const char *head, size_t len, bool *is_ascii_r)
{
	bool is_line_empty = true;

	*is_ascii_r = true;
	for (size_t i = 0; i < len;) {
		const char *shown;
		size_t shown_len;

		if (is_end_of_line(head + i, len - i)) {
			if (is_line_empty)
				break;
			i += head[i] == '\r' ? 2 : 1;
			(void)buf_addc(out, '\n');
			is_line_empty = true;
			continue;
		}
		is_line_empty = false;
		if (head[i] == '\t') {
			(void)buf_addc(out, head[i++]);
			continue;
		}
		i += next(head + i, len - i, &shown, &shown_len);
		*is_ascii_r &= (unsigned char)*shown < 0x80;
		(void)buf_add(out, shown, shown_len);
	}
	if (!is_line_empty)
		(void)buf_addc(out, '\n');
	return buf_err(out);
}
