/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pseudonym.h - an address becomes a key
 *
 * Shape:   32 bytes: HMAC-SHA-256(pseudonym key, canonical address), for a
 *          domain HMAC-SHA-256(pseudonym key, "@" + domain). A Message-ID's
 *          digest is the first 16 bytes of HMAC-SHA-256(message key, the id
 *          without angle brackets).
 * Example: under the secret 000102..1f
 *          adam.nowak@example.com   0e16b1569317a8e3975e2ec4dae55c87
 *                                   d1b0552283e3836b2614a46653685553
 *          domain example.com       0b4bb8ad5f9bfed566dd55f16c615dd2
 *                                   d124cd1777997c549d5261e40cda58ae
 *          Message-ID 1@example.com de299613d18daa5af92338fd3582346a
 *          sealed name ania         1b1ba2d69e9a34f1f18f6d814fb2e10f
 *                                   b0010da5
 * Owns:    a pseudonymizer borrows nothing after it was made
 * Threads: a pseudonymizer belongs to one thread at a time (its keyed
 *          context is used again and again: 170 ns against 800)
 * Source:  GDPR Art. 4(5); RFC 2104
 */
#ifndef ROBINSON_CRYPTO_PSEUDONYM_H
#define ROBINSON_CRYPTO_PSEUDONYM_H

#include "core/address.h"
#include "core/subject.h"
#include "crypto/keyfile.h"

#define PSEUDONYM_LEN 32

struct pseudonym {
	unsigned char bytes[PSEUDONYM_LEN];
};

struct pseudonymizer;

/* Of the newest generation: new persons, domains and names. Message-IDs are
 * of the oldest, so that a message stays the same one. */
enum err pseudonymizer_new(
	const struct keyfile *keys, struct pseudonymizer **p_r) MUST_CHECK;
void pseudonymizer_free(struct pseudonymizer **p);

enum err pseudonym_of_address(struct pseudonymizer *p, const struct address *a,
	struct pseudonym *key_r) MUST_CHECK;
/* The same under an older generation that is not retired: "back" 1 is the one
 * before the newest, pseudonym_older() the oldest. */
size_t pseudonym_older(const struct pseudonymizer *p);
enum err pseudonym_of_address_before(struct pseudonymizer *p, size_t back,
	const struct address *a, struct pseudonym *key_r) MUST_CHECK;
enum err pseudonym_of_domain_before(struct pseudonymizer *p, size_t back,
	const char *domain, struct pseudonym *key_r) MUST_CHECK;
/* "domain" is canonical, without "@". */
enum err pseudonym_of_domain(struct pseudonymizer *p, const char *domain,
	struct pseudonym *key_r) MUST_CHECK;
enum err pseudonym_of_message(struct pseudonymizer *p, const char *message_id,
	size_t len, unsigned char digest_r[MESSAGE_DIGEST_LEN]) MUST_CHECK;

/* A member of staff in the journal: deterministic authenticated encryption
 * (AES-SIV), so that entries can be counted by sender and read by whoever
 * holds the key file, and by nobody else. The empty name (the null sender is
 * nobody) seals to nothing, length 0; one over 255 bytes is ERR_LIMIT. */
#define SEALED_NAME_MAX (16 + 255)
enum err pseudonym_seal_name(struct pseudonymizer *p, const char *name,
	unsigned char sealed_r[SEALED_NAME_MAX], size_t *len_r) MUST_CHECK;
/* The same under each generation that names are opened with: "back" 0 is the
 * newest, pseudonym_names() - 1 the last. */
size_t pseudonym_names(const struct pseudonymizer *p);
enum err pseudonym_seal_name_before(struct pseudonymizer *p, size_t back,
	const char *name, unsigned char sealed_r[SEALED_NAME_MAX],
	size_t *len_r) MUST_CHECK;
/* Sealed under whatever generation. name_r has room for 256 bytes.
 * ERR_CORRUPT: not sealed under these keys. */
enum err pseudonym_open_name(struct pseudonymizer *p,
	const unsigned char *sealed, size_t len, char *name_r) MUST_CHECK;

#endif
