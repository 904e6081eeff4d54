/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/unsubscribe_text.h"

#include <stddef.h>
#include <string.h>

#define LONGEST 160

/* UTF-8 that takes no room: programs put it where a line may be broken. */
static const char *const invisible[] = {
	"\xc2\xad", /* soft hyphen */
	"\xe2\x80\x8b", /* zero-width space */
	"\xe2\x80\x8c", "\xe2\x80\x8d", /* (non-)joiners */
	"\xe2\x81\xa0", /* word joiner */
	"\xef\xbb\xbf", /* byte-order mark */
};

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ||
		(c >= 'a' && c <= 'f');
}

static bool is_length(size_t len)
{
	return len == 107 || len == 128 || len == LONGEST;
}

/* Its first two octets are the version, 1, and a generation of keys. */
static bool can_begin(const char *at)
{
	return at[0] == 'A' &&
		((at[1] >= 'Q' && at[1] <= 'Z') ||
			(at[1] >= 'a' && at[1] <= 'f'));
}

static size_t invisible_len(const char *at)
{
	for (size_t i = 0; i < sizeof(invisible) / sizeof(*invisible); i++)
		if (strncmp(at, invisible[i], strlen(invisible[i])) == 0)
			return strlen(invisible[i]);
	return 0;
}

/* "=" before the end of a line: RFC 2045 6.7 (5). */
static bool is_soft_break(const char *at)
{
	return at[0] == '=' &&
		(at[1] == '\n' || (at[1] == '\r' && at[2] == '\n'));
}

/* Behind blanks, ends of lines, the marks of a quotation that begin a line,
 * and what takes no room. */
static const char *skip_gap(const char *at)
{
	bool is_new_line = false;
	size_t len;

	for (;;) {
		if (*at == '\n')
			is_new_line = true;
		if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' ||
			(*at == '>' && is_new_line) || is_soft_break(at)) {
			at++;
			continue;
		}
		len = invisible_len(at);
		if (len == 0)
			return at;
		at += len;
	}
}

/* From "at" over gaps: the first end of a piece at which the length is
 * right. */
static bool join(const char *at, char token_r[UNSUBSCRIBE_TEXT_SIZE])
{
	size_t len = 0;

	for (;;) {
		const char *next;

		while (is_letter(*at) && len < LONGEST)
			token_r[len++] = *at++;
		token_r[len] = '\0';
		if (is_letter(*at))
			return false;
		if (is_length(len))
			return true;
		next = skip_gap(at);
		if (next == at || !is_letter(*next))
			return false;
		at = next;
	}
}

bool unsubscribe_text_read(
	const char *text, char token_r[UNSUBSCRIBE_TEXT_SIZE])
{
	const char *at = skip_gap(text);

	if (can_begin(at) && join(at, token_r))
		return true;
	token_r[0] = '\0';
	return false;
}

/* "%2F" and the like: its digits are no letters of a token. */
static bool is_escape(const char *at)
{
	return at[0] == '%' && is_hex(at[1]) && is_hex(at[2]);
}

bool unsubscribe_text_find(
	const char *text, char token_r[UNSUBSCRIBE_TEXT_SIZE])
{
	bool is_inside = false;

	for (const char *at = text; *at; at++) {
		if (is_escape(at)) {
			at += 2;
			is_inside = false;
			continue;
		}
		if (!is_inside && can_begin(at) && join(at, token_r))
			return true;
		is_inside = is_letter(*at);
	}
	token_r[0] = '\0';
	return false;
}
