/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/pages.h"

#include <stdio.h>
#include <string.h>

static bool is_number(const struct out_table *t, size_t column)
{
	return column < OUT_COLUMNS_MAX && (t->numbers >> column & 1u);
}

static const char *heading(const struct out_table *t, size_t column)
{
	const char *text =
		column < OUT_COLUMNS_MAX ? t->headings[column] : NULL;

	return text ? text : "";
}

void out_table(struct page_out *p, const struct out_table *table)
{
	p->table = table;
	out_raw(p, "<div class=\"scroll\"><table class=\"stack\">");
	if (table->caption) {
		out_raw(p, "<caption class=\"hidden\">");
		out_text(p, table->caption);
		out_raw(p, "</caption>");
	}
	out_raw(p, "<thead><tr>");
	for (size_t i = 0; i < OUT_COLUMNS_MAX && table->headings[i]; i++) {
		/* An empty cell heads nothing. */
		if (!*table->headings[i]) {
			out_raw(p, "<td></td>");
			continue;
		}
		out_raw(p,
			is_number(table, i) ?
				"<th scope=\"col\" class=\"num\">" :
				"<th scope=\"col\">");
		out_text(p, table->headings[i]);
		out_raw(p, "</th>");
	}
	out_raw(p, "</tr></thead>\n<tbody>\n");
}

void out_row(struct page_out *p)
{
	p->column = 0;
	out_raw(p, "<tr>");
}

void out_cell_begin(struct page_out *p)
{
	const char *title = heading(p->table, p->column);

	out_raw(p,
		is_number(p->table, p->column) ? "<td class=\"num\"" : "<td");
	if (*title) {
		out_raw(p, " data-title=\"");
		out_text(p, title);
		out_raw(p, "\"");
	}
	out_raw(p, ">");
	p->column++;
}

void out_cell_end(struct page_out *p)
{
	out_raw(p, "</td>");
}

void out_cell(struct page_out *p, const char *text)
{
	out_cell_begin(p);
	out_text(p, text);
	out_cell_end(p);
}

void out_row_end(struct page_out *p)
{
	out_raw(p, "</tr>\n");
}

void out_table_end(struct page_out *p)
{
	out_raw(p, "</tbody></table></div>\n");
	p->table = NULL;
}

/* ---------------------------------------------------------------- paging */

/* One more pair of the query of this page. */
static void add_pair(struct buf *url, const char *name, const json_t *value)
{
	char number[24];

	if (json_is_string(value)) {
		out_query(url, name, json_string_value(value), NULL);
	} else if (json_is_integer(value)) {
		snprintf(number, sizeof(number), "%lld",
			(long long)json_integer_value(value));
		out_query(url, name, number, NULL);
	} else if (json_is_true(value)) {
		out_query(url, name, "1", NULL);
	}
}

/* This page with another number; what stands in its path is no query. */
static void page_link(
	struct page_out *p, int64_t page, const char *rel, const char *text)
{
	json_t *args = json_copy((json_t *)(size_t)p->args);
	const char *name;
	json_t *value;
	char number[24];
	struct buf url;

	buf_init(&url, 4096);
	buf_adds(&url, p->path);
	json_object_foreach(args, name, value)
	{
		const char *item = json_string_value(value);

		if (strcmp(name, "page") != 0 &&
			!(item && strstr(p->path, item)))
			add_pair(&url, name, value);
	}
	snprintf(number, sizeof(number), "%lld", (long long)page);
	out_query(&url, "page", number, NULL);
	out_raw(p, "<a rel=\"");
	out_raw(p, rel);
	out_raw(p, "\" href=\"");
	out_text(p, buf_text(&url));
	out_raw(p, "\">");
	out_text(p, text);
	out_raw(p, "</a>");
	buf_free(&url);
	json_decref(args);
}

void out_pager(struct page_out *p, int64_t page, int64_t pages, bool has_next)
{
	char here[24], all[24];

	if (page < 1)
		page = 1;
	if (page == 1 && pages <= 1 && !has_next)
		return;
	snprintf(here, sizeof(here), "%lld", (long long)page);
	snprintf(all, sizeof(all), "%lld", (long long)pages);
	out_raw(p, "<nav class=\"pager\" aria-label=\"");
	out_text(p, tr(p, "Pages"));
	out_raw(p, "\">");
	if (page > 1)
		page_link(p, page - 1, "prev", tr(p, "Previous page"));
	out_raw(p, "<span>");
	if (pages > 0)
		out_words(p, tr(p, "Page %1 of %2"), here, all, NULL);
	else
		out_words(p, tr(p, "Page %1"), here, NULL);
	out_raw(p, "</span>");
	if (has_next || page < pages)
		page_link(p, page + 1, "next", tr(p, "Next page"));
	out_raw(p, "</nav>\n");
}
