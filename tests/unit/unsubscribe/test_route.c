/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "unsubscribe/route.h"

#define URL "https://firma.example/u/"

#define TOKEN                                                    \
	"AQF12uwyDCmQNq_KiDZjKoAKADAaZXLBxLmFiA7hoHYWNjat6Dople" \
	"rQ_v6LtnszUKNnZ9KvMXBnCOPRaVCNGtU-i-p81RDT8bAgx76Cons"

static const struct row {
	const char *name;
	const char *url, *path;
	const char *token; /* NULL: nowhere */
} rows[] = {
	{"a token", URL, "/u/" TOKEN, TOKEN},
	{"what is no token, but stands in its place", URL, "/u/x%y z", ""},
	{"a full stop behind it", URL, "/u/" TOKEN ".", TOKEN},
	{"a bracket and a blank", URL, "/u/" TOKEN ") ", TOKEN},
	{"an angle bracket", URL, "/u/" TOKEN ">", TOKEN},
	{"padding", URL, "/u/" TOKEN "==", TOKEN},
	{"a slash", URL, "/u/" TOKEN "/", TOKEN},
	{"a line's end before it", URL, "/u/\r\n " TOKEN, TOKEN},
	{"cut short", URL, "/u/AQGE", ""},
	{"longer", URL, "/u/" TOKEN "A", ""},
	{"the directory itself", URL, "/u/", NULL},
	{"without the slash", URL, "/u", NULL},
	{"the root", URL, "/", NULL},
	{"nothing", URL, "", NULL},
	{"elsewhere", URL, "/favicon.ico", NULL},
	{"deeper", URL, "/u/AQGE/x", ""},
	{"upward", URL, "/u/../x", ""},
	{"another case", URL, "/U/" TOKEN, NULL},
	{"no directory at all", "https://u.firma.example/", "/" TOKEN, TOKEN},
	{"a port and a deep one", "https://h:8443/a/b/", "/a/b/" TOKEN, TOKEN},
	{"half of a deep one", "https://h:8443/a/b/", "/a/" TOKEN, NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	char token[UNSUBSCRIBE_TEXT_SIZE];

	assert_int_equal(route_find(r->url, r->path, token),
		r->token ? ROUTE_TOKEN : ROUTE_NOWHERE);
	assert_string_equal(token, r->token ? r->token : "");
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("routes", &all);
}
