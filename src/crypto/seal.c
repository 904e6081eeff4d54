/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/seal.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "crypto/derive_private.h"
#include "crypto/secret_private.h"

#define VERSION 1
#define NONCE_LEN 12

struct ring_key {
	unsigned number;
	EVP_MAC_CTX *ctx;
};

struct seal {
	EVP_CIPHER *gcm;
	EVP_CIPHER_CTX *cipher;
	struct ring_key keys[KEYFILE_GENERATIONS_MAX];
	size_t len;
};

static enum err add_key(const struct keyfile *keys, size_t i, bool is_lasting,
	struct seal *seal)
{
	struct ring_key *key = &seal->keys[seal->len];
	enum err e = is_lasting ?
		derive_lasting_mac(keys, i, USE_TEXT, &key->ctx) :
		derive_mac(keys, i, LABEL_SEAL, &key->ctx);

	key->number = keys->generations[i].number;
	seal->len++;
	return e;
}

static enum err make(
	const struct keyfile *keys, bool is_lasting, struct seal **seal_r)
{
	struct seal *seal = calloc(1, sizeof(*seal));
	enum err e = seal ? ERR_OK : ERR_NOMEM;

	for (size_t i = 0; !e && i < keys->len; i++)
		if (is_lasting || !keys->generations[i].is_retired)
			e = add_key(keys, i, is_lasting, seal);
	if (!e) {
		seal->gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
		seal->cipher = EVP_CIPHER_CTX_new();
		if (!seal->gcm || !seal->cipher)
			e = ERR_NOMEM;
	}
	if (e)
		seal_free(&seal);
	*seal_r = seal;
	return e;
}

enum err seal_new(const struct keyfile *keys, struct seal **seal_r)
{
	return make(keys, false, seal_r);
}

enum err seal_new_lasting(const struct keyfile *keys, struct seal **seal_r)
{
	return make(keys, true, seal_r);
}

void seal_free(struct seal **seal)
{
	if (!*seal)
		return;
	for (size_t i = 0; i < (*seal)->len; i++)
		EVP_MAC_CTX_free((*seal)->keys[i].ctx);
	EVP_CIPHER_CTX_free((*seal)->cipher);
	EVP_CIPHER_free((*seal)->gcm);
	free(*seal);
	*seal = NULL;
}

void seal_stream_end(struct seal_stream *stream)
{
	OPENSSL_cleanse(stream, sizeof(*stream));
	stream->has_ended = true;
}

static void put_u32(unsigned char *at, uint32_t value)
{
	at[0] = (unsigned char)(value >> 24);
	at[1] = (unsigned char)(value >> 16);
	at[2] = (unsigned char)(value >> 8);
	at[3] = (unsigned char)value;
}

static uint32_t get_u32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
		(uint32_t)at[2] << 8 | at[3];
}

static enum err begin(const struct ring_key *ring, const char *context,
	const unsigned char *head, struct seal_stream *stream)
{
	size_t context_len = strlen(context), len;

	memset(stream, 0, sizeof(*stream));
	if (context_len > SEAL_CONTEXT_MAX)
		return ERR_LIMIT;
	memcpy(stream->context, context, context_len + 1);
	if (!EVP_MAC_init(ring->ctx, NULL, 0, NULL) ||
		!EVP_MAC_update(ring->ctx, head, SEAL_HEAD_LEN) ||
		!EVP_MAC_final(
			ring->ctx, stream->key, &len, sizeof(stream->key)))
		return ERR_NOMEM;
	return ERR_OK;
}

enum err seal_begin_with(struct seal *seal, const char *context,
	const unsigned char random[SEAL_RANDOM_LEN],
	unsigned char head_r[SEAL_HEAD_LEN], struct seal_stream *stream_r)
{
	const struct ring_key *newest = &seal->keys[seal->len - 1];

	head_r[0] = VERSION;
	put_u32(head_r + 1, newest->number);
	memcpy(head_r + 5, random, SEAL_RANDOM_LEN);
	return begin(newest, context, head_r, stream_r);
}

enum err seal_begin(struct seal *seal, const char *context,
	unsigned char head_r[SEAL_HEAD_LEN], struct seal_stream *stream_r)
{
	unsigned char random[SEAL_RANDOM_LEN];

	if (RAND_bytes(random, sizeof(random)) != 1)
		return ERR_UNAVAILABLE;
	return seal_begin_with(seal, context, random, head_r, stream_r);
}

enum err seal_open_begin(struct seal *seal, const char *context,
	const unsigned char head[SEAL_HEAD_LEN], struct seal_stream *stream_r)
{
	uint32_t number = get_u32(head + 1);

	if (head[0] != VERSION)
		return ERR_CORRUPT;
	for (size_t i = 0; i < seal->len; i++)
		if (seal->keys[i].number == number)
			return begin(&seal->keys[i], context, head, stream_r);
	return ERR_CORRUPT;
}

/* The chunk's number and whether it is the last are part of its nonce: the
 * tag vouches for both. */
static enum err next_nonce(struct seal_stream *stream, bool is_last,
	unsigned char nonce_r[NONCE_LEN])
{
	if (stream->has_ended || stream->next == UINT32_MAX)
		return ERR_LIMIT;
	memset(nonce_r, 0, NONCE_LEN);
	put_u32(nonce_r + 7, stream->next++);
	nonce_r[NONCE_LEN - 1] = is_last;
	stream->has_ended = is_last;
	return ERR_OK;
}

enum err seal_chunk(struct seal *seal, struct seal_stream *stream,
	const void *plain, size_t len, bool is_last, unsigned char *sealed_r)
{
	const unsigned char *context = (const unsigned char *)stream->context;
	EVP_CIPHER_CTX *ctx = seal->cipher;
	unsigned char nonce[NONCE_LEN];
	int n;

	if (len > SEAL_CHUNK_LEN || (!is_last && len != SEAL_CHUNK_LEN))
		return ERR_LIMIT;
	if (next_nonce(stream, is_last, nonce))
		return ERR_LIMIT;
	if (!EVP_EncryptInit_ex2(ctx, seal->gcm, stream->key, nonce, NULL) ||
		!EVP_EncryptUpdate(
			ctx, NULL, &n, context, (int)strlen(stream->context)) ||
		!EVP_EncryptUpdate(ctx, sealed_r, &n, plain, (int)len) ||
		!EVP_EncryptFinal_ex(ctx, sealed_r + len, &n) ||
		!EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG_LEN,
			sealed_r + len))
		return ERR_NOMEM;
	return ERR_OK;
}

static enum err decrypt(struct seal *seal, const struct seal_stream *stream,
	const unsigned char nonce[NONCE_LEN], const unsigned char *sealed,
	size_t len, unsigned char *plain)
{
	const unsigned char *context = (const unsigned char *)stream->context;
	EVP_CIPHER_CTX *ctx = seal->cipher;
	unsigned char tag[SEAL_TAG_LEN], none[SEAL_TAG_LEN];
	int n;

	memcpy(tag, sealed + len, sizeof(tag));
	if (!EVP_DecryptInit_ex2(ctx, seal->gcm, stream->key, nonce, NULL) ||
		!EVP_DecryptUpdate(
			ctx, NULL, &n, context, (int)strlen(stream->context)) ||
		!EVP_DecryptUpdate(ctx, plain, &n, sealed, (int)len) ||
		!EVP_CIPHER_CTX_ctrl(
			ctx, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG_LEN, tag))
		return ERR_NOMEM;
	return EVP_DecryptFinal_ex(ctx, none, &n) > 0 ? ERR_OK : ERR_CORRUPT;
}

enum err seal_open_chunk(struct seal *seal, struct seal_stream *stream,
	const void *sealed, size_t sealed_len, bool is_last, void *plain_r,
	size_t *len_r)
{
	unsigned char nonce[NONCE_LEN];
	size_t len = sealed_len - SEAL_TAG_LEN;
	enum err e;

	*len_r = 0;
	if (sealed_len < SEAL_TAG_LEN || len > SEAL_CHUNK_LEN ||
		(!is_last && len != SEAL_CHUNK_LEN) ||
		next_nonce(stream, is_last, nonce))
		return ERR_CORRUPT;
	e = decrypt(seal, stream, nonce, sealed, len, plain_r);
	if (e) {
		/* What failed its authentication must not be seen by the
		 * caller. */
		OPENSSL_cleanse(plain_r, len);
		seal_stream_end(stream);
		return e;
	}
	*len_r = len;
	return ERR_OK;
}

enum err seal_bytes(struct seal *seal, const char *context, const void *plain,
	size_t len, unsigned char *sealed_r)
{
	struct seal_stream stream;
	enum err e = seal_begin(seal, context, sealed_r, &stream);

	if (!e)
		e = seal_chunk(seal, &stream, plain, len, true,
			sealed_r + SEAL_HEAD_LEN);
	seal_stream_end(&stream);
	return e;
}

enum err seal_open_bytes(struct seal *seal, const char *context,
	const void *sealed, size_t sealed_len, void *plain_r, size_t *len_r)
{
	const unsigned char *bytes = sealed;
	struct seal_stream stream;
	size_t len = 0;
	enum err e;

	if (len_r)
		*len_r = 0;
	if (sealed_len < SEAL_OVERHEAD)
		return ERR_CORRUPT;
	e = seal_open_begin(seal, context, bytes, &stream);
	if (!e)
		e = seal_open_chunk(seal, &stream, bytes + SEAL_HEAD_LEN,
			sealed_len - SEAL_HEAD_LEN, true, plain_r, &len);
	if (!e && len_r)
		*len_r = len;
	seal_stream_end(&stream);
	return e;
}
