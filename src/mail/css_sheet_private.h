/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * css_sheet_private.h - the style sheets of a page, as far as they may hide
 * words
 *
 * Selectors are compounds of an element's name, classes and ids, below one
 * another (blank and ">"). Whatever else a selector asks for ([attribute], "+",
 * ":link", ":nth-child()") is taken as fulfilled, and then the rule may hide
 * words, but not show them; rules of :hover and the like and of pseudo-elements
 * are skipped. Of @media with a condition the rules count in the view
 * CSS_VIEW_MEDIA alone, all of them at once; @media print, @font-face and the
 * like are skipped. A sheet with more than RULES_MAX rules is not evaluated:
 * is_odd is set.
 *
 * Errors:  none; what cannot be read is skipped as CSS says, memory that is
 *          short makes the sheet odd
 * Owns:    a sheet owns its text; css_sheet_free()
 * Threads: a sheet belongs to one thread
 * Source:  CSS 2.2 sections 4 to 7; Selectors 3
 */
#ifndef ROBINSON_MAIL_CSS_SHEET_PRIVATE_H
#define ROBINSON_MAIL_CSS_SHEET_PRIVATE_H

#include "base/buf.h"
#include "mail/css_private.h"

enum css_view {
	CSS_VIEW_INLINE, /* of a program that drops sheets */
	CSS_VIEW_SHEET, /* of a wide window */
	CSS_VIEW_MEDIA /* of a telephone, or a dark one */
};
#define CSS_VIEWS (CSS_VIEW_MEDIA + 1)

/* An element by what a selector may name; classes are divided by blanks. */
struct css_element {
	struct css_text name, id, classes;
};

struct css_sheet {
	struct buf text; /* of all <style> elements, without remarks */
	struct css_rule *rules;
	size_t rules_len;
	bool is_odd;
	bool has_media;
};

/* Appends: blanks are of one kind, remarks are none. */
void css_clean(struct buf *out, struct css_text text);

void css_sheet_init(struct css_sheet *sheet);
void css_sheet_free(struct css_sheet *sheet);
/* One <style> element; "media" is its attribute, len 0: none. */
void css_sheet_add(
	struct css_sheet *sheet, struct css_text text, struct css_text media);
/* After the last one. */
void css_sheet_read(struct css_sheet *sheet);

/* What the sheet says of the last of path[0 .. len-1], which is inside the
 * others, in that view. */
void css_sheet_apply(const struct css_sheet *sheet, enum css_view view,
	const struct css_element *path, size_t len, struct css_style *style);

#endif
