/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/css_sheet_private.h"

#include "lib/rows.h"

static struct css_text span(const char *text)
{
	return (struct css_text){text, strlen(text)};
}

/* <body id=b class=c><div class="d e"><p class="f g" id=i> */
static bool can_be_read(const struct css_sheet *sheet, enum css_view view)
{
	const struct css_element path[] = {
		{span("body"), span("b"), span("c")},
		{span("div"), span(""), span("d \te")},
		{span("p"), span("i"), span("f g")},
	};
	struct css_look look = css_first_look();

	for (size_t len = 1; len <= 3; len++) {
		struct css_style style = {.is_odd = false};

		css_sheet_apply(sheet, view, path, len, &style);
		look = css_look_inside(&look, &style);
	}
	return css_can_be_read(&look);
}

#define H "{display:none}"
#define S "{display:block}"

/* Whether the words in <p> can be read in a wide window, and in a narrow. */
static const struct sheet_row {
	const char *name;
	const char *sheet;
	bool in_wide, in_narrow;
} sheet_rows[] = {
	{"nothing", "", true, true},
	{"its name", "p" H, false, false},
	{"its name in capitals", "P" H, false, false},
	{"another name", "q" H, true, true},
	{"a longer name", "pp" H, true, true},
	{"its class", ".f" H, false, false},
	{"its second class", ".g" H, false, false},
	{"both classes", ".g.f" H, false, false},
	{"another class", ".h" H, true, true},
	{"a class that is longer", ".ff" H, true, true},
	{"one class and another", ".f.h" H, true, true},
	{"no class", ". " H, true, true},
	{"its id", "#i" H, false, false},
	{"another id", "#j" H, true, true},
	{"name, class and id", "p.f#i" H, false, false},
	{"another name, class and id", "q.f#i" H, true, true},
	{"everything", "*" H, false, false},
	{"everything of a class", "*.f" H, false, false},
	{"a list", "q, .h , p" H, false, false},
	{"an element around it", "div" H, false, false},
	{"the outermost", "body#b.c" H, false, false},
	{"inside", "div p" H, false, false},
	{"far inside", "body p" H, false, false},
	{"inside of nothing such", "td p" H, true, true},
	{"inside the wrong way round", "p div" H, true, true},
	{"right inside", ".e>p" H, false, false},
	{"right inside with blanks", "div > p" H, false, false},
	{"not right inside", "body>p" H, true, true},
	{"inside and right inside", "body div>p" H, false, false},
	{"right inside of what is right inside", "body>div>p" H, false, false},
	{"more than there are", "html body div p" H, true, true},
	{"beside something", "q+p" H, false, false},
	{"behind something", "q~p" H, false, false},
	{"beside something, another", "q+td" H, true, true},
	{"an attribute", "p[x=y]" H, false, false},
	{"an attribute of another", "q[x=y]" H, true, true},
	{"a child of some number", "p:nth-child(2)" H, false, false},
	{"an escape", "p\\:x" H, false, false},
	{"when the mouse is over it", "p:hover" H, true, true},
	{"what stands before it", "p::before" H, true, true},
	{"what is in doubt shows nothing", "p" H "p:nth-child(1)" S, false,
		false},
	{"what is in doubt and small", "p[x]{font-size:1px}", false, false},
	{"what is in doubt and white", "p[x]{color:white}", false, false},
	{"what is in doubt and white on black",
		"p{background:black;color:white}p[x]{color:white}", true, true},
	{"what is in doubt and hidden", "p[x]{visibility:hidden}", false,
		false},
	{"the later of two", "p" H "p" S, true, true},
	{"a class counts more", ".f" S "p" H, true, true},
	{"two classes count more", ".f.g" S ".f" H, true, true},
	{"an id counts more", "#i" S ".f.g" H, true, true},
	{"two names count more", "div p" S "p" H, true, true},
	{"a name behind a bracket counts", "div>p" S "p" H, true, true},
	{"less counts less, though later", "#i" H "p" S, false, false},
	{"important counts more", "p{display:none!important}#i" S, false,
		false},
	{"a narrow window", "@media (max-width:9px){p" H "}", true, false},
	{"of a kind and narrow", "@media screen and (max-width:9px){p" H "}",
		true, false},
	{"shown in a narrow window", "p" H "@media (max-width:9px){p" S "}",
		false, true},
	{"a screen", "@media screen{p" H "}", false, false},
	{"paper", "@media print{p" H "}", true, true},
	{"paper and a screen", "@media print, screen{p" H "}", false, false},
	{"paper and all", "@media print, all{p" H "}", false, false},
	{"where something is supported", "@supports (x:y){p" H "}", true,
		false},
	{"a layer", "@layer x{p" H "}", false, false},
	{"one in the other", "@media screen{@media (x){p" H "}}", true, false},
	{"a block that does not count", "@font-face{p" H "}", true, true},
	{"behind a block that does not count", "@font-face{a:b}p" H, false,
		false},
	{"behind an import", "@import 'x';p" H, false, false},
	{"behind a stray bracket", "}p" H, false, false},
	{"a block without an end", "p{display:none", false, false},
	{"a bracket in quotes", "p{x:'}';display:none}", false, false},
	{"a bracket in other quotes", "p{x:\"'}\";display:none}", false, false},
	{"quotes without an end in a line", "p{x:'\n;display:none}", false,
		false},
	{"a remark", "/* p" H " */", true, true},
	{"a remark between", "p/* */{display:/**/none}", false, false},
	{"a remark without an end", "p" H "/* x", false, false},
	{"a remark in quotes is none", "p{x:'/*';display:none}/* */", false,
		false},
	{"marks of a remark of HTML", "<!-- p" H " -->", false, false},
	{"a mark cut short", "<!- p" H, true, true},
};

static void check_sheet(void **state)
{
	const struct sheet_row *r = *state;
	struct css_sheet sheet;

	css_sheet_init(&sheet);
	css_sheet_add(&sheet, span(r->sheet), span(""));
	css_sheet_read(&sheet);
	assert_false(sheet.is_odd);
	assert_true(can_be_read(&sheet, CSS_VIEW_INLINE));
	assert_int_equal(can_be_read(&sheet, CSS_VIEW_SHEET), r->in_wide);
	assert_int_equal(can_be_read(&sheet, CSS_VIEW_MEDIA), r->in_narrow);
	assert_int_equal(sheet.has_media,
		strstr(r->sheet, "(max") || strstr(r->sheet, "(x"));
	css_sheet_free(&sheet);
}

/* What one element leaves open ends with it, and its medium is its own. */
static void test_several(void **state)
{
	struct css_sheet sheet;

	(void)state;
	css_sheet_init(&sheet);
	css_sheet_add(&sheet, span("q{a:b"), span(""));
	css_sheet_add(&sheet, span("q{a:'b'"), span(""));
	css_sheet_add(&sheet, span("p" H), span("(max-width:9px)"));
	css_sheet_add(&sheet, span("q{a:'b"), span("print"));
	css_sheet_add(&sheet, span(".f{color:black}"), span(""));
	css_sheet_read(&sheet);
	assert_true(sheet.has_media);
	assert_int_equal(sheet.rules_len, 4);
	assert_true(can_be_read(&sheet, CSS_VIEW_SHEET));
	assert_false(can_be_read(&sheet, CSS_VIEW_MEDIA));
	css_sheet_free(&sheet);
	css_sheet_free(&sheet);
}

/* As many rules as are understood, and one more. */
static void test_many(void **state)
{
	(void)state;
	for (int n = 4000; n <= 4001; n++) {
		struct css_sheet sheet;

		css_sheet_init(&sheet);
		for (int i = 0; i < n; i++)
			css_sheet_add(&sheet, span("p{a:b}"), span(""));
		css_sheet_read(&sheet);
		assert_int_equal(sheet.is_odd, n > 4000);
		assert_int_equal(sheet.rules_len, 4000);
		css_sheet_free(&sheet);
	}
}

static void test_deep(void **state)
{
	(void)state;
	for (int n = 8; n <= 9; n++) {
		struct css_sheet sheet;
		char text[400] = "";

		for (int i = 0; i < n; i++)
			strcat(text, "@media screen{");
		strcat(text, "p" H);
		css_sheet_init(&sheet);
		css_sheet_add(&sheet, span(text), span(""));
		css_sheet_read(&sheet);
		assert_int_equal(sheet.is_odd, n > 8);
		css_sheet_free(&sheet);
	}
}

static const struct clean_row {
	const char *name;
	const char *text;
	const char *clean;
} clean_rows[] = {
	{"clean: nothing", "", ""},
	{"clean: blanks of each kind", "a\tb\rc\nd\fe f", "a b c d e f"},
	{"clean: a remark", "a/* x */b", "a b"},
	{"clean: a remark of a star", "a/***/b", "a b"},
	{"clean: a remark without an end", "a/* x", "a "},
	{"clean: half a remark", "a/b", "a/b"},
	{"clean: an end alone", "a*/b", "a*/b"},
	{"clean: marks of HTML", "<!--a-->", " a "},
	{"clean: quotes", "'a'\"b\"", "'a'\"b\""},
	{"clean: quotes end with their line", "'a\nb", "'a' b"},
	{"clean: quotes end with the text", "'ab", "'ab'"},
	{"clean: a remark in quotes", "'/*'", "'/*'"},
};

static void check_clean(void **state)
{
	const struct clean_row *r = *state;
	struct buf out;

	buf_init(&out, 1000);
	css_clean(&out, span(r->text));
	assert_string_equal(buf_text(&out), r->clean);
	buf_free(&out);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, sheet_rows, check_sheet);
	rows_add(&rows, clean_rows, check_clean);
	rows_add_one(&rows, "several elements", test_several, NULL);
	rows_add_one(&rows, "many rules", test_many, NULL);
	rows_add_one(&rows, "deep in media", test_deep, NULL);
	return rows_run("css sheets", &rows);
}
