/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wrap.h - what the public page leaves on disk until it can be recorded
 *
 * Under keys that derive from the token keys, because the page has no others:
 * whoever reads the disk or a copy of it learns nothing of who clicked.
 *
 * Shape:   generation 1 | SIV 16 | sealed: AES-256-SIV. The key of 64 bytes
 *          is HMAC-SHA-512(token key of the generation, "robinson click");
 *          associated data: the generation, then the context (the name of
 *          the file), so that no file stands for another.
 * Errors:  ERR_CORRUPT: not what was wrapped, or not for this context, or
 *          under a generation that is not kept
 * Owns:    wrapper_free() wipes the keys
 * Threads: a wrapper belongs to one thread at a time
 * Source:  GDPR Art. 32(1)(a); RFC 5297; RFC 2104
 */
#ifndef ROBINSON_CRYPTO_WRAP_H
#define ROBINSON_CRYPTO_WRAP_H

#include <stddef.h>

#include "crypto/keyfile.h"

#define WRAP_OVERHEAD (1 + 16)

struct wrapper;

/* From the installation's keys, or from the file of the token keys. */
enum err wrapper_new(
	const struct keyfile *keys, struct wrapper **w_r) MUST_CHECK;
enum err wrapper_read(const char *path, struct wrapper **w_r,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;
void wrapper_free(struct wrapper **w);

/* "sealed_r" has room for len + WRAP_OVERHEAD. "len" is not 0. */
enum err wrap_seal(struct wrapper *w, const char *context, const void *plain,
	size_t len, unsigned char *sealed_r) MUST_CHECK;
/* "plain_r" has room for sealed_len - WRAP_OVERHEAD. */
enum err wrap_open(struct wrapper *w, const char *context,
	const unsigned char *sealed, size_t sealed_len,
	void *plain_r) MUST_CHECK;

#endif
