/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * digest.h - plain digests, as others use them for lists they hand out
 *
 * Nothing of ours is hidden behind an unkeyed digest: see pseudonym.h.
 *
 * Errors:  ERR_UNAVAILABLE: this OpenSSL refuses the algorithm (MD5 where
 *          only approved ones are allowed); ERR_NOMEM
 * Owns:    digester_new() .. digester_free()
 * Threads: a digester belongs to one thread at a time; its contexts are used
 *          again and again
 * Source:  RFC 1321; FIPS 180-4
 */
#ifndef ROBINSON_CRYPTO_DIGEST_H
#define ROBINSON_CRYPTO_DIGEST_H

#include <stddef.h>

#include "base/err.h"

enum digest_kind {
	DIGEST_MD5,
	DIGEST_SHA1,
	DIGEST_SHA256,
	DIGEST_SHA512
};

#define DIGEST_KINDS (DIGEST_SHA512 + 1)
#define DIGEST_MAX_LEN 64

/* 16, 20, 32, 64 */
size_t digest_len(enum digest_kind kind);

struct digester;

enum err digester_new(struct digester **d_r) MUST_CHECK;
void digester_free(struct digester **d);

/* digest_r gets digest_len(kind) bytes. */
enum err digest_of(struct digester *d, enum digest_kind kind, const void *bytes,
	size_t len, unsigned char *digest_r) MUST_CHECK;

/* The same piece by piece: begin, any number of add, end. Of each kind one at
 * a time. */
enum err digest_begin(struct digester *d, enum digest_kind kind) MUST_CHECK;
enum err digest_add(struct digester *d, enum digest_kind kind,
	const void *bytes, size_t len) MUST_CHECK;
enum err digest_end(struct digester *d, enum digest_kind kind,
	unsigned char *digest_r) MUST_CHECK;

#endif
