/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

/* So many when the first one comes. */
#define FIRST 8

void *array_room(void *items, size_t want, size_t *cap_r, size_t item_size)
{
	size_t cap = *cap_r ? *cap_r : FIRST;
	void *grown;

	if (want <= *cap_r && items)
		return items;
	while (cap < want && cap <= SIZE_MAX / 2)
		cap *= 2;
	if (cap < want || cap > SIZE_MAX / item_size)
		return NULL;
	grown = realloc(items, cap * item_size);
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
