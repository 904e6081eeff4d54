/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/texts.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 << 10)

struct texts_block {
	struct texts_block *before;
	size_t used, size;
	char bytes[];
};

static struct texts_block *room_for(struct texts *t, size_t size)
{
	struct texts_block *b = t->last;
	size_t own = size > BLOCK_SIZE ? size : BLOCK_SIZE;

	if (b && b->size - b->used >= size)
		return b;
	b = malloc(sizeof(*b) + own);
	if (!b)
		return NULL;
	b->before = t->last;
	b->used = 0;
	b->size = own;
	t->last = b;
	return b;
}

const char *texts_add(struct texts *t, const char *text, size_t len)
{
	struct texts_block *b = room_for(t, len + 1);
	char *copy;

	if (!b)
		return NULL;
	copy = b->bytes + b->used;
	memcpy(copy, text, len);
	copy[len] = '\0';
	b->used += len + 1;
	return copy;
}

static void free_to(struct texts *t, const struct texts_block *stop)
{
	while (t->last != stop) {
		struct texts_block *before = t->last->before;

		free(t->last);
		t->last = before;
	}
}

void texts_clear(struct texts *t)
{
	struct texts_block *kept = t->last;

	if (!kept)
		return;
	t->last = kept->before;
	free_to(t, NULL);
	kept->before = NULL;
	kept->used = 0;
	t->last = kept;
}

void texts_free(struct texts *t)
{
	free_to(t, NULL);
}
