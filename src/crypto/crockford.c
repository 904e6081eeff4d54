/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/crockford_private.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum err crockford_random(char *text_r, size_t groups, size_t len)
{
	unsigned char byte;

	for (size_t i = 0; i < groups * (len + 1); i++) {
		if (i % (len + 1) == len) {
			text_r[i] = '-';
			continue;
		}
		if (RAND_bytes(&byte, 1) != 1)
			return ERR_UNAVAILABLE;
		text_r[i] = digits[byte & 31];
	}
	text_r[groups * (len + 1) - 1] = '\0';
	return ERR_OK;
}

static char digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		return '0';
	if (c == 'i' || c == 'l')
		return '1';
	return c && strchr(digits, c) ? c : '\0';
}

bool crockford_read(const char *typed, char *text_r, size_t len)
{
	size_t n = 0;

	for (; *typed; typed++) {
		if (*typed == '-' || *typed == ' ')
			continue;
		if (n == len || !digit_of(*typed))
			return false;
		text_r[n++] = digit_of(*typed);
	}
	text_r[n] = '\0';
	return n == len;
}
