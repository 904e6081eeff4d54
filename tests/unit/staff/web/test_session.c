/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "staff/web/session.h"

static const struct path_row {
	const char *name;
	const char *path;
	bool expected;
} paths[] = {
	{"a page", "/held/ab12?page=2", true},
	{"the first page", "/", true},
	{"another site", "https://example.com/", false},
	{"another site without a scheme", "//example.com/", false},
	{"the same with a backslash", "/\\example.com/", false},
	{"a tab between", "/\t/example.com/", false},
	{"a line end", "/a\r\nSet-Cookie: b", false},
	{"a blank", "/a b", false},
	{"nothing", "", false},
	{"a script", "javascript:alert(1)", false},
	{"not ASCII", "/\xc5\xbc", false},
};

static void check_path(void **state)
{
	const struct path_row *r = *state;

	assert_int_equal(session_is_path(r->path), r->expected);
}

static const struct token_row {
	const char *name;
	const char *token;
	bool expected;
} tokens[] = {
	{"one", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY", true},
	{"with - and _", "MDEyMzQ1Njc4-_abcdef", true},
	{"too short", "abcdefghijklmno", false},
	{"too long",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaa",
		false},
	{"a blank", "aaaaaaaaaaaaaaaa aaa", false},
	{"a quotation mark", "aaaaaaaaaaaaaaaa\"aa", false},
	{"none", "", false},
};

static void check_token(void **state)
{
	const struct token_row *r = *state;

	assert_int_equal(session_is_token(r->token), r->expected);
}

static const struct origin_row {
	const char *name;
	const char *origin, *url;
	bool expected;
} origins[] = {
	{"ours", "https://desk.firma.example", "https://desk.firma.example",
		true},
	{"none", NULL, "https://desk.firma.example", false},
	{"null", "null", "https://desk.firma.example", false},
	{"another port", "https://desk.firma.example:8443",
		"https://desk.firma.example", false},
	{"another scheme", "http://desk.firma.example",
		"https://desk.firma.example", false},
	{"a longer name", "https://desk.firma.example.evil.example",
		"https://desk.firma.example", false},
	{"none is configured", "https://desk.firma.example", NULL, false},
};

static void check_origin(void **state)
{
	const struct origin_row *r = *state;

	assert_int_equal(session_is_ours(r->origin, r->url), r->expected);
}

static void csrf(void **state)
{
	char one[SESSION_CSRF_SIZE], two[SESSION_CSRF_SIZE];

	(void)state;
	assert_int_equal(session_csrf("token one", one), ERR_OK);
	assert_int_equal(session_csrf("token two", two), ERR_OK);
	assert_int_equal(strlen(one), SESSION_CSRF_SIZE - 1);
	assert_true(session_csrf_is(one, one, strlen(one)));
	assert_false(session_csrf_is(one, two, strlen(two)));
	assert_false(session_csrf_is(one, one, strlen(one) - 1));
	assert_false(session_csrf_is(one, "", 0));
	assert_false(session_csrf_is("", "", 0));
	assert_int_equal(session_random(one), ERR_OK);
	assert_int_equal(session_random(two), ERR_OK);
	assert_string_not_equal(one, two);
	assert_true(session_is_token(one));
}

static void cookies(void **state)
{
	char cookie[SESSION_COOKIE_SIZE];

	(void)state;
	session_cookie(SESSION_COOKIE, "abc", 0, cookie);
	assert_string_equal(cookie,
		"__Host-robinson-staff=abc; Path=/; Secure; HttpOnly; "
		"SameSite=Lax");
	session_cookie(SESSION_COOKIE, "", 0, cookie);
	assert_string_equal(cookie,
		"__Host-robinson-staff=; Path=/; Secure; HttpOnly; "
		"SameSite=Lax; Max-Age=0");
	session_cookie(SESSION_LANGUAGE_COOKIE, "pl", 365, cookie);
	assert_string_equal(cookie,
		"__Host-robinson-language=pl; Path=/; Secure; HttpOnly; "
		"SameSite=Lax; Max-Age=31536000");
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, paths, check_path);
	rows_add(&all, tokens, check_token);
	rows_add(&all, origins, check_origin);
	rows_add_one(&all, "the token of a form", csrf, NULL);
	rows_add_one(&all, "cookies", cookies, NULL);
	return rows_run("sessions", &all);
}
