/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * seal.h - held messages are sealed, in chunks that cannot be exchanged
 *
 * Shape:   a head, then the text in chunks of SEAL_CHUNK_LEN, the last one
 *          shorter or even empty, each sealed by AES-256-GCM:
 *              head   01 | generation, 4 bytes | 16 random bytes
 *              chunk  the sealed bytes | 16 bytes of tag
 *          The key is HMAC-SHA-256(seal key of the generation, head), so
 *          that no two texts share one and the counter may be the nonce:
 *              7 bytes of 0 | number of the chunk, 4 bytes | 1 in the last
 *          The associated data is the context: for what the text stands
 *          ("7K3MQW9X2ABC body"). A chunk that is changed, moved, left out,
 *          taken from another text or called the last does not open.
 *          Numbers are big-endian.
 * Example: under the secret 000102..1f, generation 1, with the random bytes
 *          a0 a1 .. af and the context "id body", the text "held" is
 *              01 00000001 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf
 *              6aa53a96 f5d9481c7734b612ea014f44e3b4489c
 * Units:   octets
 * Errors:  ERR_CORRUPT: not what was sealed, or not for this context, or
 *          under a generation that the key file does not have; then nothing
 *          of the text is given
 * Owns:    a seal borrows nothing after it was made; seal_free() and
 *          seal_stream_end() wipe the keys
 * Threads: a seal and its streams belong to one thread at a time
 * Source:  GDPR Art. 32(1)(a); NIST SP 800-38D; the STREAM construction of
 *          Hoang, Reyhanitabar, Rogaway and Vizar (2015)
 */
#ifndef ROBINSON_CRYPTO_SEAL_H
#define ROBINSON_CRYPTO_SEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/keyfile.h"

#define SEAL_RANDOM_LEN 16
#define SEAL_HEAD_LEN (1 + 4 + SEAL_RANDOM_LEN)
#define SEAL_TAG_LEN 16
#define SEAL_CHUNK_LEN ((size_t)256 * 1024)
#define SEAL_CONTEXT_MAX 63
/* What a text in one piece grows by. */
#define SEAL_OVERHEAD (SEAL_HEAD_LEN + SEAL_TAG_LEN)

struct seal;

/* Seals under the newest generation, opens what any of them sealed. */
enum err seal_new(const struct keyfile *keys, struct seal **seal_r) MUST_CHECK;
/* The same under keys that are kept of a retired generation: for what must be
 * read as long as it is there (text.h). In place of the seal key stands
 * HMAC-SHA-256(key for names, "robinson text"). */
enum err seal_new_lasting(
	const struct keyfile *keys, struct seal **seal_r) MUST_CHECK;
void seal_free(struct seal **seal);

/* A short text in one piece: head and one chunk. "sealed_r" has room for
 * len + SEAL_OVERHEAD. */
enum err seal_bytes(struct seal *seal, const char *context, const void *plain,
	size_t len, unsigned char *sealed_r) MUST_CHECK;
/* "plain_r" has room for sealed_len - SEAL_OVERHEAD; *len_r may be NULL. */
enum err seal_open_bytes(struct seal *seal, const char *context,
	const void *sealed, size_t sealed_len, void *plain_r,
	size_t *len_r) MUST_CHECK;

/* A long text, chunk by chunk; nothing of it is kept. */
struct seal_stream {
	unsigned char key[32];
	char context[SEAL_CONTEXT_MAX + 1];
	uint32_t next;
	bool has_ended;
};

enum err seal_begin(struct seal *seal, const char *context,
	unsigned char head_r[SEAL_HEAD_LEN],
	struct seal_stream *stream_r) MUST_CHECK;
/* All but the last chunk have SEAL_CHUNK_LEN. "sealed_r" has room for
 * len + SEAL_TAG_LEN. */
enum err seal_chunk(struct seal *seal, struct seal_stream *stream,
	const void *plain, size_t len, bool is_last,
	unsigned char *sealed_r) MUST_CHECK;

enum err seal_open_begin(struct seal *seal, const char *context,
	const unsigned char head[SEAL_HEAD_LEN],
	struct seal_stream *stream_r) MUST_CHECK;
/* "plain_r" has room for sealed_len - SEAL_TAG_LEN. */
enum err seal_open_chunk(struct seal *seal, struct seal_stream *stream,
	const void *sealed, size_t sealed_len, bool is_last, void *plain_r,
	size_t *len_r) MUST_CHECK;

void seal_stream_end(struct seal_stream *stream);

/* The bytes of chunk n must be random: for tests, with known ones. */
enum err seal_begin_with(struct seal *seal, const char *context,
	const unsigned char random[SEAL_RANDOM_LEN],
	unsigned char head_r[SEAL_HEAD_LEN],
	struct seal_stream *stream_r) MUST_CHECK;

#endif
