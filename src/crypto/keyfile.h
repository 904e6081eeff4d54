/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keyfile.h - the installation's secret: one file, several generations
 *
 * Shape:   text, one generation a line, newest last:
 *              robinson-keys 1
 *              1 2026-11-23T10:00:00Z <64 hex digits>
 *          Each generation is 32 random bytes; the keys for pseudonyms,
 *          sealing, tokens and the journal are derived from it by HKDF-
 *          SHA-256 with the label of their use, so that none can be turned
 *          into another.
 *          Of a retired generation what the journal needs stays, so that its
 *          chain goes on, its names can be read and Message-IDs are known
 *          again; its pseudonyms, seals and tokens are gone for ever:
 *              1 2026-11-23T10:00:00Z retired <352 hex digits>
 *          The newest one is never retired.
 * Example: the secret 000102..1f gives the id (keyfile_id)
 *          ff8f395abd72acd0089415083989e556
 * Errors:  ERR_NOT_FOUND no such file; ERR_DENIED readable by others than
 *          its owner and group, or not by us; ERR_CORRUPT not of the shape
 *          above (cause_r says which line); all are faults, never "unknown"
 * Owns:    keyfile_free() wipes the secrets
 * Threads: immutable once read; may be shared
 * Source:  RFC 5869; GDPR Art. 4(5), 32(1)(a)
 */
#ifndef ROBINSON_CRYPTO_KEYFILE_H
#define ROBINSON_CRYPTO_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct keyfile;

#define KEYFILE_CAUSE_SIZE 160

/* Creates "path" with one new generation, mode 0600; ERR_EXISTS leaves an
 * existing file as it is. The file is on disk (fsync) when this returns. */
enum err keyfile_create(const char *path, int64_t now_utc,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;

enum err keyfile_read(const char *path, struct keyfile **keys_r,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;
void keyfile_free(struct keyfile **keys);

/* Whether the keys are kept out of swap: false where the limit of locked
 * memory (RLIMIT_MEMLOCK) is too small. */
bool keyfile_is_locked(const struct keyfile *keys);

size_t keyfile_generations(const struct keyfile *keys); /* at least 1 */

struct keyfile_generation {
	unsigned number;
	const char *date; /* when it was made; the key file's own */
	bool is_retired;
};
/* "place" from 0, oldest first. */
struct keyfile_generation keyfile_generation(
	const struct keyfile *keys, size_t place);
unsigned keyfile_newest(const struct keyfile *keys); /* its number */

/* Adds a generation, or retires one that is not the newest: ERR_NOT_FOUND,
 * ERR_DENIED for the newest, ERR_EXISTS: it is retired already, ERR_LIMIT:
 * the file is full. Owner and mode stay, nobody sees half a file, and it is on
 * disk when this returns. */
enum err keyfile_rotate(const char *path, int64_t now_utc, unsigned *number_r,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;
enum err keyfile_retire(const char *path, unsigned number,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;

/* A value that tells one key file from another without telling the keys:
 * a store made under another key file is refused (ERR_DENIED at open). Of
 * the oldest generation: a new one does not change it. */
#define KEYFILE_ID_LEN 16
enum err keyfile_id(const struct keyfile *keys,
	unsigned char id_r[KEYFILE_ID_LEN]) MUST_CHECK;

#endif
