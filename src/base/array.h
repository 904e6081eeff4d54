/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * array.h - room for one more item; equal items become one
 *
 *     struct item *items = array_grow(
 *             list->items, list->len, &list->cap, sizeof(*items));
 *
 *     if (!items)
 *             return ERR_NOMEM;
 *     list->items = items;
 *     list->items[list->len++] = ...;
 *
 * Errors:  NULL: out of memory, or too many items for a size_t; the old array
 *          is still valid
 * Owns:    the array that is returned replaces the one passed in, and the
 *          caller free()s it. Of secrets array_reserve_secret() alone: the
 *          others do not wipe the old memory
 * Threads: pure
 */
#ifndef ROBINSON_BASE_ARRAY_H
#define ROBINSON_BASE_ARRAY_H

#include <stddef.h>

#include "base/err.h"

/* Room for len + 1 items; *cap_r becomes the number of items that fit. */
void *array_grow(void *items, size_t len, size_t *cap_r, size_t item_size);
/* Room for "want" items. */
void *array_room(void *items, size_t want, size_t *cap_r, size_t item_size);

/* The same with a result: ERR_NOMEM leaves *items_r as it was. */
enum err array_reserve(void **items_r, size_t *cap_r, size_t want,
	size_t item_size) MUST_CHECK;
/* The same; the old memory is wiped before it is freed. */
enum err array_reserve_secret(void **items_r, size_t *cap_r, size_t want,
	size_t item_size) MUST_CHECK;

/* Sorts; items that compare equal become one, to which "add" adds the others.
 * How many are left. */
size_t array_join(void *items, size_t len, size_t item_size,
	int (*compare)(const void *a, const void *b),
	void (*add)(void *kept, const void *item));

#endif
