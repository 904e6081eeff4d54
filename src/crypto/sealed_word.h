/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sealed_word.h - a short text sealed into a word, for the address of a page
 *
 * What may not be read in a log or in the history of a browser, an e-mail
 * address say, stands in a URL sealed. Each time it is another word.
 *
 * Shape:   base64url without padding of the sealed text (text.h)
 * Errors:  ERR_LIMIT: longer than SEALED_WORD_TEXT_MAX; ERR_CORRUPT: not what
 *          was sealed, or not for this use
 * Threads: pure
 * Source:  GDPR Art. 32(1)(a)
 */
#ifndef ROBINSON_CRYPTO_SEALED_WORD_H
#define ROBINSON_CRYPTO_SEALED_WORD_H

#include "crypto/text.h"

#define SEALED_WORD_TEXT_MAX 360
#define SEALED_WORD_SIZE \
	(((SEALED_WORD_TEXT_MAX + SEAL_OVERHEAD) * 8 + 5) / 6 + 1)

/* "use" is not longer than SEAL_CONTEXT_MAX. */
enum err sealed_word_make(const struct keyfile *keys, const char *use,
	const char *text, char word_r[SEALED_WORD_SIZE]) MUST_CHECK;
enum err sealed_word_open(const struct keyfile *keys, const char *use,
	const char *word, char text_r[SEALED_WORD_TEXT_MAX + 1]) MUST_CHECK;

#endif
