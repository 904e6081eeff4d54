/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/sealed_word.h"

#include <string.h>

#include "crypto/base64url_private.h"

enum err sealed_word_make(const struct keyfile *keys, const char *use,
	const char *text, char word_r[SEALED_WORD_SIZE])
{
	unsigned char sealed[SEALED_WORD_TEXT_MAX + SEAL_OVERHEAD];
	struct text_keeper *keeper = NULL;
	size_t len = strlen(text);
	enum err e = len > SEALED_WORD_TEXT_MAX ? ERR_LIMIT : ERR_OK;

	if (!e)
		e = text_keeper_new(keys, &keeper);
	if (!e)
		e = text_seal(keeper, use, text, len, sealed);
	if (!e)
		base64url_encode(sealed, len + SEAL_OVERHEAD, word_r);
	text_keeper_free(&keeper);
	return e;
}

enum err sealed_word_open(const struct keyfile *keys, const char *use,
	const char *word, char text_r[SEALED_WORD_TEXT_MAX + 1])
{
	unsigned char sealed[SEALED_WORD_TEXT_MAX + SEAL_OVERHEAD];
	struct text_keeper *keeper = NULL;
	size_t len = strlen(word) * 6 / 8;
	enum err e = ERR_OK;

	if (len < SEAL_OVERHEAD || len > sizeof(sealed) ||
		BASE64URL_LEN(len) != strlen(word) ||
		!base64url_decode(word, sealed, len))
		return ERR_CORRUPT;
	e = text_keeper_new(keys, &keeper);
	if (!e)
		e = text_open(keeper, use, sealed, len, text_r);
	text_keeper_free(&keeper);
	return e;
}
