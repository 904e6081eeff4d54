/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/names.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS (2 * NAMES_MAX) /* never more than half full */

struct names {
	pthread_mutex_t lock;
	char *slots[SLOTS];
	size_t len;
};

enum err names_new(struct names **names_r)
{
	struct names *names = calloc(1, sizeof(*names));

	*names_r = names;
	if (!names)
		return ERR_NOMEM;
	pthread_mutex_init(&names->lock, NULL);
	return ERR_OK;
}

void names_free(struct names **names)
{
	if (!*names)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free((*names)->slots[i]);
	pthread_mutex_destroy(&(*names)->lock);
	free(*names);
	*names = NULL;
}

/* FNV-1a is enough: names come from the configuration, not from strangers. */
static size_t slot_of(const char *text, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
	return (size_t)(h % SLOTS);
}

static enum err intern(
	struct names *names, const char *text, size_t len, const char **text_r)
{
	size_t slot = slot_of(text, len);

	for (; names->slots[slot]; slot = (slot + 1) % SLOTS) {
		const char *have = names->slots[slot];

		if (strncmp(have, text, len) == 0 && have[len] == '\0') {
			*text_r = have;
			return ERR_OK;
		}
	}
	if (names->len == NAMES_MAX)
		return ERR_LIMIT;
	names->slots[slot] = strndup(text, len);
	if (!names->slots[slot])
		return ERR_NOMEM;
	names->len++;
	*text_r = names->slots[slot];
	return ERR_OK;
}

enum err names_intern(
	struct names *names, const char *text, size_t len, const char **text_r)
{
	enum err e;

	*text_r = NULL;
	if (len > NAME_TEXT_MAX || memchr(text, '\0', len))
		return ERR_LIMIT;
	pthread_mutex_lock(&names->lock);
	e = intern(names, text, len, text_r);
	pthread_mutex_unlock(&names->lock);
	return e;
}
