/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/problems_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define TEXT_MAX 4096

void problems_init(struct problems *p)
{
	*p = (struct problems){0};
}

void problems_free(struct problems *p)
{
	for (size_t i = 0; i < p->len; i++) {
		free(p->items[i].file);
		free(p->items[i].text);
	}
	free(p->items);
	problems_init(p);
}

static struct problem *grow(struct problems *p)
{
	if (p->len == p->cap) {
		struct problem *items =
			array_grow(p->items, p->len, &p->cap, sizeof(*items));

		if (!items)
			return NULL;
		p->items = items;
	}
	return &p->items[p->len];
}

void problems_add(struct problems *p, enum problem_severity severity,
	const char *file, int line, const char *fmt, ...)
{
	struct problem *item;
	struct buf text;
	va_list ap;

	if (severity == PROBLEM_ERROR)
		p->errors++;
	if (p->len >= PROBLEMS_MAX)
		return;
	item = grow(p);
	if (!item)
		return;
	buf_init(&text, TEXT_MAX);
	if (p->len == PROBLEMS_MAX - 1) {
		(void)buf_adds(
			&text, "too many problems: the rest is not shown");
	} else {
		va_start(ap, fmt);
		(void)buf_vaddf(&text, fmt, ap);
		va_end(ap);
	}
	*item = (struct problem){
		.severity = severity,
		.file = strdup(file),
		.line = line,
		.text = buf_detach(&text),
	};
	if (!item->text)
		item->text = strdup("a problem too large to show");
	if (item->file && item->text) {
		p->len++;
	} else {
		free(item->file);
		free(item->text);
	}
}

static size_t file_rank(const char *file, char *const *files, size_t len)
{
	size_t i = 0;

	while (i < len && strcmp(files[i], file) != 0)
		i++;
	return i;
}

void problems_sort(struct problems *p, char *const *files, size_t files_len)
{
	for (size_t i = 1; i < p->len; i++) {
		struct problem item = p->items[i];
		size_t rank = file_rank(item.file, files, files_len), at = i;

		while (at > 0) {
			const struct problem *before = &p->items[at - 1];
			size_t r = file_rank(before->file, files, files_len);

			if (r < rank ||
				(r == rank && before->line <= item.line))
				break;
			p->items[at] = *before;
			at--;
		}
		p->items[at] = item;
	}
}
