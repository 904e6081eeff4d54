/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/header_value_private.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unistr.h>

#include "base/buf.h"
#include "core/comparable.h"

#define CHARSET_SIZE 64
#define REPLACEMENT "\xef\xbf\xbd"
/* No header's value is longer: the milter limits heads to far less. */
#define VALUE_MAX ((size_t)16 << 20)

/* "=?charset*language?B?text?=" */
struct word {
	char charset[CHARSET_SIZE];
	char encoding;
	const char *text;
	size_t len;
	const char *end; /* behind it */
};

/* A value while it is read. */
struct reading {
	struct buf out;
	/* Octets of words that stand side by side, not converted yet: some
	 * programs divide a character between two of them. */
	struct buf octets;
	char charset[CHARSET_SIZE]; /* "": there are none */
	bool is_read;
};

void header_value_unfold(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '\r' && *from != '\n') {
			*to++ = *from;
			continue;
		}
		if (from[1] != ' ' && from[1] != '\t' && from[1] != '\r' &&
			from[1] != '\n')
			*to++ = ' ';
	}
	*to = '\0';
}

void header_value_trim(char *text)
{
	size_t begin = strspn(text, " \t"), len = strlen(text);

	while (len > begin && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	memmove(text, text + begin, len - begin);
	text[len - begin] = '\0';
}

/* ------------------------------------------------------------ characters */

static bool is_control(ucs4_t c)
{
	return (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0);
}

/* UTF-8, or what says that it is; the rest is replaced. */
static void add_utf8(struct reading *r, const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;

	while (len > 0) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, at, len);

		if (n <= 0 || is_control(c)) {
			r->is_read = false;
			(void)buf_adds(&r->out, REPLACEMENT);
			n = 1 + (n == 2);
		} else {
			(void)buf_add(&r->out, at, (size_t)n);
		}
		at += n;
		len -= (size_t)n;
	}
}

/* From any character set that the C library knows. */
static void add_converted(struct reading *r)
{
	char *in = r->octets.data, out[256], *to;
	size_t in_len = r->octets.len, room;
	iconv_t convert = iconv_open("UTF-8", r->charset);

	if (convert == (iconv_t)-1) {
		r->is_read = false;
		(void)buf_adds(&r->out, REPLACEMENT);
		return;
	}
	while (in_len > 0) {
		bool fails;

		to = out;
		room = sizeof(out);
		fails = iconv(convert, &in, &in_len, &to, &room) ==
				(size_t)-1 &&
			errno != E2BIG;
		add_utf8(r, out, (size_t)(to - out));
		if (fails) {
			r->is_read = false;
			(void)buf_adds(&r->out, REPLACEMENT);
			break;
		}
	}
	iconv_close(convert);
}

static void flush_words(struct reading *r)
{
	if (strcasecmp(r->charset, "utf-8") == 0 ||
		strcasecmp(r->charset, "utf8") == 0)
		add_utf8(r, r->octets.data, r->octets.len);
	else if (r->charset[0])
		add_converted(r);
	buf_reset(&r->octets);
	r->charset[0] = '\0';
}

/* ---------------------------------------------------------- encoded words */

static bool is_charset(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || (c && strchr("-_.:+()", c));
}

static bool read_charset(struct word *w, const char *charset, size_t len)
{
	if (len == 0 || len >= sizeof(w->charset))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_charset(charset[i]))
			return false;
	memcpy(w->charset, charset, len);
	w->charset[len] = '\0';
	return true;
}

/*
 * ERR_NOT_FOUND: none begins here; ERR_INVALID: one does, and nobody can tell
 * what it says. "last" is the last "?=" of the value, or NULL: an end is
 * looked for only where there is one, so that the whole takes linear time.
 */
static enum err word_parse(const char *at, const char *last, struct word *w)
{
	const char *charset = at + 2, *next, *end;

	if (at[0] != '=' || at[1] != '?')
		return ERR_NOT_FOUND;
	next = charset + strcspn(charset, "? \t");
	if (next == charset || next[0] != '?' || !next[1] || next[2] != '?')
		return ERR_NOT_FOUND;
	w->encoding = next[1];
	w->text = next + 3;
	if (!last || last < w->text || !strchr("bBqQ", w->encoding) ||
		!read_charset(w, charset, strcspn(charset, "*?")))
		return ERR_INVALID;
	end = strstr(w->text, "?=");
	w->len = (size_t)(end - w->text);
	w->end = end + 2;
	return ERR_OK;
}

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* With its padding or without; false: it is broken. */
static bool read_base64(struct buf *out, const char *text, size_t len)
{
	unsigned bits = 0, have = 0;
	bool is_good = true, is_over = false;

	for (size_t i = 0; i < len; i++) {
		int digit = base64_digit(text[i]);

		if (text[i] == ' ' || text[i] == '\t')
			continue;
		is_over = is_over || text[i] == '=';
		if (digit < 0 || is_over) {
			is_good = is_good && text[i] == '=';
			continue;
		}
		bits = (bits << 6 | (unsigned)digit) & 0xffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			(void)buf_addc(out, (char)(bits >> have));
		}
	}
	/* A single digit is the beginning of an octet that never came. */
	return is_good && have < 6;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_quoted(struct buf *out, const char *text, size_t len)
{
	bool is_good = true;

	for (size_t i = 0; i < len; i++) {
		int high = -1, low = -1;

		if (text[i] != '=') {
			(void)buf_addc(out, text[i] == '_' ? ' ' : text[i]);
			continue;
		}
		if (len - i > 2) {
			high = hex_digit(text[i + 1]);
			low = hex_digit(text[i + 2]);
		}
		if (high < 0 || low < 0) {
			(void)buf_addc(out, '=');
			is_good = false;
			continue;
		}
		(void)buf_addc(out, (char)(high << 4 | low));
		i += 2;
	}
	return is_good;
}

static void add_word(struct reading *r, const struct word *w)
{
	bool is_base64 = w->encoding == 'b' || w->encoding == 'B';

	if (strcasecmp(r->charset, w->charset) != 0) {
		flush_words(r);
		memcpy(r->charset, w->charset, sizeof(r->charset));
	}
	if (!(is_base64 ? read_base64(&r->octets, w->text, w->len) :
			  read_quoted(&r->octets, w->text, w->len)))
		r->is_read = false;
}

/* ------------------------------------------------------------- the value */

/* RFC 2047 6.2: blanks between two encoded words do not belong to the text. */
static const char *next_word(const char *at, const char *last)
{
	struct word w;
	const char *next = at + strspn(at, " \t");

	return word_parse(next, last, &w) == ERR_OK ? next : at;
}

static const char *last_end(const char *text)
{
	const char *found = NULL;

	while ((text = strstr(text, "?=")) != NULL)
		found = text++;
	return found;
}

static void read_value(struct reading *r, const char *text)
{
	const char *plain = text, *at = text, *last = last_end(text);
	struct word w;

	while (*at) {
		enum err e = word_parse(at, last, &w);

		if (e == ERR_INVALID)
			r->is_read = false;
		if (e) {
			at++;
			continue;
		}
		if (at > plain)
			flush_words(r);
		add_utf8(r, plain, (size_t)(at - plain));
		add_word(r, &w);
		at = plain = next_word(w.end, last);
	}
	flush_words(r);
	add_utf8(r, plain, (size_t)(at - plain));
}

enum err header_value_make(const char *raw, char **text_r, bool *is_read_r)
{
	struct reading r = {.is_read = true};
	char *text = strdup(raw);
	enum err e = text ? ERR_OK : ERR_NOMEM;

	*text_r = NULL;
	buf_init(&r.out, VALUE_MAX);
	buf_init(&r.octets, VALUE_MAX);
	if (!e) {
		header_value_unfold(text);
		header_value_trim(text);
		read_value(&r, text);
		e = buf_err(&r.out) || buf_err(&r.octets) ? ERR_NOMEM : ERR_OK;
	}
	if (!e)
		e = comparable_make(buf_text(&r.out), r.out.len, text_r);
	*is_read_r = !e && r.is_read;
	buf_free(&r.out);
	buf_free(&r.octets);
	free(text);
	return e;
}
