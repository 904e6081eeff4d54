/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/token.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "crypto/base64url_private.h"
#include "crypto/derive_private.h"
#include "crypto/secret_private.h"

#define VERSION 1
#define MAC_LEN 32
#define SIGNED_LEN (TOKEN_BYTES - MAC_LEN)

enum {
	AT_VERSION = 0,
	AT_GENERATION = 1,
	AT_ID = 5,
	AT_EXPIRY = AT_ID + TOKEN_ID_LEN,
	AT_ABSENT = AT_EXPIRY + 8,
	AT_NONCE = AT_ABSENT + 1,
	AT_MAC = AT_NONCE + TOKEN_NONCE_LEN
};

struct token_ring {
	struct {
		unsigned number;
		EVP_MAC_CTX *ctx;
	} keys[KEYFILE_GENERATIONS_MAX];
	size_t len;
};

enum err token_ring_new(const struct keyfile *keys, struct token_ring **ring_r)
{
	struct token_ring *ring = calloc(1, sizeof(*ring));
	enum err e = ring ? ERR_OK : ERR_NOMEM;

	for (size_t i = 0; !e && i < keys->len; i++) {
		size_t n = ring->len;

		if (keys->generations[i].is_retired)
			continue;
		e = derive_mac(keys, i, LABEL_RELEASE, &ring->keys[n].ctx);
		ring->keys[n].number = keys->generations[i].number;
		ring->len++;
	}
	if (e)
		token_ring_free(&ring);
	*ring_r = ring;
	return e;
}

void token_ring_free(struct token_ring **ring)
{
	if (!*ring)
		return;
	for (size_t i = 0; i < (*ring)->len; i++)
		EVP_MAC_CTX_free((*ring)->keys[i].ctx);
	free(*ring);
	*ring = NULL;
}

enum err token_nonce(unsigned char nonce_r[TOKEN_NONCE_LEN])
{
	return RAND_bytes(nonce_r, TOKEN_NONCE_LEN) == 1 ? ERR_OK :
							   ERR_UNAVAILABLE;
}

static void put_number(unsigned char *at, size_t len, uint64_t value)
{
	while (len-- > 0) {
		at[len] = (unsigned char)value;
		value >>= 8;
	}
}

static uint64_t get_number(const unsigned char *at, size_t len)
{
	uint64_t value = 0;

	while (len-- > 0)
		value = value << 8 | *at++;
	return value;
}

static enum err mac(EVP_MAC_CTX *ctx, const unsigned char bytes[SIGNED_LEN],
	const struct pseudonym *recipient,
	const unsigned char fingerprint[FINGERPRINT_LEN],
	unsigned char mac_r[MAC_LEN])
{
	size_t len;

	if (!EVP_MAC_init(ctx, NULL, 0, NULL) ||
		!EVP_MAC_update(ctx, bytes, SIGNED_LEN) ||
		!EVP_MAC_update(ctx, recipient->bytes, PSEUDONYM_LEN) ||
		!EVP_MAC_update(ctx, fingerprint, FINGERPRINT_LEN) ||
		!EVP_MAC_final(ctx, mac_r, &len, MAC_LEN))
		return ERR_NOMEM;
	return ERR_OK;
}

enum err token_sign(struct token_ring *ring, const struct token *token,
	const struct pseudonym *recipient,
	const unsigned char fingerprint[FINGERPRINT_LEN],
	char text_r[TOKEN_TEXT_SIZE])
{
	unsigned char bytes[TOKEN_BYTES];
	size_t newest = ring->len - 1;
	enum err e;

	text_r[0] = '\0';
	if (strlen(token->id) != TOKEN_ID_LEN)
		return ERR_INVALID;
	bytes[AT_VERSION] = VERSION;
	put_number(bytes + AT_GENERATION, 4, ring->keys[newest].number);
	memcpy(bytes + AT_ID, token->id, TOKEN_ID_LEN);
	put_number(bytes + AT_EXPIRY, 8, (uint64_t)token->expires_utc);
	bytes[AT_ABSENT] = (unsigned char)token->absent;
	memcpy(bytes + AT_NONCE, token->nonce, TOKEN_NONCE_LEN);
	e = mac(ring->keys[newest].ctx, bytes, recipient, fingerprint,
		bytes + AT_MAC);
	if (!e)
		base64url_encode(bytes, TOKEN_BYTES, text_r);
	return e;
}

enum err token_parse(const char *text, struct token *token_r)
{
	const unsigned char *bytes = token_r->bytes;
	const char *end;

	*token_r = (struct token){.expires_utc = 0};
	text += strspn(text, " \t\r\n");
	if (strlen(text) < TOKEN_TEXT_LEN)
		return ERR_INVALID;
	end = text + TOKEN_TEXT_LEN;
	if (end[strspn(end, " \t\r\n")] ||
		!base64url_decode(text, token_r->bytes, TOKEN_BYTES) ||
		bytes[AT_VERSION] != VERSION)
		return ERR_INVALID;
	memcpy(token_r->id, bytes + AT_ID, TOKEN_ID_LEN);
	if (memchr(token_r->id, '\0', TOKEN_ID_LEN))
		return ERR_INVALID;
	token_r->expires_utc = (int64_t)get_number(bytes + AT_EXPIRY, 8);
	token_r->absent = bytes[AT_ABSENT];
	memcpy(token_r->nonce, bytes + AT_NONCE, TOKEN_NONCE_LEN);
	return ERR_OK;
}

enum err token_check(struct token_ring *ring, const struct token *token,
	const struct pseudonym *recipient,
	const unsigned char fingerprint[FINGERPRINT_LEN], int64_t now_utc,
	enum token_state *state_r)
{
	uint64_t number = get_number(token->bytes + AT_GENERATION, 4);
	unsigned char right[MAC_LEN];

	*state_r = TOKEN_FORGED;
	for (size_t i = 0; i < ring->len; i++) {
		enum err e;

		if (ring->keys[i].number != number)
			continue;
		e = mac(ring->keys[i].ctx, token->bytes, recipient, fingerprint,
			right);
		if (e)
			return e;
		if (CRYPTO_memcmp(right, token->bytes + AT_MAC, MAC_LEN) == 0)
			*state_r = now_utc > token->expires_utc ?
				TOKEN_EXPIRED :
				TOKEN_GOOD;
		return ERR_OK;
	}
	return ERR_OK;
}
