/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * texts.h - many short texts that live and die together
 *
 * Errors:  NULL: out of memory
 * Owns:    the texts; all are gone with texts_clear() and texts_free()
 * Threads: belongs to one thread at a time
 */
#ifndef ROBINSON_OFFICE_TEXTS_H
#define ROBINSON_OFFICE_TEXTS_H

#include <stddef.h>

struct texts_block;

struct texts {
	struct texts_block *last;
};

/* A copy that does not move; len without the NUL that is put after it. */
const char *texts_add(struct texts *t, const char *text, size_t len);
/* Keeps a block for the next ones. */
void texts_clear(struct texts *t);
void texts_free(struct texts *t);

#endif
