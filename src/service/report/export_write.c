/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts, dates and names of a person's page; every value passes html_add(). */
#include <string.h>

#include "base/html.h"
#include "config/shown.h"
#include "service/report/export_private.h"

const char *export_say(const struct export_writing *w, enum export_text text)
{
	return export_text(w->language, text);
}

const char *export_say_word(const struct export_writing *w, const char *name)
{
	return export_word(w->language, name);
}

const char *export_get(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

void export_tag(struct export_writing *w, const char *markup)
{
	(void)buf_adds(w->out, markup);
}

void export_put(struct export_writing *w, const char *value)
{
	(void)html_add(w->out, value);
}

void export_date(struct export_writing *w, const char *iso)
{
	const char *time = iso ? strchr(iso, 'T') : NULL;

	if (!iso || (time && strlen(time) < 6)) {
		export_put(w, export_say(w, SAY_NOT_KNOWN));
		return;
	}
	if (!time) {
		export_tag(w, "<time>");
		export_put(w, iso); /* only the day is known */
		export_tag(w, "</time>");
		return;
	}
	export_tag(w, "<time>");
	(void)html_add_len(w->out, iso, (size_t)(time - iso));
	export_tag(w, "</time> ");
	(void)html_add_len(w->out, time + 1, 5);
}

/* -------------------------------------------------------------- elements */

void export_begin(struct export_writing *w, enum export_text title)
{
	export_tag(w, "<section><h2>");
	export_put(w, export_say(w, title));
	export_tag(w, "</h2>");
}

void export_paragraph(struct export_writing *w, const char *value)
{
	export_tag(w, "<p class=\"soft\">");
	export_put(w, value);
	export_tag(w, "</p>");
}

void export_term(struct export_writing *w, enum export_text name)
{
	export_tag(w, "<dt>");
	export_put(w, export_say(w, name));
	export_tag(w, "<dd>");
}

void export_columns(
	struct export_writing *w, const enum export_text *titles, size_t len)
{
	export_tag(w, "<table class=\"stack\">\n<thead><tr>");
	for (size_t i = 0; i < len; i++) {
		export_tag(w, "<th scope=\"col\">");
		export_put(w, export_say(w, titles[i]));
		export_tag(w, "</th>");
	}
	export_tag(w, "</tr></thead>\n<tbody>\n");
}

static void begin_cell(
	struct export_writing *w, const char *element, enum export_text title)
{
	export_tag(w, element);
	export_tag(w, " data-title=\"");
	export_put(w, export_say(w, title));
	export_tag(w, "\">");
}

void export_cell(struct export_writing *w, enum export_text title)
{
	begin_cell(w, "<td", title);
}

void export_date_cell(struct export_writing *w, const char *iso)
{
	begin_cell(w, "<td class=\"date\"", SAY_DATE);
	export_date(w, iso);
}

/* --------------------------------------------------- texts of the firm */

static const char *item_in(
	const struct export_writing *w, const json_t *texts, size_t n)
{
	return shown_in(json_string_value(json_array_get(texts, n)),
		export_say(w, SAY_LANGUAGE));
}

void export_shown(
	struct export_writing *w, const json_t *texts, const char *other)
{
	for (size_t i = 0; i < json_array_size(texts); i++) {
		const char *text = item_in(w, texts, i);

		if (!text)
			continue;
		other = text;
		if (text != json_string_value(json_array_get(texts, i)))
			break; /* it is in the very language */
	}
	export_put(w, other);
}

void export_items(
	struct export_writing *w, const json_t *texts, const char *separator)
{
	size_t len = json_array_size(texts), in_language = 0, put = 0;

	for (size_t i = 0; i < len; i++)
		in_language += item_in(w, texts, i) != NULL;
	for (size_t i = 0; i < len; i++) {
		const char *text = item_in(w, texts, i);

		if (!text && in_language > 0)
			continue;
		if (!text)
			text = shown_plain(
				json_string_value(json_array_get(texts, i)));
		export_tag(w, put++ > 0 ? separator : "");
		export_put(w, text);
	}
}

static const json_t *purpose_of(
	const struct export_writing *w, const char *name)
{
	const json_t *list = json_object_get(w->document, "purposes");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *purpose = json_array_get(list, i);

		if (strcmp(export_get(purpose, "name"), name) == 0)
			return purpose;
	}
	return NULL;
}

void export_purpose(struct export_writing *w, const char *name)
{
	export_shown(w,
		json_object_get(name ? purpose_of(w, name) : NULL, "shown_as"),
		name ? name : export_say(w, SAY_NOT_KNOWN));
}
