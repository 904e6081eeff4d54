/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "mail/html_text_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail/html_reference_private.h"
#include "mail/html_tag_private.h"

#define DEPTH_MAX 256 /* of elements in elements */
#define STYLE_MAX ((size_t)64 * 1024)
/* How often, in one page, a rule is compared with an element. */
#define WORK_MAX 4000000

/* These do not separate the words before and after them. */
static const char *const inline_tags[] = {"a", "abbr", "b", "bdi", "bdo", "big",
	"cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
	"samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
	"var", "wbr"};

/* On the line of the cell before. */
static const char *const cell_tags[] = {"td", "th"};

/* What is inside is not parsed: only the element's own end tag ends it. */
static const char *const raw_tags[] = {"script", "style", "title", "textarea",
	"xmp", "iframe", "noembed", "noframes"};

/* What is inside is not drawn, or not as words of the letter. */
static const char *const gone_tags[] = {"template", "noscript", "object",
	"applet", "svg", "math", "select", "datalist", "video", "audio",
	"canvas", "frameset", "rp"};

/* Drawn only with the attribute "open". */
static const char *const closed_tags[] = {"details", "dialog"};

/* They have no end tag. */
static const char *const void_tags[] = {"area", "base", "basefont", "bgsound",
	"br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
	"meta", "param", "source", "track", "wbr"};

/* An end tag of something around them does not end them. */
static const char *const formatting_tags[] = {"a", "b", "big", "code", "em",
	"font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"};

/* A start tag of the first ends the innermost open element of the second. */
static const char *const ends[][2] = {{"li", "li"}, {"td", "td"}, {"td", "th"},
	{"th", "td"}, {"th", "th"}, {"tr", "td"}, {"tr", "th"}, {"tr", "tr"},
	{"dt", "dd"}, {"dd", "dt"}, {"dt", "dt"}, {"dd", "dd"}, {"p", "p"},
	{"div", "p"}, {"ul", "p"}, {"ol", "p"}, {"h1", "p"}, {"h2", "p"},
	{"h3", "p"}, {"h4", "p"}, {"h5", "p"}, {"h6", "p"}, {"footer", "p"},
	{"section", "p"}, {"address", "p"}, {"blockquote", "p"}};

#define LEN(list) (sizeof(list) / sizeof((list)[0]))

struct html_reader {
	const char *end;
	enum css_view view;
	struct buf *out;
	bool has_lines; /* a tag that separates words begins a line */
	struct css_sheet sheet;
	struct buf style; /* of one element, references undone */
	size_t work;
	bool is_odd; /* too much of something */
	struct css_element path[DEPTH_MAX];
	struct css_look looks[DEPTH_MAX + 1]; /* [0]: of the page itself */
	size_t depth;
};

static bool is_in(const char *const *list, size_t len, struct css_text name)
{
	for (size_t i = 0; i < len; i++)
		if (css_is(name, list[i]))
			return true;
	return false;
}

static const char *find_text(
	const char *at, const char *end, const char *text, size_t len)
{
	for (; at < end && (size_t)(end - at) >= len; at++)
		if (strncasecmp(at, text, len) == 0)
			return at;
	return end;
}

/* At the end tag of that name. */
static const char *skip_raw(
	const char *at, const char *end, struct css_text name)
{
	for (; (at = find_text(at, end, "</", 2)) < end; at += 2) {
		struct css_text found = {at + 2, name.len};

		if ((size_t)(end - at) < name.len + 2)
			return end;
		if (strncasecmp(found.at, name.at, name.len) == 0)
			return at;
	}
	return end;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_tag(const char *at, const char *end)
{
	return at < end && (is_letter(*at) || strchr("/!?", *at));
}

static bool is_named(const char *at, const char *end)
{
	at += at < end && *at == '/';
	return at < end && is_letter(*at);
}

/* A remark, a declaration, "</3>": behind it. */
static const char *skip_unnamed(const char *at, const char *end)
{
	if (end - at >= 3 && memcmp(at, "!--", 3) == 0) {
		at = find_text(at + 3, end, "-->", 3);
		return at < end ? at + 3 : end;
	}
	at = find_text(at, end, ">", 1);
	return at < end ? at + 1 : end;
}

/* --------------------------------------------------------------- elements */

/* Character references undone, blanks of one kind, no remarks. */
static struct css_text style_of(struct html_reader *p, struct css_text raw)
{
	const char *at = raw.at, *end = raw.at + raw.len;
	struct buf plain;

	buf_init(&plain, STYLE_MAX);
	buf_reset(&p->style);
	while (at < end) {
		if (*at == '&')
			at = html_reference_add(&plain, at + 1, end);
		else
			(void)buf_addc(&plain, *at++);
	}
	css_clean(&p->style, (struct css_text){buf_text(&plain), plain.len});
	if (buf_err(&plain) || buf_err(&p->style))
		p->is_odd = true;
	buf_free(&plain);
	return (struct css_text){buf_text(&p->style), p->style.len};
}

/* Old pages write "ffffff" for "#ffffff". */
static void take_color(struct css_style *style, enum css_property property,
	struct css_text value, char room[16])
{
	struct css_color color;

	value = css_trim(value);
	if (value.len == 0 || value.len > 14)
		return;
	room[0] = '#';
	memcpy(room + 1, value.at, value.len);
	room[value.len + 1] = '\0';
	css_set(style, property,
		css_color_parse(
			(struct css_text){room, value.len + 1}, &color) ?
			room :
			room + 1,
		0);
}

static struct css_look look_of(
	struct html_reader *p, const struct html_tag *tag)
{
	struct css_style style = {.is_odd = false};
	struct css_look look;
	char color[16], back[16];

	take_color(&style, CSS_COLOR, tag->color, color);
	take_color(&style, CSS_BACKGROUND, tag->back, back);
	p->work += p->sheet.rules_len;
	if (p->work > WORK_MAX)
		p->is_odd = true;
	if (!p->is_odd)
		css_sheet_apply(&p->sheet, p->view, p->path, p->depth, &style);
	if (tag->style.len > 0)
		css_declare(&style, style_of(p, tag->style), CSS_RANK_INLINE);
	look = css_look_inside(&p->looks[p->depth - 1], &style);
	/* display: block overrules "hidden" in a sheet; who needs it? */
	if (tag->is_hidden || is_in(gone_tags, LEN(gone_tags), tag->name) ||
		(is_in(closed_tags, LEN(closed_tags), tag->name) &&
			!tag->is_open))
		look.gone = true;
	return look;
}

static void open_element(struct html_reader *p, const struct html_tag *tag)
{
	struct css_element *e = &p->path[p->depth];

	if (p->depth == DEPTH_MAX) {
		p->is_odd = true;
		return;
	}
	*e = (struct css_element){tag->name, tag->id, tag->classes};
	/* Whoever writes a name like this wants it to be misread. */
	if ((e->id.len && memchr(e->id.at, '&', e->id.len)) ||
		(e->classes.len && memchr(e->classes.at, '&', e->classes.len)))
		p->is_odd = true;
	p->depth++;
	p->looks[p->depth] = look_of(p, tag);
}

static bool is_same_name(struct css_text a, struct css_text b)
{
	return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

static bool is_open(const struct html_reader *p, struct css_text name)
{
	for (size_t i = 0; i < p->depth; i++)
		if (is_same_name(p->path[i].name, name))
			return true;
	return false;
}

/* Ends the innermost element of that name, and what is open in it, except for
 * formatting elements. */
static void close_element(struct html_reader *p, struct css_text name)
{
	size_t at = p->depth, to;

	while (at > 0 && !is_same_name(p->path[at - 1].name, name))
		at--;
	if (at == 0)
		return;
	to = at - 1;
	for (; at < p->depth; at++) {
		if (!is_in(formatting_tags, LEN(formatting_tags),
			    p->path[at].name))
			continue;
		p->path[to] = p->path[at];
		p->looks[++to] = p->looks[at + 1];
	}
	p->depth = to;
}

static void end_before(struct html_reader *p, struct css_text name)
{
	bool again = true;

	while (again && p->depth > 0) {
		struct css_text inmost = p->path[p->depth - 1].name;

		again = false;
		for (size_t i = 0; i < LEN(ends) && !again; i++)
			again = css_is(name, ends[i][0]) &&
				css_is(inmost, ends[i][1]);
		if (again)
			p->depth--;
	}
}

/* A page has one of each, and text after its end tag still belongs to it. */
static bool is_root(struct css_text name)
{
	return css_is(name, "html") || css_is(name, "body");
}

static void separate(struct html_reader *p, struct css_text name)
{
	if (!is_in(inline_tags, LEN(inline_tags), name))
		(void)buf_addc(p->out,
			p->has_lines &&
					!is_in(cell_tags, LEN(cell_tags),
						name) ?
				'\n' :
				' ');
}

/* "at" is behind the "<". */
static const char *read_tag(struct html_reader *p, const char *at)
{
	struct html_tag tag;

	if (!is_named(at, p->end)) {
		if (p->end - at < 3 || memcmp(at, "!--", 3) != 0)
			(void)buf_addc(p->out, ' ');
		return skip_unnamed(at, p->end);
	}
	at = html_tag_read(at, p->end, &tag);
	separate(p, tag.name);
	if (tag.closes) {
		if (!is_root(tag.name))
			close_element(p, tag.name);
	} else if (is_in(raw_tags, LEN(raw_tags), tag.name)) {
		at = skip_raw(at, p->end, tag.name);
	} else if (!is_in(void_tags, LEN(void_tags), tag.name) &&
		!(is_root(tag.name) && is_open(p, tag.name))) {
		end_before(p, tag.name);
		open_element(p, &tag);
	}
	return at;
}

/* ----------------------------------------------------------------- sheets */

static void collect_sheets(struct html_reader *p, const char *at)
{
	while ((at = find_text(at, p->end, "<", 1)) < p->end) {
		struct html_tag tag;
		const char *end;

		at++;
		if (!is_named(at, p->end)) {
			if (is_tag(at, p->end))
				at = skip_unnamed(at, p->end);
			continue;
		}
		at = html_tag_read(at, p->end, &tag);
		if (tag.closes || !is_in(raw_tags, LEN(raw_tags), tag.name))
			continue;
		end = skip_raw(at, p->end, tag.name);
		if (css_is(tag.name, "style"))
			css_sheet_add(&p->sheet,
				(struct css_text){at, (size_t)(end - at)},
				tag.media);
		at = end;
	}
	css_sheet_read(&p->sheet);
}

bool html_text_has_view(const char *html, size_t len, enum css_view view)
{
	const char *end = html + len;

	if (view == CSS_VIEW_INLINE)
		return true;
	if (find_text(html, end, "<style", 6) == end)
		return false;
	return view == CSS_VIEW_SHEET || find_text(html, end, "@", 1) < end ||
		find_text(html, end, "media", 5) < end;
}

/* ------------------------------------------------------------------- text */

/* Where tags make lines, the line ends of the page are blanks. */
static void add_words(struct html_reader *p, const char *at, size_t len)
{
	if (!p->has_lines) {
		(void)buf_add(p->out, at, len);
		return;
	}
	for (size_t i = 0; i < len; i++)
		(void)buf_addc(
			p->out, at[i] == '\n' || at[i] == '\r' ? ' ' : at[i]);
}

static void read_text(struct html_reader *p, const char *at)
{
	while (at < p->end && !p->is_odd) {
		bool is_seen = css_can_be_read(&p->looks[p->depth]);
		size_t plain = 0;

		while (at + plain < p->end && at[plain] != '<' &&
			at[plain] != '&')
			plain++;
		if (is_seen)
			add_words(p, at, plain);
		at += plain;
		if (at == p->end)
			break;
		if (*at == '<' && is_tag(at + 1, p->end)) {
			at = read_tag(p, at + 1);
		} else if (!is_seen) {
			at++;
		} else if (*at == '&') {
			at = html_reference_add(p->out, at + 1, p->end);
		} else {
			(void)buf_addc(p->out, *at++);
		}
	}
}

static enum err add_page(struct buf *out, const char *html, size_t len,
	enum css_view view, bool has_lines)
{
	struct html_reader *p = calloc(1, sizeof(*p));
	struct buf text;
	enum err e;

	if (!p)
		return ERR_NOMEM;
	buf_init(&text, out->max_len);
	buf_init(&p->style, STYLE_MAX);
	css_sheet_init(&p->sheet);
	p->end = html + len;
	p->view = view;
	p->has_lines = has_lines;
	p->out = &text;
	p->looks[0] = css_first_look();
	if (view != CSS_VIEW_INLINE)
		collect_sheets(p, html);
	p->is_odd = p->sheet.is_odd;
	read_text(p, html);
	e = buf_err(&text);
	if (!e && !p->is_odd)
		e = buf_add(out, buf_text(&text), text.len);
	buf_free(&text);
	buf_free(&p->style);
	css_sheet_free(&p->sheet);
	free(p);
	return e;
}

enum err html_text_add(
	struct buf *out, const char *html, size_t len, enum css_view view)
{
	return add_page(out, html, len, view, false);
}

enum err html_text_add_lines(
	struct buf *out, const char *html, size_t len, enum css_view view)
{
	return add_page(out, html, len, view, true);
}
