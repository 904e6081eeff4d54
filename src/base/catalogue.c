/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/catalogue.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/plural_private.h"
#include "base/utf8.h"

#define SIZE_MAX_MO ((size_t)1024 * 1024)
#define MAGIC 0x950412deu
#define HEADER_LEN 28
#define PAIR_LEN 8
#define NUMBERS_TRIED 1000
#define PLURAL "Plural-Forms:"

enum {
	AT_MAGIC = 0,
	AT_REVISION = 4,
	AT_COUNT = 8,
	AT_ORIGINALS = 12,
	AT_TRANSLATIONS = 16
};

struct catalogue {
	unsigned char *bytes;
	size_t len;
	uint32_t count;
	uint32_t originals;
	uint32_t translations;
	const char *plural; /* of the header; NULL: as in English */
};

/* The machine that ran msgfmt(1) may be of the other byte order: msgfmt
 * writes little-endian unless it is told otherwise, and so we read. */
static uint32_t number(const struct catalogue *c, size_t at)
{
	const unsigned char *b = c->bytes + at;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
		(uint32_t)b[3] << 24;
}

/* Every text was found to be inside the file and ended when it was opened. */
static const char *text(const struct catalogue *c, uint32_t table, uint32_t i)
{
	return (const char *)c->bytes + number(c, table + i * PAIR_LEN + 4);
}

static uint32_t text_len(const struct catalogue *c, uint32_t table, uint32_t i)
{
	return number(c, table + i * PAIR_LEN);
}

static bool is_utf8(const char *bytes, size_t len)
{
	uint32_t character;

	for (size_t i = 0; i < len;) {
		size_t step = utf8_next(bytes + i, len - i, &character);

		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

/* A text may have a NUL in it: behind it stands the next plural form. */
static enum err check_table(const struct catalogue *c, uint32_t table)
{
	if (table > c->len || (c->len - table) / PAIR_LEN < c->count)
		return ERR_CORRUPT;
	for (uint32_t i = 0; i < c->count; i++) {
		size_t len = number(c, table + i * PAIR_LEN);
		size_t at = number(c, table + i * PAIR_LEN + 4);

		if (at >= c->len || len >= c->len - at ||
			c->bytes[at + len] != '\0' ||
			!is_utf8((const char *)c->bytes + at, len))
			return ERR_CORRUPT;
	}
	return ERR_OK;
}

/* For the binary search. */
static enum err check_order(const struct catalogue *c)
{
	for (uint32_t i = 1; i < c->count; i++)
		if (strcmp(text(c, c->originals, i - 1),
			    text(c, c->originals, i)) >= 0)
			return ERR_CORRUPT;
	return ERR_OK;
}

/* All that the header says is there from the first number on. */
static enum err check_header(struct catalogue *c)
{
	const char *header = catalogue_get(c, "");
	const char *plural = strstr(header, PLURAL);
	unsigned form;

	if (!strstr(header, "charset=UTF-8"))
		return ERR_CORRUPT;
	if (!plural)
		return ERR_OK;
	c->plural = plural + strlen(PLURAL);
	for (unsigned long n = 0; n < NUMBERS_TRIED; n++)
		if (plural_form(c->plural, n, &form))
			return ERR_CORRUPT;
	return ERR_OK;
}

static enum err check(struct catalogue *c)
{
	enum err e;

	if (c->len < HEADER_LEN || number(c, AT_MAGIC) != MAGIC ||
		number(c, AT_REVISION) >> 16 != 0)
		return ERR_CORRUPT;
	c->count = number(c, AT_COUNT);
	c->originals = number(c, AT_ORIGINALS);
	c->translations = number(c, AT_TRANSLATIONS);
	e = check_table(c, c->originals);
	if (!e)
		e = check_table(c, c->translations);
	if (!e)
		e = check_order(c);
	return e ? e : check_header(c);
}

enum err catalogue_read(
	const void *bytes, size_t len, struct catalogue **catalogue_r)
{
	struct catalogue *c = calloc(1, sizeof(*c));
	enum err e = ERR_NOMEM;

	*catalogue_r = NULL;
	if (!c)
		return e;
	c->bytes = malloc(len ? len : 1);
	if (c->bytes) {
		memcpy(c->bytes, bytes, len);
		c->len = len;
		e = check(c);
	}
	if (e)
		catalogue_free(&c);
	*catalogue_r = c;
	return e;
}

enum err catalogue_open(const char *path, struct catalogue **catalogue_r)
{
	struct buf bytes;
	enum err e;

	*catalogue_r = NULL;
	buf_init(&bytes, SIZE_MAX_MO);
	e = file_read_path(path, &bytes);
	if (!e)
		e = catalogue_read(buf_text(&bytes), bytes.len, catalogue_r);
	buf_free(&bytes);
	return e == ERR_DENIED ? ERR_IO : e;
}

void catalogue_free(struct catalogue **catalogue)
{
	if (!*catalogue)
		return;
	free((*catalogue)->bytes);
	free(*catalogue);
	*catalogue = NULL;
}

size_t catalogue_len(const struct catalogue *catalogue)
{
	return catalogue->count;
}

/* The number of the text; the number of texts: it is not there. */
static uint32_t find(const struct catalogue *c, const char *msgid)
{
	uint32_t from = 0, to = c->count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		int order = strcmp(msgid, text(c, c->originals, middle));

		if (order == 0)
			return middle;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return c->count;
}

const char *catalogue_get(const struct catalogue *catalogue, const char *msgid)
{
	uint32_t i;

	if (!catalogue)
		return msgid;
	i = find(catalogue, msgid);
	return i < catalogue->count ?
		text(catalogue, catalogue->translations, i) :
		msgid;
}

/* Of the forms that stand behind each other the one of that number. */
static const char *nth_form(
	const struct catalogue *c, uint32_t i, unsigned form)
{
	const char *at = text(c, c->translations, i);
	const char *end = at + text_len(c, c->translations, i);

	for (; form > 0; form--) {
		at += strlen(at) + 1;
		if (at > end)
			return NULL;
	}
	return at;
}

const char *catalogue_count(const struct catalogue *catalogue, const char *one,
	const char *many, unsigned long n)
{
	const char *own = n == 1 ? one : many, *found = NULL;
	uint32_t i = catalogue ? find(catalogue, one) : 0;
	unsigned form = n != 1;

	if (!catalogue || i == catalogue->count)
		return own;
	if (!catalogue->plural || !plural_form(catalogue->plural, n, &form))
		found = nth_form(catalogue, i, form);
	return found ? found : own;
}
