/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <uniwidth.h>

#include "base/array.h"
#include "base/html.h"
#include "service/document/page.h"

/* From so many columns on a row becomes a list on a narrow screen. */
#define STACKED_COLUMNS 3
#define CELL_MAX 64000 /* a list of a configuration may be long */

struct page_cell {
	char *text;
	bool is_code;
	int64_t bar; /* 0: none */
	enum page_tone tone;
};

void page_table_begin(struct page_table *t, size_t columns, unsigned numbers)
{
	*t = (struct page_table){.columns = columns, .numbers = numbers};
}

static void keep(struct page_table *t, char *cell)
{
	struct page_cell *cells = cell ?
		array_grow(t->cells, t->len, &t->cap, sizeof(*cells)) :
		NULL;

	if (!cells) {
		free(cell);
		t->failed = ERR_NOMEM;
		return;
	}
	t->cells = cells;
	t->cells[t->len++] = (struct page_cell){.text = cell};
}

/* A line end or another control character would break the table. */
static void make_plain(char *cell)
{
	for (; *cell; cell++)
		if ((unsigned char)*cell < ' ' || *cell == 0x7f)
			*cell = '?';
}

void page_cell(struct page_table *t, const char *fmt, ...)
{
	struct buf text;
	char *cell;
	va_list ap;

	buf_init(&text, CELL_MAX);
	buf_adds(&text, "");
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	cell = buf_detach(&text);
	if (cell)
		make_plain(cell);
	keep(t, cell);
}

void page_cell_code(struct page_table *t, const char *code)
{
	page_cell(t, "%s", code);
	if (!t->failed)
		t->cells[t->len - 1].is_code = true;
}

void page_cell_count(struct page_table *t, int64_t count)
{
	page_cell(t, "%" PRId64, count);
}

void page_cell_bar(struct page_table *t, int64_t count, enum page_tone tone)
{
	page_cell_count(t, count);
	if (t->failed)
		return;
	t->cells[t->len - 1].bar = count;
	t->cells[t->len - 1].tone = tone;
}

static bool is_number(const struct page_table *t, size_t column)
{
	return (t->numbers & PAGE_COLUMN(column)) != 0;
}

/* ------------------------------------------------------------------ HTML */

static const char *const tones[] = {
	[TONE_PLAIN] = "plain",
	[TONE_WARNING] = "warning",
	[TONE_ERROR] = "error",
};

/* The number says it all; the bar is for the eye alone. */
static void put_bar(const struct page *p, const struct page_table *t, size_t i)
{
	const struct page_cell *cell = &t->cells[i];
	int64_t most = cell->bar;

	if (cell->bar <= 0)
		return;
	for (size_t n = i % t->columns; n < t->len; n += t->columns)
		if (t->cells[n].bar > most)
			most = t->cells[n].bar;
	buf_addf(p->out,
		"<svg class=\"bar %s\" viewBox=\"0 0 100 6\" "
		"preserveAspectRatio=\"none\" aria-hidden=\"true\">"
		"<rect width=\"%.1f\" height=\"6\"/></svg>",
		tones[cell->tone], (double)cell->bar * 100 / (double)most);
}

static void put_html_cell(const struct page *p, const struct page_table *t,
	size_t i, const char *element, const char *scope)
{
	buf_addf(p->out, "<%s%s%s", element, scope,
		is_number(t, i % t->columns) ? " class=\"num\"" : "");
	if (i >= t->columns && t->columns >= STACKED_COLUMNS) {
		buf_adds(p->out, " data-title=\"");
		html_add(p->out, t->cells[i % t->columns].text);
		buf_adds(p->out, "\"");
	}
	buf_adds(p->out, ">");
	buf_adds(p->out, t->cells[i].is_code ? "<code>" : "");
	html_add(p->out, t->cells[i].text);
	buf_adds(p->out, t->cells[i].is_code ? "</code>" : "");
	put_bar(p, t, i);
	buf_addf(p->out, "</%s>", element);
}

static void put_html(const struct page *p, const struct page_table *t)
{
	if (t->columns == 0)
		return;
	buf_adds(p->out,
		t->columns >= STACKED_COLUMNS ?
			"<table class=\"stack\">\n<thead><tr>" :
			"<table>\n<thead><tr>");
	for (size_t i = 0; i < t->columns; i++)
		put_html_cell(p, t, i, "th", " scope=\"col\"");
	buf_adds(p->out, "</tr></thead>\n<tbody>\n");
	for (size_t row = t->columns; row < t->len; row += t->columns) {
		buf_adds(p->out, "<tr>");
		put_html_cell(p, t, row, "th", " scope=\"row\"");
		for (size_t i = row + 1; i < row + t->columns; i++)
			put_html_cell(p, t, i, "td", "");
		buf_adds(p->out, "</tr>\n");
	}
	buf_adds(p->out, "</tbody>\n</table>\n");
}

/* -------------------------------------------------------------- Markdown */

static int width_of(const char *cell)
{
	int width = u8_strwidth((const uint8_t *)cell, "UTF-8");

	for (; *cell; cell++)
		width += *cell == '|';
	return width;
}

static void put_blanks(struct buf *out, int count)
{
	for (; count > 0; count--)
		buf_addc(out, ' ');
}

static void put_cell(
	struct buf *out, const char *cell, int width, bool is_right)
{
	buf_adds(out, "| ");
	if (is_right)
		put_blanks(out, width - width_of(cell));
	for (const char *c = cell; *c; c++) {
		if (*c == '|')
			buf_addc(out, '\\');
		buf_addc(out, *c);
	}
	if (!is_right)
		put_blanks(out, width - width_of(cell));
	buf_addc(out, ' ');
}

static void put_rule(struct buf *out, int width, bool is_right)
{
	buf_adds(out, "|");
	for (int i = 0; i < width + 2 - is_right; i++)
		buf_addc(out, '-');
	if (is_right)
		buf_addc(out, ':');
}

static void put_markdown(const struct page *p, const struct page_table *t)
{
	int widths[PAGE_COLUMNS_MAX] = {0};

	for (size_t i = 0; i < t->len; i++) {
		int width = width_of(t->cells[i].text);

		if (width > widths[i % t->columns])
			widths[i % t->columns] = width;
	}
	for (size_t i = 0; i < t->len; i++) {
		size_t column = i % t->columns;

		put_cell(p->out, t->cells[i].text, widths[column],
			is_number(t, column));
		if (column + 1 < t->columns)
			continue;
		buf_adds(p->out, "|\n");
		if (i >= t->columns)
			continue;
		for (size_t c = 0; c < t->columns; c++)
			put_rule(p->out, widths[c], is_number(t, c));
		buf_adds(p->out, "|\n");
	}
	buf_adds(p->out, "\n");
}

void page_table_end(const struct page *p, struct page_table *t)
{
	if (t->failed && !p->out->failed)
		p->out->failed = t->failed;
	if (!t->failed && t->len > t->columns) {
		if (p->is_html)
			put_html(p, t);
		else
			put_markdown(p, t);
	}
	for (size_t i = 0; i < t->len; i++)
		free(t->cells[i].text);
	free(t->cells);
	page_table_begin(t, t->columns, t->numbers);
}
