/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "unsubscribe/route.h"

#define URL "https://firma.example/u/"

static const struct row {
	const char *name;
	const char *url, *path;
	const char *token; /* NULL: nowhere */
} rows[] = {
	{"a token", URL, "/u/AQGE", "AQGE"},
	{"what is no token, but stands in its place", URL, "/u/x%y z", "x%y z"},
	{"the directory itself", URL, "/u/", NULL},
	{"without the slash", URL, "/u", NULL},
	{"the root", URL, "/", NULL},
	{"nothing", URL, "", NULL},
	{"elsewhere", URL, "/favicon.ico", NULL},
	{"deeper", URL, "/u/AQGE/x", NULL},
	{"upward", URL, "/u/../x", NULL},
	{"another case", URL, "/U/AQGE", NULL},
	{"no directory at all", "https://u.firma.example/", "/AQGE", "AQGE"},
	{"a port and a deep one", "https://h:8443/a/b/", "/a/b/T", "T"},
	{"half of a deep one", "https://h:8443/a/b/", "/a/T", NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	const char *token;

	assert_int_equal(route_find(r->url, r->path, &token),
		r->token ? ROUTE_TOKEN : ROUTE_NOWHERE);
	assert_string_equal(token, r->token ? r->token : "");
}

static const struct method_row {
	const char *name;
	enum method expected;
} methods[] = {
	{"GET", METHOD_GET},
	{"HEAD", METHOD_GET},
	{"POST", METHOD_POST},
	{"PUT", METHOD_OTHER},
	{"DELETE", METHOD_OTHER},
	{"OPTIONS", METHOD_OTHER},
	{"get", METHOD_OTHER},
	{"", METHOD_OTHER},
};

static void check_method(void **state)
{
	const struct method_row *r = *state;

	assert_int_equal(route_method(r->name), r->expected);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, methods, check_method);
	return rows_run("routes", &all);
}
