/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/base64url_private.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const unsigned char *bytes, size_t len, char *text_r)
{
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < len; i++) {
		bits = (bits << 8 | bytes[i]) & 0xffff;
		for (have += 8; have >= 6; have -= 6)
			*text_r++ = digits[bits >> (have - 6) & 63];
	}
	if (have)
		*text_r++ = digits[bits << (6 - have) & 63];
	*text_r = '\0';
}

static int digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_decode(const char *text, unsigned char *bytes_r, size_t len)
{
	unsigned bits = 0, have = 0;
	bool good = true;
	size_t n = 0;

	for (size_t i = 0; i < BASE64URL_LEN(len); i++) {
		int digit = digit_of(text[i]);

		good = good && digit >= 0;
		bits = (bits << 6 | (unsigned)(digit < 0 ? 0 : digit)) & 0xffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			bytes_r[n++] = (unsigned char)(bits >> have);
		}
	}
	return good && (bits & ((1u << have) - 1)) == 0;
}
