/* SPDX-License-Identifier: BSD-2-Clause */
/* Words that no reader sees are no notice. */
#include "mail/html_text_private.h"

#include <stdio.h>
#include <time.h>

#include "lib/rows.h"

struct row {
	const char *name;
	const char *html;
	bool is_seen; /* the word "notice", in every view */
};

#define STYLED(style) "<p style=\"" style "\">notice</p>"
#define SHEET(sheet, body) "<style>" sheet "</style>" body

static const struct row rows[] = {
	{"plain", "<p>notice</p>", true},
	{"a style that hides nothing", STYLED("color:#333; font-size:11px"),
		true},

	/* style attributes */
	{"display", STYLED("display:none"), false},
	{"display, in capitals and blanks", STYLED(" DISPLAY : NONE "), false},
	{"display, important", STYLED("display:none !important"), false},
	{"display, a later value", STYLED("display:none;display:block"), true},
	{"display, a later value that is weaker",
		STYLED("display:none!important;display:block"), false},
	{"display behind a remark", STYLED("/* x */display:/**/none"), false},
	{"display by references", STYLED("display&#58;&#x6e;one"), false},
	{"display by an escape", STYLED("d\\69splay:none"), false},
	{"display by a variable", STYLED("display:var(--x)"), false},
	{"visibility", STYLED("visibility:hidden"), false},
	{"visible within",
		"<div style='visibility:hidden'><p "
		"style='visibility:visible'>notice</p></div>",
		true},
	{"nothing is seen within display: none",
		"<div style='display:none'><p "
		"style='display:block'>notice</p></div>",
		false},
	{"opacity", STYLED("opacity:0"), false},
	{"little opacity", STYLED("opacity: .05"), false},
	{"half of it", STYLED("opacity:0.5"), true},
	{"mso-hide", STYLED("mso-hide:all"), false},
	{"letters of no size", STYLED("font-size:0"), false},
	{"tiny letters", STYLED("font-size:1px"), false},
	{"tiny letters, in pt", STYLED("font-size:2pt"), false},
	{"tiny letters, in em", STYLED("font-size:.1em"), false},
	{"tiny letters by the shorthand", STYLED("font:1px/1px Arial"), false},
	{"letters by the shorthand", STYLED("font:bold 12px/1.5 Arial"), true},
	{"small letters", STYLED("font-size:9px"), true},
	{"tiny ones, and readable within",
		"<td style='font-size:0'><span "
		"style='font-size:12px'>notice</span></td>",
		true},
	{"size by a formula", STYLED("font-size:calc(1px - 1px)"), false},
	{"no height", STYLED("height:0;overflow:hidden"), false},
	{"no greatest height", STYLED("max-height:0px;overflow:hidden"), false},
	{"no width", STYLED("width:1px;overflow:hidden"), false},
	{"no height that cuts nothing off", STYLED("height:0"), true},
	{"a height", STYLED("height:40px;overflow:hidden"), true},
	{"far to the left", STYLED("position:absolute;left:-9999px"), false},
	{"indented out of the page", STYLED("text-indent:-999em"), false},
	{"clipped", STYLED("clip:rect(0 0 0 0);position:absolute"), false},

	/* colours */
	{"white", STYLED("color:#fff"), false},
	{"white by name", STYLED("color:White"), false},
	{"nearly white", STYLED("color:#fefefe"), false},
	{"white by numbers", STYLED("color:rgb(255, 255, 255)"), false},
	{"white by hsl", STYLED("color:hsl(0,0%,100%)"), false},
	{"transparent", STYLED("color:transparent"), false},
	{"transparent by alpha", STYLED("color:rgba(0,0,0,0)"), false},
	{"transparent by hex", STYLED("color:#00000000"), false},
	{"grey", STYLED("color:#999999"), true},
	{"white on blue",
		"<td bgcolor='#003366'><a style='color:#fff'>notice</a></td>",
		true},
	{"blue on blue",
		"<td style='background:#003366 url(x.png)'><a "
		"style='color:#003366'>notice</a></td>",
		false},
	{"white by <font>", "<font color=ffffff>notice</font>", false},
	{"white by <body>", "<body text=white>notice</body>", false},
	{"white behind the end of <body>",
		"<body style='color:#fff'></body></html>notice", false},
	{"white inherited", "<div style='color:#fff'><p>notice</p></div>",
		false},
	{"white until there", "<p style='color:#fff'>x</p>notice", true},

	/* attributes and elements */
	{"hidden", "<p hidden>notice</p>", false},
	{"hidden with a value", "<p hidden=''>notice</p>", false},
	{"aria-hidden", "<p aria-hidden=\"true\">notice</p>", false},
	{"aria-hidden, not", "<p aria-hidden=false>notice</p>", true},
	{"a remark", "<!-- notice -->", false},
	{"for Outlook alone", "<!--[if mso]><p>notice</p><![endif]-->", false},
	{"a title", "<title>notice</title>", false},
	{"a style", "<style>notice</style>", false},
	{"a script", "<script>notice</script>", false},
	{"a template", "<template><p>notice</p></template>", false},
	{"a noscript", "<noscript><p>notice</p></noscript>", false},
	{"a textarea", "<textarea>notice</textarea>", false},
	{"an option", "<select><option>notice</select>", false},
	{"closed details", "<details><p>notice</p></details>", false},
	{"open details", "<details open><p>notice</p></details>", true},
	{"a preheader, and then",
		"<div style='display:none;max-height:0'>x</div><p>notice</p>",
		true},
	{"behind an element that has no end",
		"<img style='display:none'><br hidden>notice", true},
	{"in what is never closed", "<div style='display:none'><b>notice",
		false},
	{"an end tag of nothing open",
		"<div style='display:none'></p></span>notice</div>", false},
	{"a paragraph ends the one before",
		"<p style='display:none'>x<p>notice", true},
	{"formatting goes on behind a paragraph",
		"<p><font color=white>x</p>notice", false},
	{"a cell ends the one before", "<table><tr><td hidden>x<td>notice",
		true},
	{"a second body changes nothing",
		"<body style='color:#fff'><body style='color:#000'>notice",
		false},
	{"of two attributes the first",
		"<p style='display:none' style='display:block'>notice</p>",
		false},
	{"a bracket in an attribute", "<p title='>' hidden>notice</p>", false},

	/* sheets */
	{"a class", SHEET(".x{display:none}", "<p class='a x b'>notice</p>"),
		false},
	{"an id", SHEET("#x{visibility:hidden}", "<p id=x>notice</p>"), false},
	{"an element", SHEET("p{font-size:0}", "<p>notice</p>"), false},
	{"all", SHEET("*{opacity:0}", "<p>notice</p>"), false},
	{"an element with a class",
		SHEET("p.x{display:none}", "<p class=x>notice</p>"), false},
	{"another one", SHEET("td.x{display:none}", "<p class=x>notice</p>"),
		true},
	{"one of a list",
		SHEET("h1 , .x, h2{display:none}", "<p class=x>notice</p>"),
		false},
	{"inside",
		SHEET("#f p{display:none}",
			"<div id=f><table><tr><td><p>notice</p></td></tr>"
			"</table></div>"),
		false},
	{"inside another", SHEET("#f p{display:none}", "<p>notice</p>"), true},
	{"right inside",
		SHEET("div>p{display:none}", "<div><p>notice</p></div>"),
		false},
	{"not right inside",
		SHEET("div > p{display:none}",
			"<div><section><p>notice</p></section></div>"),
		true},
	{"the more special rule",
		SHEET(".x{display:none}p{display:block}",
			"<p class=x>notice</p>"),
		false},
	{"the attribute outweighs the sheet",
		SHEET(".x{display:none}",
			"<p class=x style='display:block'>notice</p>"),
		true},
	{"unless that is important",
		SHEET(".x{display:none!important}",
			"<p class=x style='display:block'>notice</p>"),
		false},
	{"a sheet at the end",
		"<p class=x>notice</p>"
		"<style>.x{display:none}</style>",
		false},
	{"a sheet in a remark of CSS",
		SHEET("/*.x{display:none}*/", "<p class=x>notice</p>"), true},
	{"a sheet between the marks of a remark",
		SHEET("<!-- .x{display:none} -->", "<p class=x>notice</p>"),
		false},
	{"white by a class on white",
		SHEET(".x{color:#fff}", "<p class=x>notice</p>"), false},
	{"white by a class on blue",
		SHEET(".x{color:#fff}.y{background-color:navy}",
			"<td class=y><p class=x>notice</p></td>"),
		true},
	{"a condition on an attribute is taken for met",
		SHEET("p[class]{display:none}", "<p>notice</p>"), false},
	{"but shows nothing",
		SHEET("p{display:none}p[class]{display:block}",
			"<p>notice</p>"),
		false},
	{"the pointer is nowhere",
		SHEET("p:hover{display:none}", "<p>notice</p>"), true},
	{"print", SHEET("@media print{p{display:none}}", "<p>notice</p>"),
		true},
	{"a telephone",
		SHEET("@media only screen and (max-width:600px){p{"
		      "display:none!important}}",
			"<p>notice</p>"),
		false},
	{"a sheet for telephones",
		"<style media='(max-width:600px)'>p{display:none}</style>"
		"<p>notice</p>",
		false},
	{"a typeface",
		SHEET("@font-face{font-family:x;display:none}p{}",
			"<p>notice</p>"),
		true},
	{"an import before it",
		SHEET("@import url(x.css);.x{display:none}",
			"<p class=x>notice</p>"),
		false},
	{"a rule that is never closed",
		SHEET(".x{display:none", "<p class=x>notice</p>"), false},
	{"a quotation that is never closed",
		SHEET("a{content:'x\n}.x{display:none}",
			"<p class=x>notice</p>"),
		false},
	{"a stray bracket", SHEET("}.x{display:none}", "<p class=x>notice</p>"),
		false},
	{"dark",
		SHEET("@media (prefers-color-scheme:dark){body{"
		      "background:#000}p{color:#fff}}",
			"<body><p>notice</p></body>"),
		true},
};

static bool sees(const char *html, size_t len, enum css_view view)
{
	struct buf out;
	bool is;

	buf_init(&out, len + 1000);
	assert_int_equal(html_text_add(&out, html, len, view), ERR_OK);
	is = strstr(buf_text(&out), "notice") != NULL;
	buf_free(&out);
	return is;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->html);
	bool is_seen = true;

	for (unsigned i = 0; i < CSS_VIEWS; i++) {
		bool is = sees(row->html, len, (enum css_view)i);

		if (html_text_has_view(row->html, len, (enum css_view)i))
			is_seen = is_seen && is;
	}
	assert_int_equal(is_seen, row->is_seen);
}

/* What is cut anywhere, and what is too much, is no fault and takes no
 * time. */
static void test_bounds(void **state)
{
	static char big[1 << 20];
	clock_t begin = clock();
	size_t len = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t n = 0; n <= strlen(rows[i].html); n++)
			(void)sees(rows[i].html, n, CSS_VIEW_MEDIA);
	/* Deeper than is looked at. */
	for (int i = 0; i < 300; i++)
		len += (size_t)snprintf(big + len, 8, "<div>");
	memcpy(big + len, "notice", 7);
	assert_false(sees(big, len + 6, CSS_VIEW_INLINE));
	/* Rules and elements without end. */
	len = (size_t)snprintf(big, 9, "<style>");
	while (len < sizeof(big) / 2)
		len += (size_t)snprintf(big + len, 40, ".a .b .c{color:red}\n");
	len += (size_t)snprintf(big + len, 9, "</style>");
	while (len < sizeof(big) - 40)
		len += (size_t)snprintf(big + len, 40, "<p class=c>notice</p>");
	assert_false(sees(big, len, CSS_VIEW_SHEET));
	assert_true(sees(big, len, CSS_VIEW_INLINE));
	memset(big, '<', sizeof(big));
	(void)sees(big, sizeof(big), CSS_VIEW_MEDIA);
	for (size_t i = 0; i + 8 < sizeof(big); i += 7)
		memcpy(big + i, "<style ", 7);
	(void)sees(big, sizeof(big), CSS_VIEW_MEDIA);
	for (size_t i = 0; i + 8 < sizeof(big); i += 8)
		memcpy(big + i, "<title>\n", 8);
	(void)sees(big, sizeof(big), CSS_VIEW_MEDIA);
	assert_true(clock() - begin < 60 * CLOCKS_PER_SEC);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "bounds", test_bounds, NULL);
	return rows_run("html text", &all);
}
