/* SPDX-License-Identifier: BSD-2-Clause */
/* What the officer files: counts and names of columns, nobody. */
#include "service/audit/audit.h"
#include "service/document/names.h"
#include "service/document/page.h"

#define TEXT_MAX 60000
#define HOLDS_MAX 1000

static void head(const struct page *p, struct page_table *t,
	const char *const *texts, size_t len)
{
	for (size_t i = 0; i < len; i++)
		page_cell(t, "%s", tr(p->translation, texts[i]));
}

static void add_overview(const struct page *p, const struct audit *a)
{
	const struct translation *t = p->translation;
	int64_t rows = (int64_t)audit_rows(a);
	char date[INSTANT_TEXT_SIZE];
	struct buf counted;

	instant_format(a->settings->zone, a->now_utc, date);
	page_paragraph(p,
		tr_count(t,
			"Made on %s (%s) by Robinson from %d file of the "
			"source \"%s\", and what is on record.",
			"Made on %s (%s) by Robinson from %d files of the "
			"source \"%s\", and what is on record.",
			(int64_t)a->files_len),
		date, zone_name(a->settings->zone), (int)a->files_len,
		names_source(a->settings, t, a->source->name));
	page_paragraph(p, "%s",
		tr(t,
			"Nothing of the files was stored. Counts only; the "
			"work list names rows by the system's own "
			"reference."));
	buf_init(&counted, HOLDS_MAX);
	buf_addf(&counted, tr_count(t, "%lld row", "%lld rows", rows),
		(long long)rows);
	buf_adds(&counted, ", ");
	buf_addf(&counted,
		tr_count(t, "%lld person", "%lld persons", a->persons),
		(long long)a->persons);
	page_paragraph(p, "%s.", buf_text(&counted));
	buf_free(&counted);
}

static enum page_tone tone_of(enum audit_mark mark)
{
	return mark == MARK_ENDED || mark == MARK_OBJECTED ||
			mark == MARK_UNKNOWN || mark == MARK_NO_BASIS ||
			mark == MARK_OPTED_OUT ?
		TONE_ERROR :
		TONE_WARNING;
}

static void add_persons(const struct page *p, const struct audit *a)
{
	static const char *const heading[] = {
		N_("what"), N_("in the work list"), N_("persons")};
	const struct translation *t = p->translation;
	struct page_table table;

	page_heading(p, tr(t, "Persons"));
	page_table_begin(&table, 3, PAGE_COLUMN(2));
	head(p, &table, heading, 3);
	for (unsigned m = 0; m < MARK_COUNT; m++) {
		enum audit_mark mark = (enum audit_mark)m;

		page_cell(&table, "%s", tr(t, audit_mark_words(mark)));
		page_cell_code(&table, audit_mark_name(mark));
		page_cell_bar(&table, a->by_mark[m], tone_of(mark));
	}
	page_table_end(p, &table);
	page_paragraph(
		p, "%s", tr(t, "A person counts under each that applies."));
}

static const char *use_of(
	const struct translation *t, const struct audit_column *c)
{
	if (c->is_needed)
		return tr(t, N_("said to be needed"));
	if (c->data != AUDIT_PLAIN)
		return tr(t, N_("not needed"));
	if (c->is_read)
		return tr(t, N_("read"));
	return c->sample.seen == 0 ? tr(t, N_("empty")) :
				     tr(t, N_("to be decided on"));
}

/* All that is in it, in the order of the kinds. */
static void add_holds(const struct translation *t, struct page_table *table,
	const struct audit_column *c)
{
	struct buf words;

	buf_init(&words, HOLDS_MAX);
	(void)buf_adds(&words, c->holds ? "" : "-");
	for (unsigned d = 0; d < AUDIT_DATA_COUNT; d++)
		if (c->holds & AUDIT_BIT(d))
			(void)buf_addf(&words, "%s%s",
				words.len > 0 ? ", " : "",
				tr(t, audit_data_words((enum audit_data)d)));
	page_cell(table, "%s", buf_text(&words));
	buf_free(&words);
}

static void add_column(const struct translation *t, struct page_table *table,
	const struct audit_column *c)
{
	page_cell(table, "%s", c->name);
	add_holds(t, table, c);
	page_cell(table, "%s",
		c->data == AUDIT_PLAIN               ? "-" :
			audit_by_heading(c, c->data) ? tr(t, N_("heading")) :
						       tr(t, N_("values")));
	page_cell(table, "%s", use_of(t, c));
	page_cell_count(table, c->sample.seen);
}

static void add_columns(const struct page *p, const struct audit_file *file)
{
	static const char *const heading[] = {N_("column"), N_("holds"),
		N_("told by"), N_("use"), N_("values")};
	const struct translation *t = p->translation;
	struct page_table table;

	page_subheading(p, "%s", file->path);
	page_paragraph(p, tr(t, "Rows: %lld; character set: %s; columns: %d."),
		(long long)file->rows, charset_name(csvfile_charset(file->csv)),
		(int)file->columns_len);
	page_table_begin(&table, 5, PAGE_COLUMN(4));
	head(p, &table, heading, 5);
	for (size_t i = 0; i < file->columns_len; i++)
		add_column(t, &table, &file->columns[i]);
	page_table_end(p, &table);
}

static void add_ends(const struct page *p, const struct audit *a)
{
	const struct translation *t = p->translation;
	struct buf purposes;

	buf_init(&purposes, TEXT_MAX);
	for (size_t i = 0; i < a->source->collected_for_len; i++)
		buf_addf(&purposes, "%s%s", i > 0 ? ", " : "",
			names_purpose(
				a->settings, t, a->source->collected_for[i]));
	page_paragraph(p, tr(t, "The source was collected for: %s."),
		purposes.len > 0 ? buf_text(&purposes) : tr(t, N_("nothing")));
	buf_free(&purposes);
}

static void add_method(const struct page *p, const struct audit *a)
{
	const struct translation *t = p->translation;

	page_heading(p, tr(t, "How it was found"));
	page_paragraph(p, "%s",
		tr(t,
			"Each row's address was brought to its one spelling "
			"and looked up; the rules were asked for every purpose "
			"of the configuration, at this moment and without a "
			"message."));
	add_ends(p, a);
	page_paragraph(p, "%s",
		tr(t,
			"Columns are told by the words of their heading and by "
			"every value, whichever weighs more: check digits of "
			"PESEL, NIP, identity cards and bank accounts, dates "
			"of birth, words of special categories, texts. In free "
			"text one such word is enough, elsewhere it takes "
			"three and one value in twenty. That finds what is "
			"usual; what it does not find may be there all the "
			"same."));
}

static enum err write_all(const struct page *p, const struct audit *a)
{
	page_open(p, tr(p->translation, "Audit of another database"));
	add_overview(p, a);
	page_findings(p, &a->findings);
	add_persons(p, a);
	page_heading(p, tr(p->translation, "Columns"));
	for (size_t i = 0; i < a->files_len; i++)
		add_columns(p, &a->files[i]);
	add_method(p, a);
	page_close(p);
	return buf_err(p->out);
}

enum err audit_markdown(const struct audit *audit, struct buf *out)
{
	return write_all(
		&(struct page){.out = out, .translation = audit->translation},
		audit);
}

enum err audit_html(const struct audit *audit, struct buf *out)
{
	return write_all(&(struct page){.out = out,
				 .is_html = true,
				 .translation = audit->translation},
		audit);
}
