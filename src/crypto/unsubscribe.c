/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/unsubscribe.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/base64url_private.h"
#include "crypto/derive_private.h"
#include "crypto/secret_private.h"
#include "crypto/unsubscribe_key_private.h"

#define VERSION 1
#define FLAG_KEY 1
#define SIV_LEN 16
#define MADE_LEN 5
#define PLAIN_MAX (AT_PURPOSE + UNSUBSCRIBE_PURPOSE_MAX)
#define TOKEN_MAX (AT_SEALED + PLAIN_MAX)

/* In the token, and in what is sealed. */
enum {
	AT_VERSION = 0,
	AT_GENERATION = 1,
	AT_SIV = 2,
	AT_SEALED = AT_SIV + SIV_LEN
};
enum {
	AT_FLAGS = 0,
	AT_MADE = 1,
	AT_KEY = AT_MADE + MADE_LEN,
	AT_PURPOSE = AT_KEY + PSEUDONYM_LEN
};

/* Few lengths tell little of the purpose. */
static const size_t purpose_lens[] = {24, 40, UNSUBSCRIBE_PURPOSE_MAX};
#define PURPOSE_LENS (sizeof(purpose_lens) / sizeof(purpose_lens[0]))

struct unsubscriber {
	struct unsubscribe_key keys[KEYFILE_GENERATIONS_MAX];
	size_t len;
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *ctx;
};

static enum err begin(struct unsubscriber **u_r)
{
	struct unsubscriber *u = secret_new(sizeof(*u));

	*u_r = u;
	if (!u)
		return ERR_NOMEM;
	u->cipher = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL);
	u->ctx = EVP_CIPHER_CTX_new();
	return u->cipher && u->ctx ? ERR_OK : ERR_NOMEM;
}

void unsubscriber_free(struct unsubscriber **u)
{
	if (!*u)
		return;
	EVP_CIPHER_CTX_free((*u)->ctx);
	EVP_CIPHER_free((*u)->cipher);
	secret_free(*u);
	*u = NULL;
}

enum err unsubscriber_new(const struct keyfile *keys, struct unsubscriber **u_r)
{
	enum err e = begin(u_r);

	if (!e)
		e = unsubscribe_keys_derive(keys, (*u_r)->keys, &(*u_r)->len);
	if (e)
		unsubscriber_free(u_r);
	return e;
}

enum err unsubscriber_read(const char *path, struct unsubscriber **u_r,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	enum err e = begin(u_r);

	cause_r[0] = '\0';
	if (!e)
		e = unsubscribe_keys_read(
			path, (*u_r)->keys, &(*u_r)->len, cause_r);
	if (e)
		unsubscriber_free(u_r);
	return e;
}

/* SIV is one shot: each token begins with the key. "front" are the two bytes
 * in the clear. */
static bool start(struct unsubscriber *u, const struct unsubscribe_key *key,
	int encrypts, unsigned char *siv, const unsigned char front[AT_SIV])
{
	int len;

	return EVP_CipherInit_ex2(u->ctx, u->cipher, key->bytes, NULL, encrypts,
		       NULL) > 0 &&
		(encrypts ||
			EVP_CIPHER_CTX_ctrl(u->ctx, EVP_CTRL_AEAD_SET_TAG,
				SIV_LEN, siv) > 0) &&
		EVP_CipherUpdate(u->ctx, NULL, &len, front, AT_SIV) > 0;
}

static enum err encrypt(struct unsubscriber *u, const unsigned char *plain,
	size_t plain_len, unsigned char *bytes)
{
	int len, rest;

	if (!start(u, &u->keys[u->len - 1], 1, NULL, bytes) ||
		EVP_CipherUpdate(u->ctx, bytes + AT_SEALED, &len, plain,
			(int)plain_len) <= 0 ||
		EVP_CipherFinal_ex(u->ctx, bytes + AT_SEALED + len, &rest) <=
			0 ||
		EVP_CIPHER_CTX_ctrl(u->ctx, EVP_CTRL_AEAD_GET_TAG, SIV_LEN,
			bytes + AT_SIV) <= 0)
		return ERR_NOMEM;
	return ERR_OK;
}

static size_t filled_len(size_t purpose_len)
{
	for (size_t i = 0; i < PURPOSE_LENS; i++)
		if (purpose_len <= purpose_lens[i])
			return purpose_lens[i];
	return 0;
}

enum err unsubscribe_seal(struct unsubscriber *u,
	const struct unsubscribe_token *token,
	char text_r[UNSUBSCRIBE_TEXT_SIZE])
{
	unsigned char plain[PLAIN_MAX] = {0}, bytes[TOKEN_MAX];
	size_t purpose_len = strnlen(token->purpose, sizeof(token->purpose));
	size_t filled = filled_len(purpose_len);
	uint64_t made = (uint64_t)token->made_utc;
	enum err e;

	text_r[0] = '\0';
	if (!purpose_len || !filled || made >> (8 * MADE_LEN))
		return ERR_LIMIT;
	plain[AT_FLAGS] = token->has_key ? FLAG_KEY : 0;
	for (size_t i = MADE_LEN; i-- > 0; made >>= 8)
		plain[AT_MADE + i] = (unsigned char)made;
	if (token->has_key)
		memcpy(plain + AT_KEY, token->key.bytes, PSEUDONYM_LEN);
	memcpy(plain + AT_PURPOSE, token->purpose, purpose_len);
	bytes[AT_VERSION] = VERSION;
	bytes[AT_GENERATION] = (unsigned char)u->keys[u->len - 1].number;
	e = encrypt(u, plain, AT_PURPOSE + filled, bytes);
	if (!e)
		base64url_encode(
			bytes, AT_SEALED + AT_PURPOSE + filled, text_r);
	return e;
}

/* ERR_CORRUPT: not sealed with this key. */
static enum err decrypt(struct unsubscriber *u,
	const struct unsubscribe_key *key, unsigned char *bytes,
	size_t plain_len, unsigned char *plain_r)
{
	int len, rest;

	if (!start(u, key, 0, bytes + AT_SIV, bytes))
		return ERR_NOMEM;
	if (EVP_CipherUpdate(u->ctx, plain_r, &len, bytes + AT_SEALED,
		    (int)plain_len) <= 0 ||
		EVP_CipherFinal_ex(u->ctx, plain_r + len, &rest) <= 0)
		return ERR_CORRUPT;
	return ERR_OK;
}

/* A generation that is not there costs what a wrong token costs: the newest
 * is tried in its place, and cannot fit. Where the last bytes of two numbers
 * are the same both are tried. */
static enum err decrypt_any(struct unsubscriber *u, unsigned char *bytes,
	size_t plain_len, unsigned char *plain_r, unsigned *generation_r)
{
	bool tried = false;
	enum err e = ERR_CORRUPT;

	for (size_t i = u->len; e == ERR_CORRUPT && i-- > 0;) {
		if ((unsigned char)u->keys[i].number != bytes[AT_GENERATION])
			continue;
		tried = true;
		*generation_r = u->keys[i].number;
		e = decrypt(u, &u->keys[i], bytes, plain_len, plain_r);
	}
	if (!tried &&
		decrypt(u, &u->keys[u->len - 1], bytes, plain_len, plain_r) ==
			ERR_NOMEM)
		e = ERR_NOMEM;
	return e;
}

static void read_plain(const unsigned char *plain, size_t purpose_len,
	struct unsubscribe_token *token_r)
{
	uint64_t made = 0;

	for (size_t i = 0; i < MADE_LEN; i++)
		made = made << 8 | plain[AT_MADE + i];
	token_r->made_utc = (int64_t)made;
	token_r->has_key = plain[AT_FLAGS] & FLAG_KEY;
	memcpy(token_r->key.bytes, plain + AT_KEY, PSEUDONYM_LEN);
	memcpy(token_r->purpose, plain + AT_PURPOSE, purpose_len);
}

enum err unsubscribe_open(struct unsubscriber *u, const char *text, size_t len,
	struct unsubscribe_token *token_r)
{
	unsigned char bytes[TOKEN_MAX], plain[PLAIN_MAX];
	size_t purpose_len = 0;
	enum err e;
	bool good;

	*token_r = (struct unsubscribe_token){.has_key = false};
	for (size_t i = 0; i < PURPOSE_LENS; i++)
		if (len ==
			BASE64URL_LEN(AT_SEALED + AT_PURPOSE + purpose_lens[i]))
			purpose_len = purpose_lens[i];
	if (!purpose_len)
		return ERR_CORRUPT;
	good = base64url_decode(
		text, bytes, AT_SEALED + AT_PURPOSE + purpose_len);
	good = good & (bytes[AT_VERSION] == VERSION);
	e = decrypt_any(u, bytes, AT_PURPOSE + purpose_len, plain,
		&token_r->generation);
	if (!e && !good)
		e = ERR_CORRUPT;
	if (!e)
		read_plain(plain, purpose_len, token_r);
	else
		token_r->generation = 0;
	OPENSSL_cleanse(plain, sizeof(plain));
	return e;
}

void unsubscribe_mark(const char *text, size_t len,
	unsigned char mark_r[UNSUBSCRIBE_MARK_LEN])
{
	unsigned char front[AT_SEALED];

	_Static_assert(SIV_LEN == UNSUBSCRIBE_MARK_LEN, "the SIV is the mark");
	memset(mark_r, 0, UNSUBSCRIBE_MARK_LEN);
	if (len >= BASE64URL_LEN(AT_SEALED) &&
		base64url_decode(text, front, AT_SEALED))
		memcpy(mark_r, front + AT_SIV, SIV_LEN);
}
