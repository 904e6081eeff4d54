/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page.h - one document in two notations: a page for a browser, and Markdown
 * that reads well in a terminal
 *
 * The page needs nothing else: no foreign resource, no script. All pages look
 * alike, on paper, on a telephone, by day and by night. Text that is given
 * passes html_add(); in Markdown control characters become question marks.
 *
 * A document is its title, a few paragraphs, and sections, each under a
 * heading. Its own texts are translated by whoever gives them (tr()).
 *
 * Files:   page.c, page_table.c
 * Errors:  kept in the buffer
 * Owns:    the buffer is borrowed; a table's cells are copied
 * Threads: pure
 * Source:  GDPR Art. 12(1): concise, intelligible, easily accessible; WCAG 2.1
 *          AA
 */
#ifndef ROBINSON_DOCUMENT_PAGE_H
#define ROBINSON_DOCUMENT_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/findings.h"
#include "service/document/translation.h"

struct page {
	struct buf *out;
	bool is_html;
	const struct translation *translation; /* NULL: English */
};

/* Everything before the body: the language, the title, the style. For a page
 * that has parts of its own; page_open() has called it. */
void page_head(struct buf *out, const char *language, const char *title);

/* Everything between, and the title as the first line. */
void page_open(const struct page *p, const char *title);
void page_close(const struct page *p);

void page_heading(const struct page *p, const char *words);
void page_subheading(const struct page *p, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
void page_paragraph(const struct page *p, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* What is to be typed or written, alone on its line. */
void page_code(const struct page *p, const char *code);
/* Under a heading of their own, in their order. What mends a finding is
 * prose; what is to be typed stands in it between "`" and "`". */
void page_findings(const struct page *p, const struct findings *f);
/* What mends a finding, without these marks. */
void page_unmarked(const char *mend, struct buf *out);

/* ---------------------------------------------------------------- tables */

#define PAGE_COLUMNS_MAX 8
#define PAGE_COLUMN(n) (1u << (n))

enum page_tone {
	TONE_PLAIN,
	TONE_WARNING,
	TONE_ERROR
};

struct page_cell;

struct page_table {
	size_t columns;
	unsigned numbers; /* PAGE_COLUMN()s that are set to the right */
	struct page_cell *cells; /* the first row is the heading */
	size_t len, cap;
	enum err failed;
};

void page_table_begin(struct page_table *t, size_t columns, unsigned numbers);
void page_cell(struct page_table *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A name of the program, to be typed or looked for. */
void page_cell_code(struct page_table *t, const char *code);
void page_cell_count(struct page_table *t, int64_t count);
/* The same with a bar as long as the number beside the greatest of its column;
 * none for nothing. Markdown has the number alone. */
void page_cell_bar(struct page_table *t, int64_t count, enum page_tone tone);
/* Writes the table, unless it has a heading alone, and frees it. */
void page_table_end(const struct page *p, struct page_table *t);

#endif
