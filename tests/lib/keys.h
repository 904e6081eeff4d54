/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keys.h - a key file that is the same in every run
 *
 * Its one secret is 00 01 02 .. 1f, as in the worked examples.
 */
#ifndef ROBINSON_TESTS_KEYS_H
#define ROBINSON_TESTS_KEYS_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "crypto/keyfile.h"

/* "first" is the secret's first byte: 0 for the known keys. */
static inline void keys_write(const char *path, unsigned first)
{
	FILE *f = fopen(path, "w");

	if (!f)
		abort();
	fprintf(f, "robinson-keys 1\n1 2026-11-23T10:00:00Z %02x", first);
	for (unsigned i = 1; i < 32; i++)
		fprintf(f, "%02x", i);
	fprintf(f, "\n");
	if (fclose(f) != 0 || chmod(path, 0600) != 0)
		abort();
}

static inline struct keyfile *keys_known(const char *path, unsigned first)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;

	keys_write(path, first);
	if (keyfile_read(path, &keys, cause))
		abort();
	return keys;
}

#endif
