/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/html_tag_private.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *read_name(
	const char *at, const char *end, struct css_text *name_r)
{
	const char *begin = at;

	/* A "=" that begins a name belongs to it. */
	if (at < end && *at == '=')
		at++;
	while (at < end && !is_blank(*at) && *at != '/' && *at != '>' &&
		*at != '=')
		at++;
	*name_r = (struct css_text){begin, (size_t)(at - begin)};
	return at;
}

/* "at" is behind the "=". */
static const char *read_value(
	const char *at, const char *end, struct css_text *value_r)
{
	const char *begin;

	at = skip_blanks(at, end);
	if (at < end && (*at == '"' || *at == '\'')) {
		char quote = *at++;

		begin = at;
		while (at < end && *at != quote)
			at++;
		*value_r = (struct css_text){begin, (size_t)(at - begin)};
		return at + (at < end);
	}
	begin = at;
	while (at < end && !is_blank(*at) && *at != '>')
		at++;
	*value_r = (struct css_text){begin, (size_t)(at - begin)};
	return at;
}

/* Of two attributes of one name the first counts. */
static void take(struct css_text *member, struct css_text value)
{
	if (!member->at)
		*member = value;
}

static void take_attribute(
	struct html_tag *tag, struct css_text name, struct css_text value)
{
	if (css_is(name, "id"))
		take(&tag->id, value);
	else if (css_is(name, "class"))
		take(&tag->classes, value);
	else if (css_is(name, "style"))
		take(&tag->style, value);
	else if (css_is(name, "media"))
		take(&tag->media, value);
	else if (css_is(name, "bgcolor"))
		take(&tag->back, value);
	else if (css_is(name, "color") || css_is(name, "text"))
		take(&tag->color, value);
	else if (css_is(name, "href"))
		take(&tag->href, value);
	else if (css_is(name, "open"))
		tag->is_open = true;
	else if (css_is(name, "hidden") ||
		(css_is(name, "aria-hidden") && css_is(value, "true")))
		tag->is_hidden = true;
}

const char *html_tag_read(
	const char *at, const char *end, struct html_tag *tag_r)
{
	*tag_r = (struct html_tag){.closes = *at == '/'};
	at = read_name(at + tag_r->closes, end, &tag_r->name);
	while (at < end && *at != '>') {
		struct css_text name, value = {"", 0};

		if (is_blank(*at) || *at == '/') {
			at++;
			continue;
		}
		at = read_name(at, end, &name);
		if (skip_blanks(at, end) < end && *skip_blanks(at, end) == '=')
			at = read_value(skip_blanks(at, end) + 1, end, &value);
		take_attribute(tag_r, name, value);
	}
	return at + (at < end);
}
