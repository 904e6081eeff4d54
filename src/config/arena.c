/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/arena_private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	_Alignas(max_align_t) unsigned char bytes[];
};

void *arena_alloc(struct arena *a, size_t count, size_t size)
{
	struct arena_block *block = NULL;

	if (!size || count <= (SIZE_MAX - sizeof(*block)) / size)
		block = calloc(1, sizeof(*block) + count * size);
	if (!block) {
		a->failed = true;
		return NULL;
	}
	block->next = a->blocks;
	a->blocks = block;
	return block->bytes;
}

char *arena_text(struct arena *a, const char *text, size_t len)
{
	char *copy = arena_alloc(a, len + 1, 1);

	if (copy && len)
		memcpy(copy, text, len);
	return copy;
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
	a->failed = false;
}
