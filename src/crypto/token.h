/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * token.h - a released message proves that it was released
 *
 * A token stands for one held message, one recipient of it and one use. It
 * says less than it vouches for: the recipient and the message are not
 * written in it, but whoever checks it must bring the same ones.
 *
 * Shape:   base64url without padding, TOKEN_TEXT_LEN characters, of
 *              01 | generation 4 | id of the message 12 | expiry 8
 *              | absent headers 1 (fingerprint.h) | nonce 16 | mac 32
 *          mac = HMAC-SHA-256(release key of the generation, all before it
 *          || recipient's key 32 || fingerprint of the message 32). Numbers
 *          are big-endian.
 * Example: secret 000102..1f, generation 1, id 7K3MQW9X2ABC, expiry
 *          1700000000, nothing absent, nonce a0 a1 .. af, recipient 32 times
 *          01, fingerprint 32 times 02:
 *              AQAAAAE3SzNNUVc5WDJBQkMAAAAAZVPxAACgoaKjpKWmp6ipqq
 *              usra6vyHMsLgV9cqsabYblrUfFaKcMp08iZ_GXmEY6-PSkC8I
 * Errors:  token_check() says for the log what is wrong; outside all of it
 *          is one refusal
 * Owns:    a token_ring borrows nothing after it was made
 * Threads: a token_ring belongs to one thread at a time
 * Source:  RFC 2104; RFC 4648 5
 */
#ifndef ROBINSON_CRYPTO_TOKEN_H
#define ROBINSON_CRYPTO_TOKEN_H

#include <stdint.h>

#include "crypto/fingerprint.h"
#include "crypto/pseudonym.h"

#define TOKEN_ID_LEN 12
#define TOKEN_NONCE_LEN 16
#define TOKEN_BYTES (1 + 4 + TOKEN_ID_LEN + 8 + 1 + TOKEN_NONCE_LEN + 32)
#define TOKEN_TEXT_LEN ((TOKEN_BYTES * 8 + 5) / 6)
#define TOKEN_TEXT_SIZE (TOKEN_TEXT_LEN + 1)

struct token {
	char id[TOKEN_ID_LEN + 1];
	int64_t expires_utc;
	unsigned absent; /* for fingerprint_final() */
	unsigned char nonce[TOKEN_NONCE_LEN];
	unsigned char bytes[TOKEN_BYTES]; /* token_parse()'s own */
};

enum token_state {
	TOKEN_GOOD,
	TOKEN_FORGED, /* or copied to another message or recipient */
	TOKEN_EXPIRED
};

struct token_ring;

enum err token_ring_new(
	const struct keyfile *keys, struct token_ring **ring_r) MUST_CHECK;
void token_ring_free(struct token_ring **ring);

/* A random nonce, to be put on record before the token is used. */
enum err token_nonce(unsigned char nonce_r[TOKEN_NONCE_LEN]) MUST_CHECK;

/* Of "token" all but "bytes" is given. */
enum err token_sign(struct token_ring *ring, const struct token *token,
	const struct pseudonym *recipient,
	const unsigned char fingerprint[FINGERPRINT_LEN],
	char text_r[TOKEN_TEXT_SIZE]) MUST_CHECK;

/* Blanks around it do not count. ERR_INVALID: it has not the shape of one.
 * What it says is not proven before token_check(). */
enum err token_parse(const char *text, struct token *token_r) MUST_CHECK;

/* In constant time. The expiry is looked at last. */
enum err token_check(struct token_ring *ring, const struct token *token,
	const struct pseudonym *recipient,
	const unsigned char fingerprint[FINGERPRINT_LEN], int64_t now_utc,
	enum token_state *state_r) MUST_CHECK;

#endif
