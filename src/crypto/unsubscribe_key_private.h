/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unsubscribe_key_private.h - the keys of unsubscribe tokens, derived or from a
 * file of their own (crypto's own header)
 *
 * Shape:   one key of 64 bytes for each generation, oldest first; the file as
 *          in unsubscribe.h
 * Errors:  as keyfile.h
 * Owns:    the caller wipes the keys
 * Threads: all functions may be called from any thread
 */
#ifndef ROBINSON_CRYPTO_UNSUBSCRIBE_KEY_PRIVATE_H
#define ROBINSON_CRYPTO_UNSUBSCRIBE_KEY_PRIVATE_H

#include "crypto/keyfile.h"
#include "crypto/secret_private.h"

#define UNSUBSCRIBE_KEY_LEN 64

struct unsubscribe_key {
	unsigned number;
	unsigned char bytes[UNSUBSCRIBE_KEY_LEN];
};

enum err unsubscribe_keys_derive(const struct keyfile *keys,
	struct unsubscribe_key keys_r[KEYFILE_GENERATIONS_MAX],
	size_t *len_r) MUST_CHECK;
enum err unsubscribe_keys_read(const char *path,
	struct unsubscribe_key keys_r[KEYFILE_GENERATIONS_MAX], size_t *len_r,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;

#endif
