/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/text.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "crypto/derive_private.h"

struct text_keeper {
	struct seal *seal;
	EVP_MAC_CTX *digest;
	EVP_MAC_CTX *digest_for;
};

enum err text_keeper_new(
	const struct keyfile *keys, struct text_keeper **keeper_r)
{
	struct text_keeper *keeper = calloc(1, sizeof(*keeper));
	enum err e = keeper ? seal_new_lasting(keys, &keeper->seal) : ERR_NOMEM;

	if (!e)
		e = derive_lasting_mac(keys, 0, USE_CHANNEL, &keeper->digest);
	if (!e)
		e = derive_lasting_mac(keys, 0, USE_STAFF, &keeper->digest_for);
	if (e)
		text_keeper_free(&keeper);
	*keeper_r = keeper;
	return e;
}

void text_keeper_free(struct text_keeper **keeper)
{
	if (!*keeper)
		return;
	seal_free(&(*keeper)->seal);
	EVP_MAC_CTX_free((*keeper)->digest);
	EVP_MAC_CTX_free((*keeper)->digest_for);
	free(*keeper);
	*keeper = NULL;
}

enum err text_seal(struct text_keeper *keeper, const char *use,
	const char *text, size_t len, unsigned char *sealed_r)
{
	return seal_bytes(keeper->seal, use, text, len, sealed_r);
}

enum err text_open(struct text_keeper *keeper, const char *use,
	const void *sealed, size_t sealed_len, char *text_r)
{
	size_t len = 0;
	enum err e = seal_open_bytes(
		keeper->seal, use, sealed, sealed_len, text_r, &len);

	text_r[e ? 0 : len] = '\0';
	return !e && strlen(text_r) != len ? ERR_CORRUPT : e;
}

enum err text_open_bytes(struct text_keeper *keeper, const char *use,
	const void *sealed, size_t sealed_len, void *bytes_r, size_t *len_r)
{
	return seal_open_bytes(
		keeper->seal, use, sealed, sealed_len, bytes_r, len_r);
}

enum err text_digest(struct text_keeper *keeper, const char *text, size_t len,
	unsigned char digest_r[TEXT_DIGEST_LEN])
{
	size_t digest_len;

	if (!EVP_MAC_init(keeper->digest, NULL, 0, NULL) ||
		!EVP_MAC_update(
			keeper->digest, (const unsigned char *)text, len) ||
		!EVP_MAC_final(
			keeper->digest, digest_r, &digest_len, TEXT_DIGEST_LEN))
		return ERR_NOMEM;
	return ERR_OK;
}

enum err text_digest_for(struct text_keeper *keeper, const char *use,
	const void *bytes, size_t len, unsigned char digest_r[TEXT_DIGEST_LEN])
{
	size_t digest_len;

	if (!EVP_MAC_init(keeper->digest_for, NULL, 0, NULL) ||
		!EVP_MAC_update(keeper->digest_for, (const unsigned char *)use,
			strlen(use) + 1) ||
		!EVP_MAC_update(keeper->digest_for, bytes, len) ||
		!EVP_MAC_final(keeper->digest_for, digest_r, &digest_len,
			TEXT_DIGEST_LEN))
		return ERR_NOMEM;
	return ERR_OK;
}
