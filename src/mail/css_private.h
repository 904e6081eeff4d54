/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * css_private.h - what a style says about whether words can be read
 *
 * Only the properties by which words are hidden are looked at. Of two values
 * of one property the one of higher rank counts, of equal rank the later one.
 * What cannot be worked out and could hide the words (var(), calc() as a
 * size of letters, an escape within a property) counts as hiding them: who
 * must bring something to a person's attention clearly writes it plainly.
 *
 * Not looked at: pictures behind words, margins, borders, filters, z-index,
 * gradients, colours by hsl() and the like as a background.
 *
 * Shape:   spans of the text that they were read from
 * Units:   px; 16 px is the usual size of letters
 * Errors:  none: what is no declaration is skipped
 * Owns:    nothing
 * Threads: pure
 * Source:  CSS 2.2 sections 4, 6, 11, 14, 15; CSS Color 4; WCAG 2.1 (relative
 *          luminance, contrast ratio)
 */
#ifndef ROBINSON_MAIL_CSS_PRIVATE_H
#define ROBINSON_MAIL_CSS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

enum css_property {
	CSS_DISPLAY,
	CSS_VISIBILITY,
	CSS_OPACITY,
	CSS_MSO_HIDE,
	CSS_FONT_SIZE,
	CSS_FONT,
	CSS_COLOR,
	CSS_BACKGROUND,
	CSS_HEIGHT,
	CSS_MAX_HEIGHT,
	CSS_WIDTH,
	CSS_MAX_WIDTH,
	CSS_OVERFLOW,
	CSS_LEFT,
	CSS_TOP,
	CSS_INDENT,
	CSS_CLIP,
	CSS_TRANSFORM
};
#define CSS_PROPERTIES (CSS_TRANSFORM + 1)

struct css_text {
	const char *at;
	size_t len;
};

struct css_value {
	struct css_text text; /* len 0: not said */
	unsigned rank;
};

struct css_style {
	struct css_value values[CSS_PROPERTIES];
	bool is_odd; /* something in it could not be worked out */
};

/* A colour; known is false for what has no one value. */
struct css_color {
	bool known;
	double red, green, blue; /* 0 to 1 */
	double alpha;
};

/* How words look at one place of the page. */
struct css_look {
	bool gone; /* they are not drawn, whatever is inside says */
	bool invisible; /* visibility, which what is inside may change */
	double font_px;
	struct css_color color, back;
};

#define CSS_RANK_INLINE 0x1000000u
#define CSS_RANK_IMPORTANT 0x2000000u

void css_set(struct css_style *style, enum css_property property,
	const char *text, unsigned rank);
/* "display: none; color: red !important" */
void css_declare(struct css_style *style, struct css_text text, unsigned rank);

struct css_look css_first_look(void); /* black on white */
/* Inside an element of this style, which is inside "outer". */
struct css_look css_look_inside(
	const struct css_look *outer, const struct css_style *style);
bool css_can_be_read(const struct css_look *look);

/* css_color.c; "white", "#fff", "#ffffffff", "rgb(1, 2, 3)". False: nothing
 * is said of a colour there. */
bool css_color_parse(struct css_text text, struct css_color *color_r);
/* How far two colours stand apart: 1 (not at all) to 21. */
double css_contrast(const struct css_color *a, const struct css_color *b);

/* Shared with css_sheet.c */
struct css_text css_trim(struct css_text text);
bool css_is(struct css_text text, const char *word);
bool css_has(struct css_text text, const char *word);
/* The piece up to "mark", outside of quotes and brackets, and past it. */
bool css_cut(struct css_text *rest, char mark, struct css_text *piece_r);

#endif
