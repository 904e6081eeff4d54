/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * derive_private.h - one secret, a key for each use (crypto's own header)
 *
 * Shape:   HKDF-SHA-256(secret of a generation, no salt, info = "robinson "
 *          and the label). A key for one use says nothing of another.
 * Example: secret 00 01 02 .. 1f, label "pseudonym", 32 bytes:
 *          a99ce5522124a5e15dc2bbf007637be0
 *          43d04fb575ecc70001c64958a44c5898
 * Threads: all functions may be called from any thread
 * Source:  RFC 5869
 */
#ifndef ROBINSON_CRYPTO_DERIVE_PRIVATE_H
#define ROBINSON_CRYPTO_DERIVE_PRIVATE_H

#include <openssl/types.h>

#include "crypto/keyfile.h"
#include "crypto/secret_private.h"

/* The labels. What was once written under one keeps it for ever. */
#define LABEL_PSEUDONYM "pseudonym"
#define LABEL_MESSAGE "message"
#define LABEL_NAME "name"
#define LABEL_JOURNAL "journal"
#define LABEL_CHECKPOINT "checkpoint"
#define LABEL_ID "id"
#define LABEL_SEAL "seal"
#define LABEL_RELEASE "release"
#define LABEL_UNSUBSCRIBE "unsubscribe"
/* The uses below LABEL_NAME. */
#define USE_TEXT "text"
#define USE_CHANNEL "channel"
#define USE_ROW "row"
#define USE_STAFF "staff"

/* Of the generations in the file, oldest first. ERR_NOT_FOUND: of a retired
 * one this is not kept. */
enum err keyfile_derive(const struct keyfile *keys, size_t generation,
	const char *label, unsigned char *key_r, size_t key_len) MUST_CHECK;

/* What is kept of a generation that is being retired. */
enum err keyfile_keep(const struct generation *generation,
	unsigned char kept_r[KEPT_LEN]) MUST_CHECK;

/* An HMAC-SHA-256 context with the derived key inside, to be started again
 * for each text: a quarter of the cost of keying it anew. The caller frees
 * it with EVP_MAC_CTX_free(). */
enum err derive_mac(const struct keyfile *keys, size_t generation,
	const char *label, EVP_MAC_CTX **ctx_r) MUST_CHECK;

/* The same with a key below that for names, which is kept of a retired
 * generation: HMAC-SHA-256(key for names, "robinson " and the use). */
enum err derive_lasting_mac(const struct keyfile *keys, size_t generation,
	const char *use, EVP_MAC_CTX **ctx_r) MUST_CHECK;

#endif
