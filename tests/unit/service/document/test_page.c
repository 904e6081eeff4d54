/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that pages are made of. */
#include "lib/rows.h"

#include "service/document/page.h"

#define ROOM 100000

struct both {
	struct buf html, text;
};

/* The same document in both notations. */
static void write_both(struct both *b, const struct translation *translation,
	void (*write)(const struct page *p))
{
	buf_init(&b->html, ROOM);
	buf_init(&b->text, ROOM);
	write(&(struct page){&b->html, true, translation});
	write(&(struct page){&b->text, false, translation});
	assert_int_equal(buf_err(&b->html), ERR_OK);
	assert_int_equal(buf_err(&b->text), ERR_OK);
}

static void free_both(struct both *b)
{
	buf_free(&b->html);
	buf_free(&b->text);
}

static void assert_has(const struct buf *text, const char *words)
{
	if (!strstr(buf_text(text), words))
		print_message("%s\n", buf_text(text));
	assert_non_null(strstr(buf_text(text), words));
}

static void assert_lacks(const struct buf *text, const char *words)
{
	assert_null(strstr(buf_text(text), words));
}

/* ----------------------------------------------------------------- frame */

static void write_frame(const struct page *p)
{
	page_open(p, "Title <1>");
	page_paragraph(p, "%s", "first & last");
	page_heading(p, "Part");
	page_subheading(p, "Piece %d", 2);
	page_code(p, "relation \"a\" { }");
	page_close(p);
}

static size_t count_of(const char *text, const char *words)
{
	size_t n = 0;

	for (; (text = strstr(text, words)) != NULL; text++)
		n++;
	return n;
}

static void test_frame(void **state)
{
	struct translation pl;
	struct both b;

	(void)state;
	assert_int_equal(translation_open("pl", &pl), ERR_OK);
	write_both(&b, &pl, write_frame);
	assert_has(&b.html, "<html lang=\"pl\">");
	assert_has(&b.html, "<title>Title &lt;1&gt;</title>");
	assert_has(&b.html, "<p>first &amp; last</p>");
	assert_has(&b.html, "<h3>Piece 2</h3>");
	assert_has(&b.html, "<pre><code>relation &quot;a&quot; { }</code>");
	assert_int_equal(count_of(buf_text(&b.html), "<section>"), 2);
	assert_int_equal(count_of(buf_text(&b.html), "</section>"), 2);
	assert_lacks(&b.html, "url(");
	assert_lacks(&b.html, "<script");
	assert_lacks(&b.html, "http");
	assert_string_equal(buf_text(&b.text),
		"# Title <1>\n\nfirst & last\n\n## Part\n\n### Piece 2\n\n"
		"    relation \"a\" { }\n\n");
	free_both(&b);
	write_both(&b, NULL, write_frame);
	assert_has(&b.html, "<html lang=\"en\">");
	free_both(&b);
	translation_free(&pl);
}

/* -------------------------------------------------------------- findings */

static const struct mend_row {
	const char *name;
	const char *mend;
	const char *html, *plain;
} mend_rows[] = {
	{"prose alone", "delete them there",
		"What mends it: delete them there</p>", "delete them there"},
	{"a command alone", "`robinson purge`",
		"What mends it: <code>robinson purge</code></p>",
		"robinson purge"},
	{"both", "correct it, or `a <b>`; then `c`",
		"correct it, or <code>a &lt;b&gt;</code>; then <code>c</code>",
		"correct it, or a <b>; then c"},
	{"one mark alone", "a ` b", "a ` b</p>", "a ` b"},
	{"three marks", "`a` b ` c", "<code>a</code> b ` c</p>", "a b ` c"},
	{"nothing between them", "``", "<code></code>", ""},
};

static void check_mend(void **state)
{
	const struct mend_row *row = *state;
	struct findings f;
	struct buf out;
	const struct page p = {&out, true, NULL};

	buf_init(&out, ROOM);
	findings_init(&f);
	findings_add(&f, SEVERITY_ERROR, "persons", "a < b");
	findings_mend(&f, "%s", row->mend);
	page_findings(&p, &f);
	assert_has(&out, row->html);
	assert_has(&out, "<div class=\"finding error\">");
	assert_has(&out, "<p>a &lt; b</p>");
	buf_reset(&out);
	page_unmarked(row->mend, &out);
	assert_string_equal(buf_text(&out), row->plain);
	findings_free(&f);
	buf_free(&out);
}

static void write_findings(const struct page *p)
{
	struct findings f;

	findings_init(&f);
	findings_add(&f, SEVERITY_WARNING, "persons", "%s", "who");
	findings_persons(&f, 22);
	findings_mend(&f, "`robinson purge`");
	findings_add(&f, SEVERITY_FINE, "files", "%s", "what");
	page_findings(p, &f);
	findings_free(&f);
}

static void test_findings(void **state)
{
	struct translation pl;
	struct both b;

	(void)state;
	assert_int_equal(translation_open("pl", &pl), ERR_OK);
	write_both(&b, &pl, write_findings);
	assert_has(&b.html, "<h2>Ustalenia</h2>");
	assert_has(&b.html, "<b>ostrzeżenie</b> · osoby · 22 osoby</p>");
	assert_has(&b.html, "<b>w porządku</b> · pliki</p>");
	assert_has(
		&b.text, "- ostrzeżenie, osoby: who\n  co zrobić: `robinson");
	free_both(&b);
	write_both(&b, NULL, write_findings);
	assert_has(&b.html, "<b>warning</b> · persons · 22 persons</p>");
	assert_has(&b.text, "- fine, files: what\n");
	free_both(&b);
	translation_free(&pl);
}

/* ---------------------------------------------------------------- tables */

static void write_bars(const struct page *p)
{
	static const int64_t counts[] = {200, 50, 0, 1};
	struct page_table t;

	page_table_begin(&t, 3, PAGE_COLUMN(2));
	page_cell(&t, "name");
	page_cell(&t, "more");
	page_cell(&t, "persons");
	for (size_t i = 0; i < 4; i++) {
		page_cell(&t, "row <%zu>", i);
		page_cell_code(&t, "a<b");
		page_cell_bar(&t, counts[i], i == 0 ? TONE_ERROR : TONE_PLAIN);
	}
	page_table_end(p, &t);
}

static void test_bars(void **state)
{
	struct both b;

	(void)state;
	write_both(&b, NULL, write_bars);
	assert_has(&b.html, "<table class=\"stack\">");
	assert_has(&b.html,
		"<th scope=\"row\" data-title=\"name\">row "
		"&lt;0&gt;</th>");
	assert_has(&b.html,
		"<td class=\"num\" data-title=\"persons\">200<svg "
		"class=\"bar error\" viewBox=\"0 0 100 6\" "
		"preserveAspectRatio=\"none\" aria-hidden=\"true\">"
		"<rect width=\"100.0\" height=\"6\"/></svg></td>");
	assert_has(&b.html, "<code>a&lt;b</code></td>");
	assert_has(&b.html, "50<svg class=\"bar plain\"");
	assert_has(&b.html, "<rect width=\"25.0\"");
	assert_has(&b.html, "data-title=\"persons\">0</td>");
	assert_int_equal(count_of(buf_text(&b.html), "<svg class=\"bar"), 3);
	assert_lacks(&b.text, "svg");
	assert_has(&b.text, "|     200 |");
	free_both(&b);
}

static void write_pair(const struct page *p)
{
	struct page_table t;

	page_table_begin(&t, 2, 0);
	page_cell(&t, "what");
	page_cell(&t, "recorded");
	page_table_end(p, &t);
	page_table_begin(&t, 2, 0);
	page_cell(&t, "what");
	page_cell(&t, "recorded");
	page_cell(&t, "a|b");
	page_cell(&t, "c\x1b\nd");
	page_table_end(p, &t);
}

static void test_pair(void **state)
{
	struct both b;

	(void)state;
	write_both(&b, NULL, write_pair);
	assert_int_equal(count_of(buf_text(&b.html), "<table>"), 1);
	assert_has(&b.html, "<td>c??d</td>");
	assert_string_equal(buf_text(&b.text),
		"| what | recorded |\n|------|----------|\n"
		"| a\\|b | c??d     |\n\n");
	free_both(&b);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "title, headings, code", test_frame, NULL);
	rows_add(&all, mend_rows, check_mend);
	rows_add_one(&all, "findings in two languages", test_findings, NULL);
	rows_add_one(&all, "a table with bars", test_bars, NULL);
	rows_add_one(&all, "a table of names and values", test_pair, NULL);
	return rows_run("pages", &all);
}
