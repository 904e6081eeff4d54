/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/visible.h"

#include <string.h>

#include "base/utf8.h"

#define PRINTED_MAX ((size_t)64 << 20)
#define CHARACTER_SIZE 16

/* What is shown for the first character; "size" is CHARACTER_SIZE. */
static size_t show(
	const char *text, size_t len, char *shown_r, size_t *shown_len_r)
{
	uint32_t c;
	size_t step = utf8_next(text, len, &c);

	if (step > 0 && !utf8_is_harmful(c)) {
		memcpy(shown_r, text, step);
		*shown_len_r = step;
		return step;
	}
	if (step == 0)
		c = (unsigned char)*text;
	*shown_len_r = (size_t)snprintf(shown_r, CHARACTER_SIZE,
		step > 1 ? "\\u%04x" : "\\x%02x", (unsigned)c);
	return step ? step : 1;
}

enum err visible_add(struct buf *out, const char *text, size_t len)
{
	char shown[CHARACTER_SIZE];
	size_t shown_len;

	for (size_t i = 0; i < len;) {
		i += show(text + i, len - i, shown, &shown_len);
		(void)buf_add(out, shown, shown_len);
	}
	return buf_err(out);
}

enum err visible_adds(struct buf *out, const char *text)
{
	return visible_add(out, text, strlen(text));
}

void visible_copy(char *to, size_t size, const char *text)
{
	size_t len = strlen(text), used = 0, shown_len;
	char shown[CHARACTER_SIZE];

	for (size_t i = 0; i < len; used += shown_len) {
		i += show(text + i, len - i, shown, &shown_len);
		if (used + shown_len >= size)
			break;
		memcpy(to + used, shown, shown_len);
	}
	to[used] = '\0';
}

static enum err addf(struct buf *out, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);

static enum err addf(struct buf *out, const char *fmt, va_list ap)
{
	size_t fmt_len = strlen(fmt);
	bool ends = fmt_len > 0 && fmt[fmt_len - 1] == '\n';
	struct buf text;

	buf_init(&text, PRINTED_MAX);
	if (buf_vaddf(&text, fmt, ap) == ERR_OK)
		(void)visible_add(out, buf_text(&text), text.len - ends);
	else
		(void)buf_adds(out, "[a text that is too long]");
	if (ends)
		(void)buf_addc(out, '\n');
	buf_free(&text);
	return buf_err(out);
}

enum err visible_addf(struct buf *out, const char *fmt, ...)
{
	va_list ap;
	enum err e;

	va_start(ap, fmt);
	e = addf(out, fmt, ap);
	va_end(ap);
	return e;
}

void visible_vprintf(FILE *to, const char *fmt, va_list ap)
{
	struct buf line;

	buf_init(&line, VISIBLE_FACTOR * PRINTED_MAX);
	(void)addf(&line, fmt, ap);
	fwrite(buf_text(&line), 1, line.len, to);
	buf_free(&line);
}

void visible_printf(FILE *to, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	visible_vprintf(to, fmt, ap);
	va_end(ap);
}

void visible_print_lines(FILE *to, const char *text)
{
	char shown[CHARACTER_SIZE];
	size_t len = strlen(text), shown_len;

	for (size_t i = 0; i < len;) {
		if (text[i] == '\n') {
			fputc(text[i++], to);
			continue;
		}
		i += show(text + i, len - i, shown, &shown_len);
		fwrite(shown, 1, shown_len, to);
	}
}
