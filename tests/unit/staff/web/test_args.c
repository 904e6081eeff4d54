/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "staff/web/args.h"

static void no_page(struct page_out *p, const json_t *result)
{
	(void)p;
	(void)result;
}

static const struct web_route route = {
	.method = HTTP_POST,
	.path = "/held/:id/act",
	.title = "x",
	.roles = WEB_STAFF,
	.render = no_page,
	.args = {{"id", WEB_INT}, {"why", WEB_TEXT}, {"days", WEB_INT},
		{"sure", WEB_BOOL}, {"ids", WEB_LIST}},
};

static const struct row {
	const char *name;
	const char *path; /* what the path has for "id" */
	const char *body;
	enum err expected;
	const char *args; /* sorted */
} rows[] = {
	{"a text", "7", "why=so+it+is", ERR_OK,
		"{\"id\":7,\"why\":\"so it is\"}"},
	{"an empty one is left out", "7", "why=", ERR_OK, "{\"id\":7}"},
	{"the first one counts", "7", "why=a&why=b", ERR_OK,
		"{\"id\":7,\"why\":\"a\"}"},
	{"the path counts more than a field", "7", "id=8", ERR_OK,
		"{\"id\":7}"},
	{"a path that is no number", "7x", "", ERR_OK, "{\"id\":0}"},
	{"a number", "7", "days=-30", ERR_OK, "{\"days\":-30,\"id\":7}"},
	{"what is none is left out", "7", "days=30x", ERR_OK, "{\"id\":7}"},
	{"nor one with a blank", "7", "days=+30", ERR_OK, "{\"id\":7}"},
	{"nor one that is too great", "7", "days=99999999999999999999", ERR_OK,
		"{\"id\":7}"},
	{"a box that is checked", "7", "sure=1", ERR_OK,
		"{\"id\":7,\"sure\":true}"},
	{"a list", "7", "ids=a&ids=b&ids=a", ERR_OK,
		"{\"id\":7,\"ids\":[\"a\",\"b\",\"a\"]}"},
	{"fields that nobody asked for", "7", "csrf=1&next=%2F&other=2", ERR_OK,
		"{\"id\":7}"},
	{"no text", "7", "why=%ff", ERR_INVALID, NULL},
	{"no text in a list", "7", "ids=%c3", ERR_INVALID, NULL},
	{"a NUL, which would end the line to the desk", "7", "why=%00",
		ERR_INVALID, NULL},
	{"a NUL within a list", "7", "ids=a%00b", ERR_INVALID, NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	json_t *args = json_pack("{s:s}", "id", r->path);
	struct form form;
	char *text;

	assert_int_equal(form_read("application/x-www-form-urlencoded", r->body,
				 strlen(r->body), &form),
		ERR_OK);
	assert_int_equal(args_of_form(&route, &form, args), r->expected);
	if (r->args) {
		text = json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS);
		assert_string_equal(text, r->args);
		free(text);
	}
	form_free(&form);
	json_decref(args);
}

static const struct url_row {
	const char *name;
	const char *args;
	const char *expected;
} urls[] = {
	{"the path", "{\"id\":7}", "/held/7/act"},
	{"and a query", "{\"id\":7,\"why\":\"a&b\",\"days\":3,\"sure\":true}",
		"/held/7/act?why=a%26b&days=3&sure=1"},
	{"what is no argument is not in it", "{\"id\":7,\"other\":\"x\"}",
		"/held/7/act"},
};

static void check_url(void **state)
{
	const struct url_row *r = *state;
	json_t *args = json_loads(r->args, 0, NULL);
	struct buf out;

	buf_init(&out, 1000);
	args_url(&route, args, &out);
	assert_string_equal(buf_text(&out), r->expected);
	buf_free(&out);
	json_decref(args);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, urls, check_url);
	return rows_run("arguments", &all);
}
