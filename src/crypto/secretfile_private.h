/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * secretfile_private.h - a small file of keys, read whole and put whole
 * (crypto's own header)
 *
 * Shape:   text of at most SECRETFILE_MAX octets; secrets in it are lower-case
 *          hexadecimal digits
 * Errors:  ERR_NOT_FOUND no such file; ERR_DENIED readable by others than its
 *          owner and group, or not by us; ERR_CORRUPT no regular file, or too
 *          large; ERR_EXISTS; ERR_IO; cause_r says it in words
 * Owns:    the caller wipes what was read
 * Threads: all functions may be called from any thread
 * Source:  GDPR Art. 32(1)
 */
#ifndef ROBINSON_CRYPTO_SECRETFILE_PRIVATE_H
#define ROBINSON_CRYPTO_SECRETFILE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/keyfile.h"

#define SECRETFILE_MAX 32768

enum secretfile_put {
	SECRETFILE_CREATE, /* mode 0600; an existing file is left as it is */
	SECRETFILE_RENEW, /* mode and owner of the file it replaces */
	SECRETFILE_REPLACE /* mode 0640, the group of the file it replaces */
};

/* Ended by a NUL. */
enum err secretfile_read(const char *path, char text_r[SECRETFILE_MAX + 1],
	size_t *len_r, char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;

/* Nobody sees half of it; it is on disk (fsync) when this returns. */
enum err secretfile_put(const char *path, enum secretfile_put how,
	const char *text, size_t len,
	char cause_r[KEYFILE_CAUSE_SIZE]) MUST_CHECK;

/* "len" bytes from twice as many digits. */
bool secretfile_unhex(const char *hex, unsigned char *bytes_r, size_t len);

/* Fills cause_r; returns "e". */
enum err secretfile_fail(enum err e, char cause_r[KEYFILE_CAUSE_SIZE],
	const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
