/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arena_private.h - memory that lives and dies with one settings value
 *
 * Owns:    the arena owns what it gives; arena_free() releases all at once
 * Errors:  NULL when out of memory, and "failed" stays set, so that a whole
 *          reading may be checked once at its end
 * Threads: an arena belongs to one thread until it is only read
 */
#ifndef ROBINSON_CONFIG_ARENA_PRIVATE_H
#define ROBINSON_CONFIG_ARENA_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	bool failed;
};

/* Zeroed, aligned for any type; never NULL for a size of 0 but when out of
 * memory. */
void *arena_alloc(struct arena *a, size_t count, size_t size);
char *arena_text(struct arena *a, const char *text, size_t len);
void arena_free(struct arena *a);

#endif
