/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * secret.h - what a key file holds (crypto's own header)
 *
 * Owns:    see keyfile.h
 * Threads: immutable once read
 */
#ifndef ROBINSON_CRYPTO_SECRET_H
#define ROBINSON_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_LEN 32
#define KEYFILE_GENERATIONS_MAX 64

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
