/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/secret_private.h"
#include "crypto/unsubscribe_key_private.h"

#define SIV_LEN 16
#define LABEL "robinson click"

enum {
	AT_GENERATION = 0,
	AT_SIV = 1,
	AT_SEALED = AT_SIV + SIV_LEN
};

struct wrapper {
	struct unsubscribe_key keys[KEYFILE_GENERATIONS_MAX];
	size_t len;
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *ctx;
};

/* The token keys become keys for this use, and are forgotten. */
static enum err derive(struct wrapper *w)
{
	for (size_t i = 0; i < w->len; i++) {
		unsigned char key[UNSUBSCRIBE_KEY_LEN];
		size_t len = 0;

		if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA512", NULL,
			    w->keys[i].bytes, UNSUBSCRIBE_KEY_LEN,
			    (const unsigned char *)LABEL, strlen(LABEL), key,
			    sizeof(key), &len) ||
			len != sizeof(key)) {
			OPENSSL_cleanse(key, sizeof(key));
			return ERR_NOMEM;
		}
		memcpy(w->keys[i].bytes, key, sizeof(key));
		OPENSSL_cleanse(key, sizeof(key));
	}
	return ERR_OK;
}

static enum err make(const struct keyfile *keys, const char *path,
	struct wrapper **w_r, char *cause)
{
	struct wrapper *w = secret_new(sizeof(*w));
	enum err e;

	*w_r = w;
	if (!w)
		return ERR_NOMEM;
	w->cipher = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL);
	w->ctx = EVP_CIPHER_CTX_new();
	if (!w->cipher || !w->ctx)
		e = ERR_NOMEM;
	else if (keys)
		e = unsubscribe_keys_derive(keys, w->keys, &w->len);
	else
		e = unsubscribe_keys_read(path, w->keys, &w->len, cause);
	if (!e)
		e = derive(w);
	if (e)
		wrapper_free(w_r);
	return e;
}

enum err wrapper_new(const struct keyfile *keys, struct wrapper **w_r)
{
	return make(keys, NULL, w_r, NULL);
}

enum err wrapper_read(const char *path, struct wrapper **w_r,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	cause_r[0] = '\0';
	return make(NULL, path, w_r, cause_r);
}

void wrapper_free(struct wrapper **w)
{
	if (!*w)
		return;
	EVP_CIPHER_CTX_free((*w)->ctx);
	EVP_CIPHER_free((*w)->cipher);
	secret_free(*w);
	*w = NULL;
}

/* SIV is one shot: each text begins with the key. */
static bool start(struct wrapper *w, const struct unsubscribe_key *key,
	int encrypts, unsigned char *siv, const char *context)
{
	const unsigned char generation = (unsigned char)key->number;
	int len;

	return EVP_CipherInit_ex2(w->ctx, w->cipher, key->bytes, NULL, encrypts,
		       NULL) > 0 &&
		(encrypts ||
			EVP_CIPHER_CTX_ctrl(w->ctx, EVP_CTRL_AEAD_SET_TAG,
				SIV_LEN, siv) > 0) &&
		EVP_CipherUpdate(w->ctx, NULL, &len, &generation, 1) > 0 &&
		EVP_CipherUpdate(w->ctx, NULL, &len,
			(const unsigned char *)context,
			(int)strlen(context)) > 0;
}

enum err wrap_seal(struct wrapper *w, const char *context, const void *plain,
	size_t len, unsigned char *sealed_r)
{
	const struct unsubscribe_key *key = &w->keys[w->len - 1];
	int out, rest;

	sealed_r[AT_GENERATION] = (unsigned char)key->number;
	if (!start(w, key, 1, NULL, context) ||
		EVP_CipherUpdate(w->ctx, sealed_r + AT_SEALED, &out, plain,
			(int)len) <= 0 ||
		EVP_CipherFinal_ex(w->ctx, sealed_r + AT_SEALED + out, &rest) <=
			0 ||
		EVP_CIPHER_CTX_ctrl(w->ctx, EVP_CTRL_AEAD_GET_TAG, SIV_LEN,
			sealed_r + AT_SIV) <= 0)
		return ERR_NOMEM;
	return ERR_OK;
}

enum err wrap_open(struct wrapper *w, const char *context,
	const unsigned char *sealed, size_t sealed_len, void *plain_r)
{
	const struct unsubscribe_key *key = NULL;
	unsigned char siv[SIV_LEN];
	int out;

	if (sealed_len <= WRAP_OVERHEAD)
		return ERR_CORRUPT;
	for (size_t i = 0; i < w->len; i++)
		if (w->keys[i].number == sealed[AT_GENERATION])
			key = &w->keys[i];
	if (!key)
		return ERR_CORRUPT;
	memcpy(siv, sealed + AT_SIV, SIV_LEN);
	if (!start(w, key, 0, siv, context))
		return ERR_NOMEM;
	return EVP_CipherUpdate(w->ctx, plain_r, &out, sealed + AT_SEALED,
		       (int)(sealed_len - AT_SEALED)) > 0 ?
		ERR_OK :
		ERR_CORRUPT;
}
