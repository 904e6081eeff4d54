/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* So many when the first one comes. */
#define FIRST 8

/* 0: there is no such number. */
static size_t grown_cap(size_t cap, size_t want, size_t item_size)
{
	if (cap == 0)
		cap = FIRST;
	while (cap < want && cap <= SIZE_MAX / 2)
		cap *= 2;
	return cap < want || cap > SIZE_MAX / item_size ? 0 : cap;
}

void *array_room(void *items, size_t want, size_t *cap_r, size_t item_size)
{
	size_t cap;
	void *grown;

	if (want <= *cap_r && items)
		return items;
	cap = grown_cap(*cap_r, want, item_size);
	grown = cap > 0 ? realloc(items, cap * item_size) : NULL;
	if (grown)
		*cap_r = cap;
	return grown;
}

void *array_grow(void *items, size_t len, size_t *cap_r, size_t item_size)
{
	return len < SIZE_MAX ? array_room(items, len + 1, cap_r, item_size) :
				NULL;
}

enum err array_reserve(
	void **items_r, size_t *cap_r, size_t want, size_t item_size)
{
	void *items = array_room(*items_r, want, cap_r, item_size);

	if (!items)
		return ERR_NOMEM;
	*items_r = items;
	return ERR_OK;
}

enum err array_reserve_secret(
	void **items_r, size_t *cap_r, size_t want, size_t item_size)
{
	size_t cap;
	void *grown;

	if (want <= *cap_r && *items_r)
		return ERR_OK;
	cap = grown_cap(*cap_r, want, item_size);
	/* realloc() would leave the old items where they were. */
	grown = cap > 0 ? malloc(cap * item_size) : NULL;
	if (!grown)
		return ERR_NOMEM;
	if (*items_r) {
		memcpy(grown, *items_r, *cap_r * item_size);
		explicit_bzero(*items_r, *cap_r * item_size);
		free(*items_r);
	}
	*items_r = grown;
	*cap_r = cap;
	return ERR_OK;
}

size_t array_join(void *items, size_t len, size_t item_size,
	int (*compare)(const void *a, const void *b),
	void (*add)(void *kept, const void *item))
{
	char *kept = items;

	if (len == 0)
		return 0;
	qsort(items, len, item_size, compare);
	for (size_t i = 1; i < len; i++) {
		const char *item = (const char *)items + i * item_size;

		if (compare(kept, item) == 0) {
			add(kept, item);
			continue;
		}
		kept += item_size;
		memmove(kept, item, item_size);
	}
	return (size_t)(kept - (char *)items) / item_size + 1;
}
