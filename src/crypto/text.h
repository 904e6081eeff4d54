/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text.h - what staff wrote about persons, sealed for as long as it is kept
 *
 * Evidence of a consent, reasons, outcomes and channels may name persons: in
 * the store they lie sealed, each by itself. They can be read as long as the
 * key file has the generation, be it retired (as the names in the journal,
 * pseudonym.h): what shows a consent must be readable for as long as the
 * consent is used.
 *
 * Shape:   as seal_bytes() with the keys of seal_new_lasting(); the context is
 *          the use of the text. Equal texts are sealed to different octets.
 *          A digest is HMAC-SHA-256(key, text): the key is HMAC-SHA-256(key
 *          for names of the oldest generation, "robinson channel"), so that
 *          equal texts stay equal when a generation is added. One for a use
 *          is HMAC-SHA-256(key, use, an octet 00, the bytes) with "robinson
 *          staff" in the place of "robinson channel".
 * Example: under the secret 000102..1f the digest of "phone" is
 *          619037d1a7a4a7b5d27be3a83ba3b3cf
 *          42c46305e4d702013b36d07ccd14e4ca
 *          and that of "ania" for the use "name"
 *          4d6615d411dd6ce354b094a9a0d1d1f6
 *          f3f5e3f3926eacbd947d79eebe842747
 * Errors:  ERR_CORRUPT: not what was sealed, not for this use, or under a
 *          generation that the key file does not have; ERR_NOMEM
 * Owns:    text_keeper_free() wipes the keys; nothing is borrowed
 * Threads: a keeper belongs to one thread at a time
 * Source:  GDPR Art. 32(1)(a), 7(1), 5(2)
 */
#ifndef ROBINSON_CRYPTO_TEXT_H
#define ROBINSON_CRYPTO_TEXT_H

#include <stddef.h>

#include "crypto/keyfile.h"
#include "crypto/seal.h"

#define TEXT_DIGEST_LEN 32

struct text_keeper;

enum err text_keeper_new(
	const struct keyfile *keys, struct text_keeper **keeper_r) MUST_CHECK;
void text_keeper_free(struct text_keeper **keeper);

/* "sealed_r" has room for len + SEAL_OVERHEAD. */
enum err text_seal(struct text_keeper *keeper, const char *use,
	const char *text, size_t len, unsigned char *sealed_r) MUST_CHECK;
/* "text_r" has room for sealed_len - SEAL_OVERHEAD + 1: a NUL is put behind
 * it. What had a NUL in it is ERR_CORRUPT. */
enum err text_open(struct text_keeper *keeper, const char *use,
	const void *sealed, size_t sealed_len, char *text_r) MUST_CHECK;

/* The same of bytes, which may be 00: sealed by text_seal(), given as they were
 * with their number. "bytes_r" has room for sealed_len - SEAL_OVERHEAD. */
enum err text_open_bytes(struct text_keeper *keeper, const char *use,
	const void *sealed, size_t sealed_len, void *bytes_r,
	size_t *len_r) MUST_CHECK;

/* By which equal texts are known without being read. */
enum err text_digest(struct text_keeper *keeper, const char *text, size_t len,
	unsigned char digest_r[TEXT_DIGEST_LEN]) MUST_CHECK;
/* The same where equal bytes of different uses are to differ. */
enum err text_digest_for(struct text_keeper *keeper, const char *use,
	const void *bytes, size_t len,
	unsigned char digest_r[TEXT_DIGEST_LEN]) MUST_CHECK;

#endif
