/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/findings.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/buf.h"

#define TEXT_MAX 4000

void findings_init(struct findings *f)
{
	*f = (struct findings){0};
}

void findings_free(struct findings *f)
{
	for (size_t i = 0; i < f->len; i++) {
		free(f->items[i].what);
		free(f->items[i].mend);
	}
	free(f->items);
	findings_init(f);
}

enum err findings_err(const struct findings *f)
{
	return f->failed;
}

static char *format(struct findings *f, const char *fmt, va_list ap)
{
	struct buf text;
	char *copy;

	buf_init(&text, TEXT_MAX);
	(void)buf_vaddf(&text, fmt, ap);
	copy = buf_detach(&text);
	if (!copy)
		f->failed = ERR_NOMEM;
	buf_free(&text);
	return copy;
}

static struct finding *grow(struct findings *f)
{
	struct finding *items;

	if (f->len == f->cap) {
		items = array_grow(f->items, f->len, &f->cap, sizeof(*items));
		if (!items) {
			f->failed = ERR_NOMEM;
			return NULL;
		}
		f->items = items;
	}
	return &f->items[f->len];
}

void findings_add(struct findings *f, enum severity severity, const char *area,
	const char *fmt, ...)
{
	struct finding *item = grow(f);
	va_list ap;

	if (!item)
		return;
	*item = (struct finding){
		.severity = severity, .area = area, .persons = -1};
	va_start(ap, fmt);
	item->what = format(f, fmt, ap);
	va_end(ap);
	if (item->what)
		f->len++;
}

void findings_mend(struct findings *f, const char *fmt, ...)
{
	va_list ap;

	if (f->failed || f->len == 0 || f->items[f->len - 1].mend)
		return;
	va_start(ap, fmt);
	f->items[f->len - 1].mend = format(f, fmt, ap);
	va_end(ap);
}

void findings_persons(struct findings *f, int64_t persons)
{
	if (!f->failed && f->len > 0)
		f->items[f->len - 1].persons = persons;
}

void findings_sort(struct findings *f)
{
	/* Insertion keeps the order, and there are few. */
	for (size_t i = 1; i < f->len; i++) {
		struct finding moved = f->items[i];
		size_t at = i;

		for (; at > 0 && f->items[at - 1].severity < moved.severity;
			at--)
			f->items[at] = f->items[at - 1];
		f->items[at] = moved;
	}
}

int findings_status(const struct findings *f)
{
	if (findings_count(f, SEVERITY_ERROR) > 0)
		return 2;
	return findings_count(f, SEVERITY_WARNING) > 0 ? 1 : 0;
}

size_t findings_count(const struct findings *f, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < f->len; i++)
		count += f->items[i].severity == severity;
	return count;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_FINE] = "fine",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	return names[severity];
}
