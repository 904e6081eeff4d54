/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_SIZE 24

/* The text as a number; NULL: it is none, and is as good as not there. */
static json_t *read_number(const struct form_span *value)
{
	char text[NUMBER_SIZE];
	char *end;
	long long n;

	if (value->len == 0 || value->len >= sizeof(text))
		return NULL;
	memcpy(text, value->at, value->len);
	text[value->len] = '\0';
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || *end || strlen(text) != value->len ||
		!strchr("-0123456789", text[0]))
		return NULL;
	return json_integer(n);
}

static enum err put(json_t *args, const char *name, json_t *value)
{
	return value && json_object_set_new(args, name, value) == 0 ?
		ERR_OK :
		ERR_INVALID;
}

static enum err put_item(json_t *args, const char *name, json_t *item)
{
	json_t *list = json_object_get(args, name);

	if (!list) {
		list = json_array();
		if (put(args, name, list))
			return ERR_NOMEM;
	}
	return item && json_array_append_new(list, item) == 0 ? ERR_OK :
								ERR_INVALID;
}

/* NULL: it is no text of UTF-8, or has a NUL in it, which the desk would take
 * for a broken line. */
static json_t *read_text(const struct form_span *value)
{
	if (value->len > 0 && memchr(value->at, '\0', value->len))
		return NULL;
	return json_stringn(value->at, value->len);
}

/* One value that was found; the first of a name counts. */
static enum err take(
	const struct web_arg *arg, const struct form_span *value, json_t *args)
{
	json_t *number;

	if (arg->kind == WEB_LIST)
		return put_item(args, arg->name, read_text(value));
	if (json_object_get(args, arg->name))
		return ERR_OK;
	switch (arg->kind) {
	case WEB_TEXT:
		if (value->len == 0)
			return ERR_OK;
		return put(args, arg->name, read_text(value));
	case WEB_INT:
		number = read_number(value);
		return number ? put(args, arg->name, number) : ERR_OK;
	case WEB_BOOL:
		return put(args, arg->name, json_true());
	case WEB_LIST:
		break;
	}
	return ERR_OK;
}

static bool is_end(const struct web_route *route, size_t i)
{
	return i == WEB_ARGS_MAX || !route->args[i].name;
}

/* A number that stands in the path is one, too. */
static enum err of_path(const struct web_arg *arg, json_t *args)
{
	const char *text = json_string_value(json_object_get(args, arg->name));
	struct form_span span;
	json_t *number;

	if (arg->kind != WEB_INT || !text)
		return ERR_OK;
	span = (struct form_span){text, strlen(text)};
	number = read_number(&span);
	return put(args, arg->name, number ? number : json_integer(0));
}

enum err args_of_path(const struct web_route *route, json_t *args)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && !is_end(route, i); i++)
		e = of_path(&route->args[i], args);
	return e;
}

enum err args_of_query(const struct web_route *route,
	const struct http_request *request, json_t *args)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && !is_end(route, i); i++) {
		const char *text = http_query(request, route->args[i].name);
		struct form_span value = {text, text ? strlen(text) : 0};

		e = of_path(&route->args[i], args);
		if (!e && text)
			e = take(&route->args[i], &value, args);
	}
	return e;
}

enum err args_of_form(
	const struct web_route *route, const struct form *form, json_t *args)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && !is_end(route, i); i++) {
		const struct web_arg *arg = &route->args[i];

		e = of_path(arg, args);
		for (size_t j = 0; !e && j < form->len; j++)
			if (!form->fields[j].is_file &&
				form_is(&form->fields[j].name, arg->name))
				e = take(arg, &form->fields[j].value, args);
	}
	return e;
}

/* Whether the pattern has ":name". */
static bool is_in_path(const struct web_route *route, const char *name)
{
	const char *at = route->path;
	size_t len = strlen(name);

	while ((at = strchr(at, ':')) != NULL) {
		at++;
		if (strncmp(at, name, len) == 0 &&
			(at[len] == '\0' || at[len] == '/'))
			return true;
	}
	return false;
}

void args_url(
	const struct web_route *route, const json_t *args, struct buf *out)
{
	char number[NUMBER_SIZE];

	route_path(route->path, args, out);
	for (size_t i = 0; !is_end(route, i); i++) {
		const char *name = route->args[i].name;
		const json_t *value = json_object_get(args, name);

		if (is_in_path(route, name))
			continue;
		if (json_is_string(value)) {
			out_query(out, name, json_string_value(value), NULL);
		} else if (json_is_integer(value)) {
			snprintf(number, sizeof(number), "%lld",
				(long long)json_integer_value(value));
			out_query(out, name, number, NULL);
		} else if (json_is_true(value)) {
			out_query(out, name, "1", NULL);
		}
	}
}
