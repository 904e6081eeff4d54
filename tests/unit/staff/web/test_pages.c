/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "lib/settings_text.h"
#include "staff/web/pages.h"

/* What each of the parts writes. */
struct scene {
	struct buf out;
	struct page_out p;
	json_t *args;
};

static void begin(struct scene *s, const char *args)
{
	*s = (struct scene){.args = json_loads(args, 0, NULL)};
	assert_non_null(s->args);
	buf_init(&s->out, 100000);
	s->p = (struct page_out){
		.out = &s->out,
		.language = "en",
		.csrf = "c5f0",
		.path = "/held",
		.args = s->args,
	};
}

static void end(struct scene *s, const char *expected)
{
	assert_string_equal(buf_text(&s->out), expected);
	buf_free(&s->out);
	json_decref(s->args);
}

static void words(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, "{}");
	out_words(&s.p, "%2 of %1, 100% <%3> %4", "<a>", "%1", NULL);
	end(&s, "%1 of &lt;a&gt;, 100% &lt;%3&gt; %4");
}

static const struct number_row {
	const char *name;
	int64_t n;
	const char *language;
	const char *expected;
} numbers[] = {
	{"small", 7, "en", "7"},
	{"four digits", 1234, "en", "1234"},
	{"large, English", 1234567, "en", "1,234,567"},
	{"large, Polish", 12345, "pl",
		"12\xc2\xa0"
		"345"},
	{"less than nothing", -12345, "en",
		"\xe2\x88\x92"
		"12,345"},
};

static void check_number(void **state)
{
	const struct number_row *r = *state;
	struct scene s;

	begin(&s, "{}");
	s.p.language = r->language;
	out_number(&s.p, r->n);
	end(&s, r->expected);
}

static void query(void **state)
{
	struct buf url;

	(void)state;
	buf_init(&url, 1000);
	buf_adds(&url, "/held");
	out_query(&url, "a", "x&y", "b", NULL, "c", "", "d", "\xc5\xbc", NULL);
	out_query(&url, "e", "1", NULL);
	assert_string_equal(buf_text(&url), "/held?a=x%26y&d=%C5%BC&e=1");
	buf_free(&url);
}

static void table(void **state)
{
	const struct out_table t = {
		.headings = {"Who", "", "How <many>"},
		.numbers = 1u << 2,
	};
	struct scene s;

	(void)state;
	begin(&s, "{}");
	out_table(&s.p, &t);
	out_row(&s.p);
	out_cell(&s.p, "<ola>");
	out_cell(&s.p, "x");
	out_cell(&s.p, "7");
	out_row_end(&s.p);
	out_table_end(&s.p);
	end(&s,
		"<div class=\"scroll\"><table class=\"stack\"><thead><tr>"
		"<th scope=\"col\">Who</th><td></td>"
		"<th scope=\"col\" class=\"num\">How &lt;many&gt;</th>"
		"</tr></thead>\n<tbody>\n<tr>"
		"<td data-title=\"Who\">&lt;ola&gt;</td><td>x</td>"
		"<td class=\"num\" data-title=\"How &lt;many&gt;\">7</td>"
		"</tr>\n</tbody></table></div>\n");
}

static const struct pager_row {
	const char *name;
	const char *args;
	int64_t page, pages;
	bool has_next;
	const char *expected[3]; /* "" alone: nothing at all */
} pagers[] = {
	{"one page", "{}", 1, 1, false, {""}},
	{"the first of three", "{\"page\":1,\"reason\":\"a&b\"}", 1, 3, false,
		{"href=\"/held?reason=a%26b&amp;page=2\"", "Page 1 of 3"}},
	{"the last of three", "{}", 3, 3, false, {"href=\"/held?page=2\""}},
	{"more, nobody knows how many", "{}", 2, 0, true,
		{"page=1", "page=3", "Page 2<"}},
};

static void check_pager(void **state)
{
	const struct pager_row *r = *state;
	struct scene s;

	begin(&s, r->args);
	out_pager(&s.p, r->page, r->pages, r->has_next);
	for (size_t i = 0; i < 3 && r->expected[i]; i++)
		if (!strstr(buf_text(&s.out), r->expected[i]))
			fail_msg("lacks %s:\n%s", r->expected[i],
				buf_text(&s.out));
	if (!*r->expected[0])
		assert_int_equal(s.out.len, 0);
	buf_free(&s.out);
	json_decref(s.args);
}

#define FORM(field)                                                     \
	"<form method=\"post\" action=\"/x\">\n<input type=\"hidden\" " \
	"name=\"csrf\" value=\"c5f0\">\n" field "</form>\n"
#define WHY(n, value)                                                         \
	"<p class=\"field\"><label for=\"f" n "\">Why</label>\n<input "       \
	"type=\"text\" id=\"f" n "\" name=\"why\" autocomplete=\"off\"" value \
	"></p>\n"

/* Two forms of a kind, and two that are folded away. */
static void typed_into_one(void **state)
{
	static const struct out_field why = {.name = "why", .label = "Why"};
	json_t *typed = json_loads("{\"id\":12,\"why\":\"a\"}", 0, NULL);
	static const char *const ids[] = {"13", "12"};
	struct scene s;

	(void)state;
	begin(&s, "{}");
	s.p.typed = typed;
	for (size_t i = 0; i < 2; i++) {
		out_form_of(&s.p, "/x", "id", ids[i]);
		out_field(&s.p, &why);
		out_form_end(&s.p);
	}
	out_more_form(&s.p, "Other", "/x");
	out_more_form(&s.p, "This", "/held");
	end(&s,
		FORM(WHY("1", "")) FORM(WHY("2",
			" value=\"a\"")) "<details><summary>Other</summary>\n"
					 "<details "
					 "open><summary>This</summary>\n");
	json_decref(typed);
}

static void boxes(void **state)
{
	static const struct out_option options[] = {
		{"a", "Letter A"}, {"b", "Letter <B>"}, {NULL, NULL}};
	static const struct out_option articles[] = {
		{"15", "Access"}, {"17", "Erasure"}, {NULL, NULL}};
	struct scene s;
	json_t *typed = json_loads(
		"{\"ids\":[\"2\"],\"kind\":\"b\",\"n\":17}", 0, NULL);

	(void)state;
	begin(&s, "{}");
	s.p.typed = typed;
	out_check_bare(&s.p, "ids", "1", "One");
	out_check_bare(&s.p, "ids", "2", "Two");
	out_select(&s.p, "kind", "Kind", options, "a");
	out_select(&s.p, "n", "Request", articles, NULL);
	end(&s,
		"<input id=\"f1\" type=\"checkbox\" name=\"ids\" value=\"1\">"
		"<label class=\"hidden\" for=\"f1\">One</label>"
		"<input id=\"f2\" type=\"checkbox\" name=\"ids\" value=\"2\" "
		"checked><label class=\"hidden\" for=\"f2\">Two</label>"
		"<p class=\"field\"><label for=\"f3\">Kind</label>\n"
		"<select id=\"f3\" name=\"kind\">\n"
		"<option value=\"a\">Letter A</option>\n"
		"<option value=\"b\" selected>Letter &lt;B&gt;</option>\n"
		"</select></p>\n"
		"<p class=\"field\"><label for=\"f4\">Request</label>\n"
		"<select id=\"f4\" name=\"n\">\n"
		"<option value=\"15\">Access</option>\n"
		"<option value=\"17\" selected>Erasure</option>\n"
		"</select></p>\n");
	json_decref(typed);
}

static void act(void **state)
{
	struct scene s;

	(void)state;
	begin(&s, "{}");
	out_act(&s.p, OUT_DANGER, "/held/1/delete", "Delete", "why", "\"x\"",
		NULL);
	end(&s,
		"<form method=\"post\" action=\"/held/1/delete\">\n"
		"<input type=\"hidden\" name=\"csrf\" value=\"c5f0\">\n"
		"<input type=\"hidden\" name=\"why\" "
		"value=\"&quot;x&quot;\">\n"
		"<button class=\"danger\">Delete</button>\n</form>\n");
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "values in a text are escaped once", words, NULL);
	rows_add(&all, numbers, check_number);
	rows_add_one(&all, "a query", query, NULL);
	rows_add_one(&all, "a table", table, NULL);
	rows_add(&all, pagers, check_pager);
	rows_add_one(&all, "boxes that were checked", boxes, NULL);
	rows_add_one(&all, "what was typed is in its own form alone",
		typed_into_one, NULL);
	rows_add_one(&all, "a form of one button", act, NULL);
	return rows_run("parts of pages", &all);
}
