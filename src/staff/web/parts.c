/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/pages.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 24

static void attribute(struct page_out *p, const char *name, const char *value)
{
	if (!value)
		return;
	buf_addf(p->out, " %s=\"", name);
	out_text(p, value);
	out_raw(p, "\"");
}

/* ----------------------------------------------------------------- forms */

/* What was typed into this field, as text; NULL: nothing. */
static const char *typed_text(
	const struct page_out *p, const char *name, char number_r[NUMBER_SIZE])
{
	const json_t *typed = p->typed ? json_object_get(p->typed, name) : NULL;

	if (!json_is_integer(typed))
		return json_string_value(typed);
	snprintf(number_r, NUMBER_SIZE, "%lld",
		(long long)json_integer_value(typed));
	return number_r;
}

static void form(struct page_out *p, const char *path, const char *more)
{
	out_raw(p, "<form method=\"post\"");
	attribute(p, "action", path);
	out_raw(p, more);
	out_raw(p, ">\n");
	out_hidden(p, "csrf", p->csrf ? p->csrf : "");
}

void out_form(struct page_out *p, const char *path)
{
	form(p, path, "");
}

void out_form_file(struct page_out *p, const char *path)
{
	form(p, path, " enctype=\"multipart/form-data\"");
}

void out_form_get(struct page_out *p, const char *path)
{
	out_raw(p, "<form method=\"get\"");
	attribute(p, "action", path);
	out_raw(p, ">\n");
}

void out_form_of(struct page_out *p, const char *path, const char *name,
	const char *value)
{
	char number[NUMBER_SIZE];
	const char *typed = typed_text(p, name, number);

	out_form(p, path);
	p->is_other_form = typed && strcmp(typed, value) != 0;
}

void out_form_end(struct page_out *p)
{
	p->is_other_form = false;
	out_raw(p, "</form>\n");
}

void out_hidden(struct page_out *p, const char *name, const char *value)
{
	out_raw(p, "<input type=\"hidden\"");
	attribute(p, "name", name);
	attribute(p, "value", value);
	out_raw(p, ">\n");
}

/* ---------------------------------------------------------------- fields */

/* What stands in a field: what was typed, or what it has at first. */
static const char *value_of(const struct page_out *p, const char *name,
	const char *first, char number_r[NUMBER_SIZE])
{
	const char *typed =
		p->is_other_form ? NULL : typed_text(p, name, number_r);

	return typed ? typed : first;
}

static void label(struct page_out *p, const char *text)
{
	buf_addf(p->out, "<p class=\"field\"><label for=\"f%u\">", ++p->fields);
	out_text(p, text);
	out_raw(p, "</label>\n");
}

static void describe(struct page_out *p, const char *hint)
{
	buf_addf(p->out, " id=\"f%u\"", p->fields);
	if (hint)
		buf_addf(p->out, " aria-describedby=\"h%u\"", p->fields);
}

static void hint_below(struct page_out *p, const char *hint)
{
	if (hint) {
		buf_addf(p->out, "<span class=\"hint\" id=\"h%u\">", p->fields);
		out_text(p, hint);
		out_raw(p, "</span>");
	}
	out_raw(p, "</p>\n");
}

static void common(struct page_out *p, const struct out_field *f)
{
	describe(p, f->hint);
	attribute(p, "name", f->name);
	attribute(p, "autocomplete", f->autocomplete ? f->autocomplete : "off");
	attribute(p, "inputmode", f->inputmode);
	if (f->max_len > 0)
		buf_addf(p->out, " maxlength=\"%d\"", f->max_len);
	if (f->is_required)
		out_raw(p, " required");
	if (f->has_focus)
		out_raw(p, " autofocus");
}

void out_field(struct page_out *p, const struct out_field *field)
{
	const char *type = field->type ? field->type : "text";
	char number[NUMBER_SIZE];

	label(p, field->label);
	out_raw(p, "<input");
	attribute(p, "type", type);
	common(p, field);
	if (strcmp(type, "password") != 0)
		attribute(p, "value",
			value_of(p, field->name, field->value, number));
	out_raw(p, ">");
	hint_below(p, field->hint);
}

void out_area(struct page_out *p, const struct out_field *field, int rows)
{
	char number[NUMBER_SIZE];
	const char *value = value_of(p, field->name, field->value, number);

	label(p, field->label);
	buf_addf(p->out, "<textarea rows=\"%d\"", rows);
	common(p, field);
	/* The first line end within is not part of the value. */
	out_raw(p, ">\n");
	out_text(p, value ? value : "");
	out_raw(p, "</textarea>");
	hint_below(p, field->hint);
}

void out_file(struct page_out *p, const char *name, const char *text,
	const char *accept, const char *hint)
{
	label(p, text);
	out_raw(p, "<input type=\"file\"");
	describe(p, hint);
	attribute(p, "name", name);
	attribute(p, "accept", accept);
	out_raw(p, ">");
	hint_below(p, hint);
}

static bool is_chosen(const char *value, const char *chosen)
{
	return chosen && strcmp(value, chosen) == 0;
}

void out_select(struct page_out *p, const char *name, const char *text,
	const struct out_option *options, const char *chosen)
{
	char number[NUMBER_SIZE];

	chosen = value_of(p, name, chosen, number);
	label(p, text);
	out_raw(p, "<select");
	describe(p, NULL);
	attribute(p, "name", name);
	out_raw(p, ">\n");
	for (; options->value; options++) {
		out_raw(p, "<option");
		attribute(p, "value", options->value);
		out_raw(p,
			is_chosen(options->value, chosen) ? " selected>" : ">");
		out_text(p, options->text);
		out_raw(p, "</option>\n");
	}
	out_raw(p, "</select>");
	hint_below(p, NULL);
}

static void box(struct page_out *p, const char *type, const char *name,
	const char *value, bool is_checked)
{
	buf_addf(p->out, "<input id=\"f%u\" type=\"%s\"", ++p->fields, type);
	attribute(p, "name", name);
	attribute(p, "value", value);
	out_raw(p, is_checked ? " checked>" : ">");
}

static void box_label(struct page_out *p, const char *text)
{
	buf_addf(p->out, "<label for=\"f%u\">", p->fields);
	out_text(p, text);
	out_raw(p, "</label>");
}

void out_radio(struct page_out *p, const char *name, const char *legend,
	const struct out_option *options, const char *chosen)
{
	char number[NUMBER_SIZE];

	chosen = value_of(p, name, chosen, number);
	out_raw(p, "<fieldset><legend>");
	out_text(p, legend);
	out_raw(p, "</legend>\n");
	for (size_t i = 0; options[i].value; i++) {
		bool is = chosen ? is_chosen(options[i].value, chosen) : i == 0;

		out_raw(p, "<p class=\"choice\">");
		box(p, "radio", name, options[i].value, is);
		box_label(p, options[i].text);
		out_raw(p, "</p>\n");
	}
	out_raw(p, "</fieldset>\n");
}

/* A box that was not checked is not among what was typed. */
static bool was_checked(const struct page_out *p, const char *name,
	const char *value, bool at_first)
{
	const json_t *typed;
	const json_t *item;
	size_t i;

	if (!p->typed || p->is_other_form)
		return at_first;
	typed = json_object_get(p->typed, name);
	if (json_is_string(typed))
		return strcmp(json_string_value(typed), value) == 0;
	if (json_is_array(typed)) {
		json_array_foreach((json_t *)(size_t)typed, i, item)
		{
			const char *text = json_string_value(item);

			if (text && strcmp(text, value) == 0)
				return true;
		}
		return false;
	}
	return json_is_true(typed);
}

void out_check(struct page_out *p, const char *name, const char *value,
	const char *text, bool is_checked)
{
	out_raw(p, "<p class=\"choice\">");
	box(p, "checkbox", name, value,
		was_checked(p, name, value, is_checked));
	box_label(p, text);
	out_raw(p, "</p>\n");
}

void out_check_bare(struct page_out *p, const char *name, const char *value,
	const char *text)
{
	box(p, "checkbox", name, value, was_checked(p, name, value, false));
	buf_addf(p->out, "<label class=\"hidden\" for=\"f%u\">", p->fields);
	out_text(p, text);
	out_raw(p, "</label>");
}

/* --------------------------------------------------------------- buttons */

void out_submit(struct page_out *p, enum out_button kind, const char *text,
	const char *name, const char *value)
{
	static const char *const classes[] = {
		[OUT_KEY] = "key",
		[OUT_PLAIN_BUTTON] = "plain",
		[OUT_DANGER] = "danger",
	};

	out_raw(p, "<button");
	attribute(p, "class", classes[kind]);
	attribute(p, "name", name);
	attribute(p, "value", name ? value : NULL);
	out_raw(p, ">");
	out_text(p, text);
	out_raw(p, "</button>\n");
}

void out_act_with(struct page_out *p, enum out_button kind, const char *path,
	const char *text, const char *const *pairs)
{
	out_form(p, path);
	for (; pairs[0]; pairs += 2)
		out_hidden(p, pairs[0], pairs[1]);
	out_submit(p, kind, text, NULL, NULL);
	out_form_end(p);
}

void out_buttons(struct page_out *p)
{
	out_raw(p, "<div class=\"buttons\">");
}

void out_buttons_end(struct page_out *p)
{
	out_raw(p, "</div>\n");
}
