/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/token.h"

#include <stddef.h>
#include <string.h>

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_length(size_t len)
{
	return len == 107 || len == 128 || len == 160;
}

/* Its first two octets are the version, 1, and a generation of keys. */
static bool can_begin(const char *at)
{
	return at[0] == 'A' &&
		((at[1] >= 'Q' && at[1] <= 'Z') ||
			(at[1] >= 'a' && at[1] <= 'f'));
}

/* From "at" through pieces that are divided by blanks only: the first end of
 * a piece at which the length is right. */
static bool join(const char *at, char token_r[TOKEN_TEXT_SIZE])
{
	size_t len = 0;

	for (;;) {
		while (is_letter(*at)) {
			if (len + 1 >= TOKEN_TEXT_SIZE)
				return false;
			token_r[len++] = *at++;
		}
		token_r[len] = '\0';
		if (is_length(len))
			return true;
		if (!is_blank(*at))
			return false;
		while (is_blank(*at))
			at++;
		if (!is_letter(*at))
			return false;
	}
}

bool token_find(const char *text, char token_r[TOKEN_TEXT_SIZE])
{
	bool is_inside = false;

	for (const char *at = text; *at; at++) {
		if (!is_inside && is_letter(*at) && can_begin(at) &&
			join(at, token_r))
			return true;
		is_inside = is_letter(*at);
	}
	return false;
}
