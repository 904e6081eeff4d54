/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * chain.h - each journal entry vouches for the one before it
 *
 * Shape:   mac[n] = HMAC-SHA-256(journal key, mac[n-1] || entry[n]), mac[-1]
 *          is 32 zero bytes. The entry's bytes are the store's canonical
 *          encoding of it.
 * Threads: a chain belongs to one thread at a time
 * Source:  GDPR Art. 5(2), 32(1)(b)
 */
#ifndef ROBINSON_CRYPTO_CHAIN_H
#define ROBINSON_CRYPTO_CHAIN_H

#include "crypto/keyfile.h"

#define CHAIN_MAC_LEN 32

struct chain;

enum err chain_new(const struct keyfile *keys, struct chain **chain_r)
	MUST_CHECK;
void chain_free(struct chain **chain);

enum err chain_next(struct chain *chain,
	const unsigned char previous[CHAIN_MAC_LEN], const void *entry,
	size_t entry_len, unsigned char mac_r[CHAIN_MAC_LEN]) MUST_CHECK;

#endif
