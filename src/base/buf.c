/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

void buf_init(struct buf *b, size_t max_len)
{
	*b = (struct buf){.max_len = max_len};
}

static void drop_data(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->cap);
	free(b->data);
}

void buf_free(struct buf *b)
{
	drop_data(b);
	*b = (struct buf){.max_len = b->max_len};
}

void buf_reset(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->len + 1);
	b->len = 0;
	b->failed = ERR_OK;
}

static enum err reserve(struct buf *b, size_t more)
{
	size_t need, cap;
	char *data;

	if (b->failed)
		return b->failed;
	if (more > b->max_len - b->len)
		return b->failed = ERR_LIMIT;
	need = b->len + more + 1;
	if (b->data && need <= b->cap)
		return ERR_OK;
	cap = b->cap ? b->cap : FIRST_CAP;
	while (cap < need)
		cap *= 2;
	/* realloc() would leave the old text where it was. */
	data = malloc(cap);
	if (!data)
		return b->failed = ERR_NOMEM;
	if (b->data)
		memcpy(data, b->data, b->len + 1);
	else
		data[0] = '\0';
	drop_data(b);
	b->data = data;
	b->cap = cap;
	return ERR_OK;
}

enum err buf_add(struct buf *b, const void *bytes, size_t len)
{
	enum err e = reserve(b, len);

	if (e)
		return e;
	if (len > 0)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
	return ERR_OK;
}

enum err buf_adds(struct buf *b, const char *text)
{
	return buf_add(b, text, strlen(text));
}

enum err buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

enum err buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	enum err e;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return b->failed = ERR_INVALID;
	e = reserve(b, (size_t)n);
	if (e)
		return e;
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
	return ERR_OK;
}

enum err buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	enum err e;

	va_start(ap, fmt);
	e = buf_vaddf(b, fmt, ap);
	va_end(ap);
	return e;
}

enum err buf_err(const struct buf *b)
{
	return b->failed;
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *buf_detach(struct buf *b)
{
	char *data;

	if (b->failed || (!b->data && buf_add(b, "", 0)))
		return NULL;
	data = b->data;
	b->data = NULL;
	buf_free(b);
	return data;
}
