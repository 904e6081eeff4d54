/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * array.h - room for one more item
 *
 *     struct item *items = array_grow(
 *             list->items, list->len, &list->cap, sizeof(*items));
 *
 *     if (!items)
 *             return ERR_NOMEM;
 *     list->items = items;
 *     list->items[list->len++] = ...;
 *
 * Errors:  NULL: there is no memory, or no size_t, for so many; the items are
 *          where they were
 * Owns:    what is given back takes the place of what was given, and is
 *          free()d by the caller. Not for secrets: the old place is not wiped
 * Threads: pure
 */
#ifndef ROBINSON_BASE_ARRAY_H
#define ROBINSON_BASE_ARRAY_H

#include <stddef.h>

#include "base/err.h"

/* Room for len + 1 items; *cap_r says for how many there is. */
void *array_grow(void *items, size_t len, size_t *cap_r, size_t item_size);
/* Room for "want" items. */
void *array_room(void *items, size_t want, size_t *cap_r, size_t item_size);

/* The same for who keeps its arrays alike: *items_r stays where there is no
 * room. ERR_NOMEM. */
enum err array_reserve(void **items_r, size_t *cap_r, size_t want,
	size_t item_size) MUST_CHECK;

#endif
