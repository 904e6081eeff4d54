/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unsubscribe.h - the token by which a recipient unsubscribes
 *
 * It says whom (the subject's key), of which purpose and when it was made,
 * to those who hold the token keys, and nothing to anybody else. It is valid
 * as long as its generation of keys is kept, also when nothing is on record
 * of the subject any more.
 *
 * Shape:   base64url without padding of
 *              01 | generation 1 | SIV 16 | sealed
 *          sealed: AES-256-SIV (key of 64 bytes, label "unsubscribe" of the
 *          generation; associated data: the two bytes in front) of
 *              flags 1 (1: a subject is named) | made 5 (seconds) | key 32
 *              | purpose, filled up with NUL to 24, 40 or 64
 *          so that a token is 107, 128 or 160 characters: short enough for
 *          one line of a header and for any mail client's address line.
 *          Numbers are big-endian; of a generation's number the last byte is
 *          written. Without a subject the key is zeros.
 * Example: secret 000102..1f, generation 1, key 32 times 01, made 1700000000,
 *          purpose "newsletter":
 *              AQF12uwyDCmQNq_KiDZjKoAKADAaZXLBxLmFiA7hoHYWNjat6Dople
 *              rQ_v6LtnszUKNnZ9KvMXBnCOPRaVCNGtU-i-p81RDT8bAgx76Cons
 * Errors:  ERR_CORRUPT: no token of these keys; whoever answers a person
 *          says the same of a forged and of an old one. Opening does the
 *          same work whatever is wrong with a token of right length.
 * Owns:    a tokenizer borrows nothing after it was made
 * Threads: a tokenizer belongs to one thread at a time
 * Source:  GDPR Art. 21(2)-(3), 12(2); RFC 8058 section 3; RFC 5297
 */
#ifndef ROBINSON_CRYPTO_UNSUBSCRIBE_H
#define ROBINSON_CRYPTO_UNSUBSCRIBE_H

#include <stdbool.h>

#include "crypto/keyfile.h"
#include "crypto/pseudonym.h"

#define UNSUBSCRIBE_PURPOSE_MAX 64
#define UNSUBSCRIBE_TEXT_SIZE 168 /* with NUL */

struct unsubscribe_token {
	bool has_key; /* false: of a message with several recipients */
	struct pseudonym key;
	char purpose[UNSUBSCRIBE_PURPOSE_MAX + 1];
	int64_t made_utc;
	unsigned generation;
};

struct unsubscriber;

/* From the installation's keys, or from a file that holds nothing but the
 * token keys (unsubscribe_export()), for the public page. */
enum err unsubscriber_new(
	const struct keyfile *keys, struct unsubscriber **u_r) MUST_CHECK;
enum err unsubscriber_read(const char *path, struct unsubscriber **u_r,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;
void unsubscriber_free(struct unsubscriber **u);

/*
 * Writes the token keys of all generations, atomically, mode 0640, the file's
 * group as it was where it exists:
 *     robinson-token-keys 1
 *     1 <128 hex digits>
 */
enum err unsubscribe_export(const struct keyfile *keys, const char *path,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;

/* Under the newest generation, the same token for the same question.
 * ERR_LIMIT: the purpose is too long, or the time is none. */
enum err unsubscribe_seal(struct unsubscriber *u,
	const struct unsubscribe_token *token,
	char text_r[UNSUBSCRIBE_TEXT_SIZE]) MUST_CHECK;
/* "text" need not be ended by a NUL. */
enum err unsubscribe_open(struct unsubscriber *u, const char *text, size_t len,
	struct unsubscribe_token *token_r) MUST_CHECK;

/* 16 bytes by which an objection remembers the token it was made with: its
 * SIV; zeros for what is too short or no base64url. */
#define UNSUBSCRIBE_MARK_LEN 16
void unsubscribe_mark(const char *text, size_t len,
	unsigned char mark_r[UNSUBSCRIBE_MARK_LEN]);

#endif
