/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page.h - one document in two notations: a page for a browser, and Markdown
 * that reads well in a terminal
 *
 * The page needs nothing else: no foreign resource, no script. It looks alike
 * whatever it tells of, and prints well. Text that is given passes html_add();
 * in Markdown control characters become question marks.
 *
 * Errors:  kept in the buffer
 * Owns:    the buffer is borrowed; a table's cells are copied
 * Threads: pure
 * Source:  GDPR Art. 12(1): concise, intelligible, easily accessible
 */
#ifndef ROBINSON_DOCUMENT_PAGE_H
#define ROBINSON_DOCUMENT_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/findings.h"

struct page {
	struct buf *out;
	bool is_html;
};

/* Everything between, and the title as the first line. */
void page_open(const struct page *p, const char *title);
void page_close(const struct page *p);

void page_heading(const struct page *p, const char *words);
void page_paragraph(const struct page *p, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* Under a heading of their own, in their order. */
void page_findings(const struct page *p, const struct findings *f);

/* ---------------------------------------------------------------- tables */

#define PAGE_COLUMNS_MAX 8
#define PAGE_COLUMN(n) (1u << (n))

struct page_table {
	size_t columns;
	unsigned numbers; /* PAGE_COLUMN()s that are set to the right */
	char **cells; /* the first row is the heading */
	size_t len, cap;
	enum err failed;
};

void page_table_begin(struct page_table *t, size_t columns, unsigned numbers);
void page_cell(struct page_table *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void page_cell_count(struct page_table *t, int64_t count);
/* Writes the table, unless it has a heading alone, and frees it. */
void page_table_end(const struct page *p, struct page_table *t);

/* ----------------------------------------------------------------- plots */

enum page_tone {
	TONE_PLAIN,
	TONE_WARNING,
	TONE_ERROR
};

struct page_bar {
	const char *label;
	int64_t value; /* not negative */
	enum page_tone tone;
};

/* A bar for each, with its number; nothing in Markdown, where the table says
 * it all. */
void page_bars(const struct page *p, const char *title,
	const struct page_bar *bars, size_t len);

#endif
