/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * secret_private.h - what a key file holds, and memory for it (crypto's own
 * header)
 *
 * Whatever has keys in it and lives longer than a call lies in memory from
 * secret_new(): pages of its own, locked, so that no key is written to swap,
 * and in no dump. secret_free() wipes it. A key on the stack is wiped by
 * OPENSSL_cleanse() before the function returns, however it returns. OpenSSL
 * wipes what its contexts hold when they are freed, but does not lock it.
 *
 * Owns:    see keyfile.h
 * Threads: immutable once read
 * Source:  mlock(2), madvise(2) MADV_DONTDUMP; GDPR Art. 32(1)
 */
#ifndef ROBINSON_CRYPTO_SECRET_PRIVATE_H
#define ROBINSON_CRYPTO_SECRET_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_LEN 32
#define KEYFILE_GENERATIONS_MAX 64

/* Zeros, or NULL. Where the limit of locked memory is too small it is not
 * locked. */
void *secret_new(size_t size);
/* NULL: nothing. */
void secret_free(void *secret);
bool secret_is_locked(const void *secret);

struct secret {
	unsigned char bytes[SECRET_LEN];
};

/* Of a retired generation: id 16, journal 32, checkpoint 32, message 32,
 * name 64. */
#define KEPT_LEN (16 + 3 * 32 + 64)
#define GENERATION_DATE_LEN 20 /* 2026-11-23T10:00:00Z */

struct generation {
	unsigned number;
	char date[GENERATION_DATE_LEN + 1];
	bool is_retired;
	struct secret secret; /* zeros when it is retired */
	unsigned char kept[KEPT_LEN];
};

struct keyfile {
	struct generation generations[KEYFILE_GENERATIONS_MAX];
	size_t len;
};

#endif
