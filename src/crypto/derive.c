/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/derive_private.h"

#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "crypto/secret_private.h"

#define MAC_KEY_LEN 32
#define NAME_KEY_LEN 64

static enum err hkdf(const struct secret *secret, const char *label,
	unsigned char *key_r, size_t key_len)
{
	char digest[] = "SHA256";
	char info[64];
	struct secret copy = *secret;
	OSSL_PARAM params[4];
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	int len = snprintf(info, sizeof(info), "robinson %s", label);
	int ok;

	params[0] = OSSL_PARAM_construct_utf8_string(
		OSSL_KDF_PARAM_DIGEST, digest, 0);
	params[1] = OSSL_PARAM_construct_octet_string(
		OSSL_KDF_PARAM_KEY, copy.bytes, sizeof(copy.bytes));
	params[2] = OSSL_PARAM_construct_octet_string(
		OSSL_KDF_PARAM_INFO, info, (size_t)len);
	params[3] = OSSL_PARAM_construct_end();
	ok = ctx && EVP_KDF_derive(ctx, key_r, key_len, params) > 0;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	OPENSSL_cleanse(&copy, sizeof(copy));
	return ok ? ERR_OK : ERR_NOMEM;
}

/* Where a key stands in what is kept of a retired generation. */
static const struct {
	const char *label;
	size_t at, len;
} kept[] = {
	{LABEL_ID, 0, 16},
	{LABEL_JOURNAL, 16, 32},
	{LABEL_CHECKPOINT, 48, 32},
	{LABEL_MESSAGE, 80, 32},
	{LABEL_NAME, 112, NAME_KEY_LEN},
};

enum err keyfile_keep(
	const struct generation *generation, unsigned char kept_r[KEPT_LEN])
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < sizeof(kept) / sizeof(*kept); i++)
		e = hkdf(&generation->secret, kept[i].label,
			kept_r + kept[i].at, kept[i].len);
	return e;
}

static enum err take_kept(const struct generation *generation,
	const char *label, unsigned char *key_r, size_t key_len)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (strcmp(kept[i].label, label) == 0 &&
			kept[i].len == key_len) {
			memcpy(key_r, generation->kept + kept[i].at, key_len);
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err keyfile_derive(const struct keyfile *keys, size_t generation,
	const char *label, unsigned char *key_r, size_t key_len)
{
	const struct generation *g = &keys->generations[generation];

	return g->is_retired ? take_kept(g, label, key_r, key_len) :
			       hkdf(&g->secret, label, key_r, key_len);
}

static enum err keyed_mac(
	const unsigned char key[MAC_KEY_LEN], EVP_MAC_CTX **ctx_r)
{
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(
					     OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end()};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;

	EVP_MAC_free(mac);
	if (ctx && !EVP_MAC_init(ctx, key, MAC_KEY_LEN, params)) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	*ctx_r = ctx;
	return ctx ? ERR_OK : ERR_NOMEM;
}

enum err derive_mac(const struct keyfile *keys, size_t generation,
	const char *label, EVP_MAC_CTX **ctx_r)
{
	unsigned char key[MAC_KEY_LEN];
	enum err e = keyfile_derive(keys, generation, label, key, sizeof(key));

	*ctx_r = NULL;
	if (!e)
		e = keyed_mac(key, ctx_r);
	OPENSSL_cleanse(key, sizeof(key));
	return e;
}

enum err derive_lasting_mac(const struct keyfile *keys, size_t generation,
	const char *use, EVP_MAC_CTX **ctx_r)
{
	unsigned char names[NAME_KEY_LEN], key[MAC_KEY_LEN];
	char text[64];
	int text_len = snprintf(text, sizeof(text), "robinson %s", use);
	size_t len = 0;
	enum err e = keyfile_derive(
		keys, generation, LABEL_NAME, names, sizeof(names));

	*ctx_r = NULL;
	if (!e &&
		(!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, names,
			 sizeof(names), (const unsigned char *)text,
			 (size_t)text_len, key, sizeof(key), &len) ||
			len != sizeof(key)))
		e = ERR_NOMEM;
	if (!e)
		e = keyed_mac(key, ctx_r);
	OPENSSL_cleanse(names, sizeof(names));
	OPENSSL_cleanse(key, sizeof(key));
	return e;
}
