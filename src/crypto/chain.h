/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chain.h - each journal entry vouches for the one before it
 *
 * Shape:   mac[n] = HMAC-SHA-256(journal key, mac[n-1] || entry[n]), mac[-1]
 *          is 32 zero bytes. The entry's bytes are the store's canonical
 *          encoding of it.
 *          The key is of the oldest generation, so that a chain goes on when
 *          a new one is added.
 * Example: under the secret 000102..1f the entries "first" and "second" give
 *          1b3aa85441f7fbc3a04f6166e82222a22697b88e47128d44bfad82b7bf60d397
 *          974d286240054556a589c9a0cb5ea27ed9e5d91fdcb258bc9d246a413525209b
 * Threads: a chain belongs to one thread at a time
 * Source:  GDPR Art. 5(2), 32(1)(b)
 */
#ifndef ROBINSON_CRYPTO_CHAIN_H
#define ROBINSON_CRYPTO_CHAIN_H

#include <stdbool.h>

#include "crypto/keyfile.h"

#define CHAIN_MAC_LEN 32

struct chain;

enum err chain_new(
	const struct keyfile *keys, struct chain **chain_r) MUST_CHECK;
void chain_free(struct chain **chain);

enum err chain_next(struct chain *chain,
	const unsigned char previous[CHAIN_MAC_LEN], const void *entry,
	size_t entry_len, unsigned char mac_r[CHAIN_MAC_LEN]) MUST_CHECK;

/* Vouches for where a chain was cut or how far it goes: HMAC-SHA-256 under
 * the checkpoint key of the oldest generation. */
enum err chain_sign(struct chain *chain, const void *bytes, size_t len,
	unsigned char sign_r[CHAIN_MAC_LEN]) MUST_CHECK;
/* In constant time. */
bool chain_is_same(const unsigned char a[CHAIN_MAC_LEN],
	const unsigned char b[CHAIN_MAC_LEN]);

#endif
