/* SPDX-License-Identifier: BSD-2-Clause */
/* What the officer files: counts and names of columns, nobody. */
#include <inttypes.h>

#include "service/audit/audit.h"
#include "service/document/page.h"

#define TEXT_MAX 60000
#define HOLDS_MAX 1000

static void add_overview(const struct page *p, const struct audit *a)
{
	char date[INSTANT_TEXT_SIZE];

	instant_format(a->settings->zone, a->now_utc, date);
	page_paragraph(p,
		"Made on %s (%s) by Robinson from %zu file%s of the source "
		"\"%s\", and what is on record. Nothing of the files was "
		"stored. Counts only; the work list names rows by the system's "
		"own reference.",
		date, zone_name(a->settings->zone), a->files_len,
		a->files_len == 1 ? "" : "s", a->source->name);
	page_paragraph(p, "%" PRIu64 " rows, %" PRId64 " persons.",
		audit_rows(a), a->persons);
}

static void add_persons(const struct page *p, const struct audit *a)
{
	struct page_bar bars[MARK_COUNT];
	struct page_table t;
	size_t len = 0;

	page_heading(p, "Persons");
	page_table_begin(&t, 3, PAGE_COLUMN(2));
	page_cell(&t, "what");
	page_cell(&t, "in the work list");
	page_cell(&t, "persons");
	for (unsigned m = 0; m < MARK_COUNT; m++) {
		enum audit_mark mark = (enum audit_mark)m;

		page_cell(&t, "%s", audit_mark_words(mark));
		page_cell(&t, "%s", audit_mark_name(mark));
		page_cell_count(&t, a->by_mark[m]);
		bars[len++] =
			(struct page_bar){audit_mark_name(mark), a->by_mark[m],
				mark == MARK_ENDED || mark == MARK_OBJECTED ||
						mark == MARK_UNKNOWN ||
						mark == MARK_NO_BASIS ?
					TONE_ERROR :
					TONE_WARNING};
	}
	page_table_end(p, &t);
	page_bars(p, "Persons, one under each that applies", bars, len);
}

static const char *use_of(const struct audit_column *c)
{
	if (c->is_needed)
		return "said to be needed";
	if (c->data != AUDIT_PLAIN)
		return "not needed";
	if (c->is_read)
		return "read";
	return c->sample.seen == 0 ? "empty" : "to be decided on";
}

/* All that is in it, in the order of the kinds. */
static void add_holds(struct page_table *t, const struct audit_column *c)
{
	struct buf words;

	buf_init(&words, HOLDS_MAX);
	(void)buf_adds(&words, c->holds ? "" : "-");
	for (unsigned d = 0; d < AUDIT_DATA_COUNT; d++)
		if (c->holds & AUDIT_BIT(d))
			(void)buf_addf(&words, "%s%s",
				words.len > 0 ? ", " : "",
				audit_data_words((enum audit_data)d));
	page_cell(t, "%s", buf_text(&words));
	buf_free(&words);
}

static void add_columns(const struct page *p, const struct audit_file *file)
{
	struct page_table t;

	page_paragraph(p, "%s: %" PRIu64 " rows, %s, %zu columns.", file->path,
		file->rows, charset_name(csvfile_charset(file->csv)),
		file->columns_len);
	page_table_begin(&t, 5, PAGE_COLUMN(4));
	page_cell(&t, "column");
	page_cell(&t, "holds");
	page_cell(&t, "told by");
	page_cell(&t, "use");
	page_cell(&t, "values");
	for (size_t i = 0; i < file->columns_len; i++) {
		const struct audit_column *c = &file->columns[i];

		page_cell(&t, "%s", c->name);
		add_holds(&t, c);
		page_cell(&t, "%s",
			c->data == AUDIT_PLAIN               ? "-" :
				audit_by_heading(c, c->data) ? "heading" :
							       "values");
		page_cell(&t, "%s", use_of(c));
		page_cell_count(&t, c->sample.seen);
	}
	page_table_end(p, &t);
}

static void add_method(const struct page *p, const struct audit *a)
{
	struct buf purposes;

	buf_init(&purposes, TEXT_MAX);
	for (size_t i = 0; i < a->source->collected_for_len; i++)
		buf_addf(&purposes, "%s%s", i > 0 ? ", " : "",
			a->source->collected_for[i]);
	page_heading(p, "How it was found");
	page_paragraph(p,
		"Each row's address was brought to its one spelling and looked "
		"up; the rules were asked for every purpose of the "
		"configuration, at this moment and without a message. The "
		"source was collected for: %s. Columns are told by the words "
		"of their heading and by every value, whichever weighs more: "
		"check digits of PESEL, NIP, identity cards and bank "
		"accounts, dates of birth, words of special categories, "
		"texts. In free text one such word is enough, elsewhere it "
		"takes three and one value in twenty. That finds what is "
		"usual; what it does not find may be there all the same.",
		purposes.len > 0 ? buf_text(&purposes) : "nothing");
	buf_free(&purposes);
}

static enum err write_all(const struct page *p, const struct audit *a)
{
	page_open(p, "Audit of another database");
	add_overview(p, a);
	page_findings(p, &a->findings);
	add_persons(p, a);
	page_heading(p, "Columns");
	for (size_t i = 0; i < a->files_len; i++)
		add_columns(p, &a->files[i]);
	add_method(p, a);
	page_close(p);
	return buf_err(p->out);
}

enum err audit_markdown(const struct audit *audit, struct buf *out)
{
	return write_all(&(struct page){out, false}, audit);
}

enum err audit_html(const struct audit *audit, struct buf *out)
{
	return write_all(&(struct page){out, true}, audit);
}
