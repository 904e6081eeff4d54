/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/staff/web/page_lib.h"

#define FACTOR                                                             \
	"{\"has_totp\":true,\"may_remove_totp\":true,\"recovery_left\":3," \
	"\"sessions\":[]}"

static const struct row {
	const char *name;
	enum http_method method;
	const char *path;
	const char *result;
	const char *typed;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"login", HTTP_GET, "/login", NULL, NULL,
		"name=\"csrf\" value=\"c5f0\"", NULL},
	{"login: the field has a label", HTTP_GET, "/login", NULL, NULL,
		"<label for=\"f1\">Name</label>\n<input type=\"text\" "
		"id=\"f1\"",
		NULL},
	{"login once more: the name stays, escaped", HTTP_GET, "/login", NULL,
		"{\"name\":\"a\\\"b<c\",\"password\":\"secret\"}",
		"value=\"a&quot;b&lt;c\"", "secret"},
	{"the picture of the second factor", HTTP_GET, "/login/second-factor",
		"{\"uri\":\"otpauth://totp/R:ola?secret=ABC\","
		"\"secret\":\"ABC\"}",
		NULL, "<svg class=\"qr\"", "otpauth"},
	{"another second factor: the password first", HTTP_GET,
		"/login/second-factor",
		"{\"needs_password\":true,\"is_another\":true}", NULL,
		"action=\"/login/second-factor/new\"", "<svg"},
	{"whom a proxy has named: the password first", HTTP_GET,
		"/login/second-factor", "{\"needs_password\":true}", NULL,
		"that this account has here", "takes the place"},
	{"and then its picture", HTTP_POST, "/login/second-factor/new",
		"{\"needs_password\":true,\"uri\":\"otpauth://totp/R:ola\","
		"\"secret\":\"ABC\"}",
		NULL, "<svg class=\"qr\"", "/login/second-factor/new"},
	{"and with the code the password once more", HTTP_POST,
		"/login/second-factor/new",
		"{\"needs_password\":true,\"uri\":\"otpauth://totp/R:ola\","
		"\"secret\":\"ABC\"}",
		NULL, "name=\"password\"", NULL},
	{"the first one: no password is asked", HTTP_GET,
		"/login/second-factor",
		"{\"needs_password\":false,\"uri\":\"otpauth://totp/R:ola\","
		"\"secret\":\"ABC\"}",
		NULL, "<svg class=\"qr\"", "name=\"password\""},
	{"recovery codes", HTTP_POST, "/login/second-factor",
		"{\"recovery\":[\"aaaa-bbbb\",\"cccc-<dd>\"]}", NULL,
		"<li>aaaa-bbbb</li>\n<li>cccc-&lt;dd&gt;</li>", NULL},
	{"account without a second factor", HTTP_GET, "/account",
		"{\"has_totp\":false}", NULL, "href=\"/login/second-factor\"",
		"/account/recovery"},
	{"account with it", HTTP_GET, "/account", FACTOR, NULL,
		"3 recovery codes are left.", NULL},
	{"with another one in its place", HTTP_GET, "/account", FACTOR, NULL,
		"href=\"/login/second-factor\"", NULL},
	{"it may be removed", HTTP_GET, "/account", FACTOR, NULL,
		"action=\"/account/second-factor/remove\"", NULL},
	{"it may not", HTTP_GET, "/account",
		"{\"has_totp\":true,\"recovery_left\":1}", NULL,
		"1 recovery code is left.", "/account/second-factor/remove"},
	{"sessions", HTTP_GET, "/account",
		"{\"sessions\":[{\"created_utc\":1795452000,"
		"\"seen_utc\":1795452060,\"is_this\":true},{"
		"\"created_utc\":1795452000,\"seen_utc\":0}]}",
		NULL,
		"<time datetime=\"2026-11-23T16:40:00Z\">2026-11-23 17:40"
		"</time>",
		NULL},
	{"all others can be ended", HTTP_GET, "/account",
		"{\"sessions\":[{\"is_this\":true},{\"is_this\":false}]}", NULL,
		"action=\"/account/sessions/end\"", NULL},
	{"there are no others", HTTP_GET, "/account",
		"{\"sessions\":[{\"is_this\":true}]}", NULL, "this one",
		"/account/sessions/end"},
	{"an answer without anything", HTTP_GET, "/account", "{}", NULL,
		"Change the password", NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct page page;

	page_of(&page, r->method, r->path, r->result, r->typed);
	page_has(&page, r->expected);
	page_lacks(&page, r->unwanted);
	page_lacks(&page, "style=");
	page_lacks(&page, "<script");
	page_free(&page);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("pages of login and account", &all);
}
