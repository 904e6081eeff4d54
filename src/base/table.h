/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * table.h - from bytes to a pointer
 *
 * A hash table that only grows, for keys that are text or digests.
 *
 * Errors:  ERR_NOMEM leaves the table as it was
 * Owns:    neither keys nor values: a key's bytes must stay where they are as
 *          long as the table, table_each() helps to free what is the caller's
 * Threads: a table belongs to one thread at a time
 */
#ifndef ROBINSON_BASE_TABLE_H
#define ROBINSON_BASE_TABLE_H

#include <stddef.h>

#include "base/err.h"

struct table_slot;

struct table {
	struct table_slot *slots;
	size_t cap; /* a power of two, or 0 */
	size_t len;
};

void table_init(struct table *t);
/* Empty again, as after table_init(). */
void table_free(struct table *t);

/* The value that was put; NULL: there is none. */
void *table_get(const struct table *t, const void *key, size_t key_len);

/* "value" is not NULL. ERR_EXISTS: the key is there, its value stays. */
enum err table_put(struct table *t, const void *key, size_t key_len,
	void *value) MUST_CHECK;

void table_each(const struct table *t, void (*each)(void *value));

#endif
