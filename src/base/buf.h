/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * buf.h - growing text with a hard maximum
 *
 * Shape:   struct buf holds bytes and is always NUL-terminated after them.
 * Errors:  an append past the maximum or out of memory frees nothing, sets
 *          the buffer's failed mark and returns ERR_LIMIT or ERR_NOMEM; each
 *          later append fails alike, so that a run of appends may be
 *          checked once at its end with buf_err().
 * Owns:    the buffer owns its bytes; buf_free() releases them,
 *          buf_detach() hands them to the caller, who free()s them. What it
 *          held is wiped when it grows, is emptied or freed: it may have been
 *          a person's mail, or a key.
 * Threads: a buffer belongs to one thread at a time.
 */
#ifndef ROBINSON_BASE_BUF_H
#define ROBINSON_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/err.h"

struct buf {
	char *data; /* NULL until the first append */
	size_t len; /* bytes, without the final NUL */
	size_t cap;
	size_t max_len;
	enum err failed;
};

void buf_init(struct buf *b, size_t max_len);
void buf_free(struct buf *b);

/* Empties the text and clears the failed mark, keeps the memory. */
void buf_reset(struct buf *b);

enum err buf_add(struct buf *b, const void *bytes, size_t len);
enum err buf_adds(struct buf *b, const char *text);
enum err buf_addc(struct buf *b, char c);
enum err buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
enum err buf_vaddf(struct buf *b, const char *fmt, va_list ap)
	PRINTF_LIKE(2, 0);

/* The first failure since buf_init() or buf_reset(). */
enum err buf_err(const struct buf *b) MUST_CHECK;

/* Never NULL: "" for an empty buffer. */
const char *buf_text(const struct buf *b);

/* NULL when out of memory or failed; the buffer is empty afterwards. */
char *buf_detach(struct buf *b);

#endif
