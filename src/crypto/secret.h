/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * secret.h - what a key file holds (crypto's own header)
 *
 * Owns:    see keyfile.h
 * Threads: immutable once read
 */
#ifndef ROBINSON_CRYPTO_SECRET_H
#define ROBINSON_CRYPTO_SECRET_H

#include <stddef.h>

#define SECRET_LEN 32
#define KEYFILE_GENERATIONS_MAX 64

struct secret {
	unsigned char bytes[SECRET_LEN];
};

struct generation {
	unsigned number;
	struct secret secret;
};

struct keyfile {
	struct generation generations[KEYFILE_GENERATIONS_MAX];
	size_t len;
};

#endif
