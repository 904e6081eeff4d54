/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "staff/web/routes.h"

static const struct row {
	const char *name;
	enum http_method method;
	const char *path;
	const char *expected; /* path of the row; NULL: none */
	bool is_path;
} rows[] = {
	{"home", HTTP_GET, "/", "/", true},
	{"a page", HTTP_GET, "/account", "/account", true},
	{"a slash behind it", HTTP_GET, "/account/", NULL, false},
	{"a form", HTTP_POST, "/account/password", "/account/password", true},
	{"a form by GET", HTTP_GET, "/account/password", NULL, true},
	{"another method", HTTP_OTHER, "/account", NULL, true},
	{"nothing", HTTP_GET, "/nothing", NULL, false},
	{"upward", HTTP_GET, "/account/../login", NULL, false},
	{"empty", HTTP_GET, "", NULL, false},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	json_t *args = json_object();
	bool is_path;
	const struct web_route *route =
		route_match(r->method, r->path, &is_path, args);

	if (r->expected) {
		assert_non_null(route);
		assert_string_equal(route->path, r->expected);
		assert_int_equal(route->method, r->method);
	} else {
		assert_null(route);
	}
	assert_int_equal(is_path, r->is_path);
	json_decref(args);
}

static const struct path_row {
	const char *name;
	const char *pattern;
	const char *args;
	const char *expected;
} paths[] = {
	{"nothing to fill in", "/held", "{}", "/held"},
	{"an id", "/held/:id", "{\"id\": \"ab-12\"}", "/held/ab-12"},
	{"a number", "/held/:id", "{\"id\": 12}", "/held/12"},
	{"in the middle", "/held/:id/release", "{\"id\": \"a\"}",
		"/held/a/release"},
	{"a slash is escaped", "/held/:id", "{\"id\": \"a/b\"}", "/held/a%2Fb"},
	{"a line end is escaped", "/held/:id", "{\"id\": \"a\\r\\nb\"}",
		"/held/a%0D%0Ab"},
	{"missing", "/held/:id", "{}", "/held/"},
};

static void check_path(void **state)
{
	const struct path_row *r = *state;
	json_t *args = json_loads(r->args, 0, NULL);
	struct buf out;

	buf_init(&out, 1000);
	route_path(r->pattern, args, &out);
	assert_string_equal(buf_text(&out), r->expected);
	buf_free(&out);
	json_decref(args);
}

static bool has_page(const char *path)
{
	bool is_path;

	return route_match(HTTP_GET, path, &is_path, NULL) != NULL;
}

/* What holds for each row of the table. */
static void sane(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct web_route *r = route_next(NULL); r;
		r = route_next(r)) {
		bool is_path;

		n++;
		if (r->path[0] != '/' || !r->title || !r->roles)
			fail_msg("%s: no path, title or role", r->path);
		if (r->method == HTTP_POST && !r->verb)
			fail_msg("%s: a form that asks nobody", r->path);
		if (r->method == HTTP_GET &&
			(r->then || r->form || r->file || r->code))
			fail_msg("%s: by GET nothing is done", r->path);
		if (!r->render && !r->then && r->act == WEB_NO_ACT &&
			!r->is_download)
			fail_msg("%s: answers nothing", r->path);
		if (r->code && !r->done)
			fail_msg("%s: says nothing when it is done", r->path);
		if (r->form && !strchr(r->form, ':') && !has_page(r->form))
			fail_msg(
				"%s: the form %s is no page", r->path, r->form);
		if (r->menu && strchr(r->path, ':'))
			fail_msg("%s: in the menu, but not one page", r->path);
		if (!strchr(r->path, ':') &&
			route_match(r->method, r->path, &is_path, NULL) != r)
			fail_msg("%s: twice", r->path);
	}
	assert_true(n > 10);
}

static void codes(void **state)
{
	(void)state;
	assert_string_equal(
		route_done("password"), "The password was changed.");
	assert_null(route_done("<script>"));
	assert_null(route_done(""));
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, paths, check_path);
	rows_add_one(&all, "each row is whole", sane, NULL);
	rows_add_one(&all, "what is said when it is done", codes, NULL);
	return rows_run("routes", &all);
}
