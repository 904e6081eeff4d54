/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

struct table_slot {
	const void *key;
	size_t key_len;
	void *value; /* NULL: the slot is free */
	uint64_t hash;
};

void table_init(struct table *t)
{
	*t = (struct table){NULL, 0, 0};
}

void table_free(struct table *t)
{
	free(t->slots);
	table_init(t);
}

/* FNV-1a, then stirred, because the lower bits choose the slot. */
static uint64_t hash_of(const void *key, size_t len)
{
	const unsigned char *bytes = key;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

/* The key's slot, or the free one where it would stand. */
static struct table_slot *find(
	const struct table *t, const void *key, size_t len, uint64_t hash)
{
	size_t at = (size_t)hash & (t->cap - 1);

	for (;;) {
		struct table_slot *slot = &t->slots[at];

		if (!slot->value ||
			(slot->hash == hash && slot->key_len == len &&
				memcmp(slot->key, key, len) == 0))
			return slot;
		at = (at + 1) & (t->cap - 1);
	}
}

static enum err grow(struct table *t)
{
	struct table bigger = {NULL, t->cap ? t->cap * 2 : FIRST_CAP, t->len};

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		return ERR_NOMEM;
	for (size_t i = 0; i < t->cap; i++) {
		const struct table_slot *s = &t->slots[i];

		if (s->value)
			*find(&bigger, s->key, s->key_len, s->hash) = *s;
	}
	free(t->slots);
	*t = bigger;
	return ERR_OK;
}

void *table_get(const struct table *t, const void *key, size_t key_len)
{
	if (t->len == 0)
		return NULL;
	return find(t, key, key_len, hash_of(key, key_len))->value;
}

enum err table_put(
	struct table *t, const void *key, size_t key_len, void *value)
{
	uint64_t hash = hash_of(key, key_len);
	struct table_slot *slot;
	enum err e;

	/* Three quarters full at most. */
	if ((t->len + 1) * 4 > t->cap * 3) {
		e = grow(t);
		if (e)
			return e;
	}
	slot = find(t, key, key_len, hash);
	if (slot->value)
		return ERR_EXISTS;
	*slot = (struct table_slot){key, key_len, value, hash};
	t->len++;
	return ERR_OK;
}

void table_each(const struct table *t, void (*each)(void *value))
{
	for (size_t i = 0; i < t->cap; i++)
		if (t->slots[i].value)
			each(t->slots[i].value);
}
