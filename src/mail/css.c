/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/css_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Nobody is meant to read smaller letters. */
#define TINY_PX 5.0
#define USUAL_PX 16.0
/* Of a box whose overflow is hidden. */
#define LOW_PX 5.0
/* What is moved so far to the left or up is outside of the page. */
#define AWAY_PX (-100.0)
#define FAINT 0.1
/* Grey of #e6e6e6 on white. */
#define CONTRAST_MIN 1.25

static const struct {
	const char *name;
	enum css_property property;
} properties[] = {
	{"display", CSS_DISPLAY},
	{"visibility", CSS_VISIBILITY},
	{"opacity", CSS_OPACITY},
	{"mso-hide", CSS_MSO_HIDE},
	{"font-size", CSS_FONT_SIZE},
	{"font", CSS_FONT},
	{"color", CSS_COLOR},
	{"background", CSS_BACKGROUND},
	{"background-color", CSS_BACKGROUND},
	{"height", CSS_HEIGHT},
	{"max-height", CSS_MAX_HEIGHT},
	{"width", CSS_WIDTH},
	{"max-width", CSS_MAX_WIDTH},
	{"overflow", CSS_OVERFLOW},
	{"overflow-x", CSS_OVERFLOW},
	{"overflow-y", CSS_OVERFLOW},
	{"left", CSS_LEFT},
	{"top", CSS_TOP},
	{"text-indent", CSS_INDENT},
	{"clip", CSS_CLIP},
	{"clip-path", CSS_CLIP},
	{"transform", CSS_TRANSFORM},
};

#define LEN(list) (sizeof(list) / sizeof((list)[0]))

/* ------------------------------------------------------------------ text */

struct css_text css_trim(struct css_text t)
{
	while (t.len > 0 && strchr(" \t\r\n\f", *t.at) && *t.at) {
		t.at++;
		t.len--;
	}
	while (t.len > 0 && t.at[t.len - 1] &&
		strchr(" \t\r\n\f", t.at[t.len - 1]))
		t.len--;
	return t;
}

bool css_is(struct css_text t, const char *word)
{
	return t.len == strlen(word) && strncasecmp(t.at, word, t.len) == 0;
}

bool css_has(struct css_text t, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= t.len; i++)
		if (strncasecmp(t.at + i, word, len) == 0)
			return true;
	return false;
}

bool css_cut(struct css_text *rest, char mark, struct css_text *piece_r)
{
	char quote = '\0';
	int depth = 0;
	size_t i = 0;

	if (rest->len == 0)
		return false;
	for (; i < rest->len; i++) {
		char c = rest->at[i];

		if (quote) {
			quote = c == quote ? '\0' : quote;
			continue;
		}
		if (c == mark && depth == 0)
			break;
		if (c == '"' || c == '\'')
			quote = c;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
	}
	*piece_r = (struct css_text){rest->at, i};
	i += i < rest->len;
	rest->at += i;
	rest->len -= i;
	return true;
}

/* ---------------------------------------------------------- declarations */

static void put(struct css_style *style, enum css_property property,
	struct css_text text, unsigned rank)
{
	struct css_value *value = &style->values[property];

	if (text.len > 0 && (value->text.len == 0 || rank >= value->rank))
		*value = (struct css_value){text, rank};
}

void css_set(struct css_style *style, enum css_property property,
	const char *text, unsigned rank)
{
	put(style, property, (struct css_text){text, strlen(text)}, rank);
}

/* "none !important" */
static struct css_text take_important(struct css_text value, unsigned *rank)
{
	struct css_text rest = value, before;

	if (css_cut(&rest, '!', &before) &&
		css_is(css_trim(rest), "important")) {
		*rank |= CSS_RANK_IMPORTANT;
		return css_trim(before);
	}
	return value;
}

void css_declare(struct css_style *style, struct css_text text, unsigned rank)
{
	struct css_text piece, name;

	while (css_cut(&text, ';', &piece)) {
		unsigned own = rank;

		if (!css_cut(&piece, ':', &name))
			continue;
		name = css_trim(name);
		/* An escape may be any letter of any property. */
		if (memchr(name.at, '\\', name.len))
			style->is_odd = true;
		piece = take_important(css_trim(piece), &own);
		for (size_t i = 0; i < LEN(properties); i++)
			if (css_is(name, properties[i].name))
				put(style, properties[i].property, piece, own);
	}
}

/* --------------------------------------------------------------- lengths */

/* In px; false: it is no length, or its size cannot be told. */
static bool length_of(struct css_text text, double em, double *px_r)
{
	static const struct {
		const char *unit;
		double px;
	} units[] = {{"px", 1}, {"", 1}, {"pt", 4.0 / 3}, {"pc", 16},
		{"in", 96}, {"cm", 37.8}, {"mm", 3.78}, {"rem", USUAL_PX}};
	char copy[32] = "", *end;
	struct css_text t = css_trim(text), unit;
	double n;

	if (t.len == 0 || t.len >= sizeof(copy))
		return false;
	memcpy(copy, t.at, t.len);
	n = strtod(copy, &end);
	if (end == copy)
		return false;
	unit = (struct css_text){end, strlen(end)};
	*px_r = n;
	if (n == 0)
		return true;
	for (size_t i = 0; i < LEN(units); i++)
		if (css_is(unit, units[i].unit)) {
			*px_r = n * units[i].px;
			return true;
		}
	*px_r = css_is(unit, "%") ? n / 100 * em : n * em;
	return css_is(unit, "em") || css_is(unit, "%") || css_is(unit, "ex") ||
		css_is(unit, "ch");
}

static bool font_size_of(struct css_text t, double outer, double *px_r)
{
	static const struct {
		const char *word;
		double px, of_outer;
	} words[] = {{"xx-small", 9, 0}, {"x-small", 10, 0}, {"small", 13, 0},
		{"medium", 16, 0}, {"large", 18, 0}, {"x-large", 24, 0},
		{"xx-large", 32, 0}, {"smaller", 0, 0.83}, {"larger", 0, 1.2},
		{"inherit", 0, 1}, {"unset", 0, 1}, {"initial", 16, 0}};

	for (size_t i = 0; i < LEN(words); i++)
		if (css_is(t, words[i].word)) {
			*px_r = words[i].px + words[i].of_outer * outer;
			return true;
		}
	return length_of(t, outer, px_r);
}

/* "bold 12px/1.5 Arial": the size is the first that is a length with a unit,
 * or 0. */
static bool font_of(struct css_text t, double outer, double *px_r)
{
	struct css_text piece, size;

	while (css_cut(&t, ' ', &piece)) {
		char last;

		if (!css_cut(&piece, '/', &size) || size.len == 0)
			continue;
		last = size.at[size.len - 1];
		if ((css_is(size, "0") || last < '0' || last > '9') &&
			font_size_of(size, outer, px_r))
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------ looks */

static struct css_text said(
	const struct css_style *style, enum css_property property)
{
	return css_trim(style->values[property].text);
}

/* A value that depends on something outside of this page, or that this file
 * does not compute. */
static bool is_odd(struct css_text t)
{
	static const char *const functions[] = {"var(", "calc(", "env(", "min(",
		"max(", "clamp(", "attr(", "\\"};

	for (size_t i = 0; i < LEN(functions); i++)
		if (css_has(t, functions[i]))
			return true;
	return false;
}

static bool is_odd_style(const struct css_style *style)
{
	static const enum css_property could_hide[] = {CSS_DISPLAY,
		CSS_VISIBILITY, CSS_OPACITY, CSS_FONT_SIZE, CSS_FONT,
		CSS_COLOR};

	for (size_t i = 0; i < LEN(could_hide); i++)
		if (is_odd(said(style, could_hide[i])))
			return true;
	return style->is_odd;
}

static bool is_low(const struct css_style *style, enum css_property property)
{
	struct css_text t = said(style, property);
	double px;

	/* A percentage of the box outside may still be large. */
	return t.len > 0 && length_of(t, USUAL_PX, &px) &&
		px <= (t.at[t.len - 1] == '%' ? 0 : LOW_PX);
}

static bool is_away(const struct css_style *style, enum css_property property)
{
	struct css_text t = said(style, property);
	double px;

	return t.len > 0 && length_of(t, USUAL_PX, &px) && px <= AWAY_PX;
}

static bool is_cut_off(const struct css_style *style)
{
	struct css_text overflow = said(style, CSS_OVERFLOW);
	struct css_text clip = said(style, CSS_CLIP);

	if (css_has(overflow, "hidden") || css_has(overflow, "clip"))
		if (is_low(style, CSS_HEIGHT) ||
			is_low(style, CSS_MAX_HEIGHT) ||
			is_low(style, CSS_WIDTH) ||
			is_low(style, CSS_MAX_WIDTH))
			return true;
	return is_away(style, CSS_LEFT) || is_away(style, CSS_TOP) ||
		is_away(style, CSS_INDENT) || css_has(clip, "rect(0") ||
		css_has(clip, "rect(1px") || css_has(clip, "inset(50%") ||
		css_has(clip, "inset(100%") || css_has(clip, "circle(0") ||
		css_has(said(style, CSS_TRANSFORM), "scale(0");
}

static bool is_gone(const struct css_style *style)
{
	struct css_text opacity = said(style, CSS_OPACITY);
	double share;

	if (css_is(said(style, CSS_DISPLAY), "none") ||
		css_is(said(style, CSS_MSO_HIDE), "all") || is_cut_off(style))
		return true;
	return opacity.len > 0 && length_of(opacity, 1, &share) &&
		share <= FAINT;
}

/* "#fff url(x.png) no-repeat": the colour of it. */
static void find_back(struct css_text t, struct css_color *back)
{
	struct css_text piece;
	struct css_color found;

	while (css_cut(&t, ' ', &piece)) {
		if (piece.len == 0 || !css_color_parse(piece, &found))
			continue;
		if (found.alpha > FAINT)
			*back = found;
		return;
	}
}

static void look_at_letters(
	struct css_look *look, const struct css_style *style, double outer_px)
{
	struct css_text visibility = said(style, CSS_VISIBILITY);
	struct css_text size = said(style, CSS_FONT_SIZE);
	struct css_text font = said(style, CSS_FONT);
	bool font_wins = style->values[CSS_FONT].rank >
		style->values[CSS_FONT_SIZE].rank;

	if (css_is(visibility, "hidden") || css_is(visibility, "collapse"))
		look->invisible = true;
	else if (css_is(visibility, "visible"))
		look->invisible = false;
	/* Of equal rank the longhand counts: it names this property alone. */
	if (font.len > 0 && (size.len == 0 || font_wins))
		(void)font_of(font, outer_px, &look->font_px);
	else if (size.len > 0)
		(void)font_size_of(size, outer_px, &look->font_px);
}

struct css_look css_first_look(void)
{
	return (struct css_look){
		.font_px = USUAL_PX,
		.color = {true, 0, 0, 0, 1},
		.back = {true, 1, 1, 1, 1},
	};
}

struct css_look css_look_inside(
	const struct css_look *outer, const struct css_style *style)
{
	struct css_look look = *outer;
	struct css_text color = said(style, CSS_COLOR);

	if (is_gone(style) || is_odd_style(style))
		look.gone = true;
	look_at_letters(&look, style, outer->font_px);
	if (color.len > 0 && !css_is(color, "inherit") &&
		!css_color_parse(color, &look.color))
		/* hsl() and the like may be white as well. */
		look.gone = look.gone || memchr(color.at, '(', color.len);
	find_back(said(style, CSS_BACKGROUND), &look.back);
	return look;
}

bool css_can_be_read(const struct css_look *look)
{
	if (look->gone || look->invisible || look->font_px <= TINY_PX ||
		look->color.alpha <= FAINT)
		return false;
	return !look->color.known || !look->back.known ||
		css_contrast(&look->color, &look->back) >= CONTRAST_MIN;
}
