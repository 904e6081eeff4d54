/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/css_private.h"

#include <math.h>

#include "lib/rows.h"

static struct css_text span(const char *text)
{
	return (struct css_text){text, strlen(text)};
}

/* Whether words in an element of that style can be read. */
static const struct look_row {
	const char *name;
	const char *outer; /* of the element around it */
	const char *style;
	bool can_be_read;
} look_rows[] = {
	{"nothing said", "", "", true},
	{"display", "", "display: none", false},
	{"display in capitals", "", "DISPLAY:NONE", false},
	{"display otherwise", "", "display: block", true},
	{"display of the outer", "display:none", "display:block", false},
	{"mso-hide", "", "mso-hide: all", false},
	{"mso-hide otherwise", "", "mso-hide: none", true},
	{"visibility", "", "visibility:hidden", false},
	{"visibility collapsed", "", "visibility:collapse", false},
	{"visible again", "visibility:hidden", "visibility:visible", true},
	{"not visible again", "visibility:hidden", "color:black", false},
	{"faint", "", "opacity: 0.1", false},
	{"less faint", "", "opacity: 0.11", true},
	{"faint by a share", "", "opacity: 10%", false},
	{"not faint by a share", "", "opacity: 11%", true},
	{"opacity that is none", "", "opacity: x", true},
	{"letters of 5 px", "", "font-size: 5px", false},
	{"letters of 5.1 px", "", "font-size: 5.1px", true},
	{"letters of no size", "", "font-size: 0", false},
	{"letters of 3.75 pt", "", "font-size: 3.75pt", false},
	{"letters of 3.8 pt", "", "font-size: 3.8pt", true},
	{"letters of a pica", "", "font-size: 0.3pc", false},
	{"letters of half a pica", "", "font-size: 0.5pc", true},
	{"letters of an inch", "", "font-size: .05in", false},
	{"letters of more of an inch", "", "font-size: .06in", true},
	{"letters of a centimetre", "", "font-size: .13cm", false},
	{"letters of more of a centimetre", "", "font-size: .14cm", true},
	{"letters of a millimetre", "", "font-size: 1.3mm", false},
	{"letters of more of a millimetre", "", "font-size: 1.4mm", true},
	{"letters of a rem", "font-size:100px", "font-size: 0.3rem", false},
	{"letters of more of a rem", "", "font-size: 0.4rem", true},
	{"letters of an em", "", "font-size: 0.3em", false},
	{"letters of an em of large ones", "font-size:100px",
		"font-size: 0.3em", true},
	{"letters of an ex", "", "font-size: 0.3ex", false},
	{"letters of a ch", "", "font-size: 0.3ch", false},
	{"letters by a share", "", "font-size: 31%", false},
	{"letters by a larger share", "", "font-size: 32%", true},
	{"letters by a share of small ones", "font-size:10px", "font-size: 50%",
		false},
	{"letters of a unit that is none", "", "font-size: 1xx", true},
	{"letters by words", "", "font-size: xx-small", true},
	{"letters smaller than small ones", "font-size:6px",
		"font-size: smaller", false},
	{"letters smaller than others", "font-size:7px", "font-size:smaller",
		true},
	{"letters larger than small ones", "font-size:5px", "font-size: larger",
		true},
	{"letters larger than tiny ones", "font-size:4px", "font-size: larger",
		false},
	{"letters of the usual size again", "font-size:1px", "font-size:medium",
		true},
	{"letters small again", "font-size:1px", "font-size:initial", true},
	{"letters as tiny as the outer", "font-size:1px", "font-size:inherit",
		false},
	{"letters as tiny as the outer, unset", "font-size:1px",
		"font-size:unset", false},
	{"font", "", "font: bold 1px/1.5 Arial", false},
	{"font of a size", "", "font: bold 12px/1.5 Arial", true},
	{"font of weight and size", "", "font: 700 1px Arial", false},
	{"font of a size without a unit", "", "font: 9 Arial", true},
	{"font of nought and more", "", "font: 10 Arial", true},
	{"font of a word", "", "font: inherit", true},
	{"font of a size by a word", "font-size:6px", "font: smaller Arial",
		false},
	{"font of no size", "", "font: 0 Arial", false},
	{"font, then its size", "", "font: 1px Arial; font-size: 12px", true},
	{"its size, then font", "", "font-size: 1px; font: 12px Arial", false},
	{"font of higher rank", "",
		"font: 12px Arial !important; font-size: 1px", true},
	{"white on white", "", "color: white", false},
	{"white on white by number", "", "color:#fff", false},
	{"white on black", "", "color:white;background:black", true},
	{"black on black", "", "background:#000", false},
	{"black on black, by the outer", "background:black", "color:black",
		false},
	{"white on the black of the outer", "background:black", "color:white",
		true},
	{"the background's colour in a list", "",
		"background: url(a;b.png) no-repeat #000", false},
	{"a background that shines through", "", "background: rgba(0,0,0,0.1)",
		true},
	{"a background that shines through less", "",
		"background: rgba(0,0,0,0.2)", false},
	{"background-color", "", "background-color:black", false},
	{"transparent letters", "", "color:transparent", false},
	{"letters that shine through", "", "color:rgba(0,0,0,.1)", false},
	{"letters that shine through less", "", "color:rgba(0,0,0,.11)", true},
	{"the colour of the outer", "color:white", "color:inherit", false},
	{"a colour that is none", "", "color:bluish", true},
	{"a colour by a function", "", "color:hsl(0,0%,100%)", false},
	{"light grey on white", "", "color:#e6e6e6", false},
	{"darker grey on white", "", "color:#e0e0e0", true},
	{"cut off", "", "overflow:hidden;height:5px", false},
	{"cut off less", "", "overflow:hidden;height:5.1px", true},
	{"low and not cut off", "", "height:0", true},
	{"cut off below", "", "overflow:hidden;max-height:0", false},
	{"cut off at its side", "", "overflow:clip;width:0", false},
	{"cut off at its side, at most", "", "overflow-x:hidden;max-width:1px",
		false},
	{"a share of what is outside", "", "overflow:hidden;width:1%", true},
	{"no share of what is outside", "", "overflow:hidden;width:0%", false},
	{"far left", "", "left:-100px", false},
	{"not so far left", "", "left:-99px", true},
	{"far up", "", "top:-9999px", false},
	{"far out by its first line", "", "text-indent:-100px", false},
	{"an indent", "", "text-indent:20px", true},
	{"clipped", "", "clip:rect(0,0,0,0)", false},
	{"clipped to a point", "", "clip:rect(1px, 1px)", false},
	{"clipped from all sides", "", "clip-path:inset(50%)", false},
	{"clipped from all sides, all", "", "clip-path:inset(100%)", false},
	{"clipped to no circle", "", "clip-path:circle(0)", false},
	{"clipped to a circle", "", "clip-path:circle(90%)", true},
	{"scaled to nothing", "", "transform:scale(0)", false},
	{"scaled", "", "transform:scale(2)", true},
	{"a size by a variable", "", "font-size:var(--x)", false},
	{"a size that is reckoned", "", "font-size:calc(1px + 1px)", false},
	{"a colour by a variable", "", "color:var(--x)", false},
	{"a width by a variable hides nothing", "", "width:var(--x)", true},
	{"an escape in a name", "", "d\\69splay:none", false},
	{"an escape in a value", "", "display:n\\6fne", false},
	{"the later counts", "", "display:none;display:block", true},
	{"the later counts, hidden", "", "display:block;display:none", false},
	{"what is important counts", "", "display:none!important;display:block",
		false},
	{"of two that are important the later", "",
		"display:none !important;display:block ! IMPORTANT", true},
	{"not important by another word", "", "display:none !imp", true},
	{"a mark in quotes ends nothing", "", "x:'a;display:none'", true},
	{"a mark in brackets ends nothing", "", "x:url(a;display:none)", true},
	{"and behind them it does", "", "x:url(')');display:none", false},
	{"a bracket too many", "", "x:);display:none", false},
	{"no declaration", "", "display", true},
	{"blanks of each kind", "", " \t\r\n\fdisplay \t:\n none\f", false},
};

static void check_look(void **state)
{
	const struct look_row *r = *state;
	struct css_style outer = {.is_odd = false}, style = {.is_odd = false};
	struct css_look look = css_first_look();

	css_declare(&outer, span(r->outer), CSS_RANK_INLINE);
	css_declare(&style, span(r->style), CSS_RANK_INLINE);
	look = css_look_inside(&look, &outer);
	look = css_look_inside(&look, &style);
	assert_int_equal(css_can_be_read(&look), r->can_be_read);
}

static const struct rank_row {
	const char *name;
	unsigned first, second;
	bool can_be_read; /* the first hides, the second does not */
} rank_rows[] = {
	{"a higher rank counts", 1, 2, true},
	{"an equal rank counts", 2, 2, true},
	{"a lower rank does not", 2, 1, false},
	{"a style of the element counts", 0xffffff, CSS_RANK_INLINE, true},
};

static void check_rank(void **state)
{
	const struct rank_row *r = *state;
	struct css_style style = {.is_odd = false};
	struct css_look look = css_first_look();

	css_set(&style, CSS_DISPLAY, "none", r->first);
	css_set(&style, CSS_DISPLAY, "", r->second);
	css_declare(&style, span("display:inline"), r->second);
	look = css_look_inside(&look, &style);
	assert_int_equal(css_can_be_read(&look), r->can_be_read);
}

/* ---------------------------------------------------------------- colours */

static const struct color_row {
	const char *name;
	const char *text;
	bool is_color;
	int red, green, blue; /* 0 to 255 */
	int alpha; /* in hundredths */
} color_rows[] = {
	{"colour: a name", "red", true, 255, 0, 0, 100},
	{"colour: the first name", "AliceBlue", true, 0xf0, 0xf8, 0xff, 100},
	{"colour: the last name", "yellow", true, 255, 255, 0, 100},
	{"colour: transparent", "transparent", true, 0, 0, 0, 0},
	{"colour: three digits", "#fa8", true, 0xff, 0xaa, 0x88, 100},
	{"colour: four digits", "#fa80", true, 0xff, 0xaa, 0x88, 0},
	{"colour: six digits", "#123456", true, 0x12, 0x34, 0x56, 100},
	{"colour: eight digits", "#12345633", true, 0x12, 0x34, 0x56, 20},
	{"colour: capitals and blanks", " #ABCDEF ", true, 0xab, 0xcd, 0xef,
		100},
	{"colour: two digits", "#12", false, 0, 0, 0, 100},
	{"colour: five digits", "#12345", false, 0, 0, 0, 100},
	{"colour: seven digits", "#1234567", false, 0, 0, 0, 100},
	{"colour: nine digits", "#123456789", false, 0, 0, 0, 100},
	{"colour: no digit", "#12345g", false, 0, 0, 0, 100},
	{"colour: a hash alone", "#", false, 0, 0, 0, 100},
	{"colour: rgb", "rgb(1,2,3)", true, 1, 2, 3, 100},
	{"colour: rgb with blanks", "RGB( 1 , 2 , 3 )", true, 1, 2, 3, 100},
	{"colour: rgb without commas", "rgb(10 20 30)", true, 10, 20, 30, 100},
	{"colour: rgb by shares", "rgb(100%, 0%, 20%)", true, 255, 0, 51, 100},
	{"colour: rgba", "rgba(1,2,3,0.5)", true, 1, 2, 3, 50},
	{"colour: rgb and a share", "rgb(1 2 3 / 25%)", true, 1, 2, 3, 25},
	{"colour: rgb of two", "rgb(1,2)", false, 0, 0, 0, 100},
	{"colour: rgb of none", "rgb()", false, 0, 0, 0, 100},
	{"colour: rgb of words", "rgb(a,b,c)", false, 0, 0, 0, 100},
	{"colour: rgb without an end", "rgb(1,2,3", false, 0, 0, 0, 100},
	{"colour: no bracket", "rgbx1,2,3)", false, 0, 0, 0, 100},
	{"colour: a name that is longer", "redd", false, 0, 0, 0, 100},
	{"colour: a name that is shorter", "re", false, 0, 0, 0, 100},
	{"colour: nothing", "", false, 0, 0, 0, 100},
	{"colour: far too long",
		"rgb(000000000000000000000000000001,2,3"
		"                                   )",
		false, 0, 0, 0, 100},
};

static void assert_share(double found, int expected, int of)
{
	assert_true(fabs(found * of - expected) < 1e-6);
}

static void check_color(void **state)
{
	const struct color_row *r = *state;
	struct css_color c;

	assert_int_equal(css_color_parse(span(r->text), &c), r->is_color);
	assert_int_equal(c.known, r->is_color);
	assert_share(c.alpha, r->alpha, 100);
	if (!r->is_color)
		return;
	assert_share(c.red, r->red, 255);
	assert_share(c.green, r->green, 255);
	assert_share(c.blue, r->blue, 255);
}

/* WCAG 2.1 names 21 for black on white; the others by its formula. */
static const struct contrast_row {
	const char *name;
	const char *a, *b;
	double contrast;
} contrast_rows[] = {
	{"contrast: black and white", "black", "white", 21},
	{"contrast: none", "gray", "gray", 1},
	{"contrast: red on white", "red", "white", 3.998},
	{"contrast: green on white", "lime", "white", 1.372},
	{"contrast: blue on white", "blue", "white", 8.592},
	{"contrast: grey on white", "#767676", "white", 4.542},
	{"contrast: nearly black on black", "#090909", "black", 1.055},
};

static void check_contrast(void **state)
{
	const struct contrast_row *r = *state;
	struct css_color a, b;

	assert_true(css_color_parse(span(r->a), &a));
	assert_true(css_color_parse(span(r->b), &b));
	assert_true(fabs(css_contrast(&a, &b) - r->contrast) < 0.001);
	assert_true(fabs(css_contrast(&b, &a) - r->contrast) < 0.001);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, look_rows, check_look);
	rows_add(&rows, rank_rows, check_rank);
	rows_add(&rows, color_rows, check_color);
	rows_add(&rows, contrast_rows, check_contrast);
	return rows_run("css", &rows);
}
