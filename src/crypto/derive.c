/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/derive.h"

#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "crypto/secret.h"

#define MAC_KEY_LEN 32

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

enum err keyfile_derive(const struct keyfile *keys, size_t generation,
	const char *label, unsigned char *key_r, size_t key_len)
{
	return hkdf(
		&keys->generations[generation].secret, label, key_r, key_len);
}

enum err derive_mac(const struct keyfile *keys, size_t generation,
	const char *label, EVP_MAC_CTX **ctx_r)
{
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(
					     OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end()};
	unsigned char key[MAC_KEY_LEN];
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	enum err e = ctx ? ERR_OK : ERR_NOMEM;

	EVP_MAC_free(mac);
	if (!e)
		e = keyfile_derive(keys, generation, label, key, sizeof(key));
	if (!e && !EVP_MAC_init(ctx, key, sizeof(key), params))
		e = ERR_NOMEM;
	OPENSSL_cleanse(key, sizeof(key));
	if (e) {
		EVP_MAC_CTX_free(ctx);
		ctx = NULL;
	}
	*ctx_r = ctx;
	return e;
}
