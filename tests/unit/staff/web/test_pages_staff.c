/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/staff/web/page_lib.h"

#define LIST                                                                 \
	"{\"unreadable\":0,\"accounts\":[{\"id\":3,\"name\":\"e<la\","       \
	"\"role\":\"sales\",\"team\":\"North\",\"lead\":true,"               \
	"\"has_totp\":true},{\"id\":4,\"name\":\"jan\",\"role\":\"admin\","  \
	"\"off\":true,\"must_change\":true}],\"sessions\":[{\"account\":3}," \
	"{\"account\":3}]}"
#define ONE                                                                \
	"{\"account\":{\"id\":3,\"name\":\"ela\",\"role\":\"postmaster\"," \
	"\"senders\":[\"a@b.example\",\"<c@d.example>\"],\"logins\":[],"   \
	"\"has_totp\":true},\"sessions\":[{\"account\":3,"                 \
	"\"created_utc\":1795452000,\"seen_utc\":1795452060}]}"

static const struct row {
	const char *name;
	enum http_method method;
	const char *path;
	const char *result;
	const char *typed;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"the list", HTTP_GET, "/staff", LIST, NULL,
		"<a href=\"/staff/3\">e&lt;la</a>", "e<la"},
	{"the role in words", HTTP_GET, "/staff", LIST, NULL, "Salesperson",
		NULL},
	{"a lead", HTTP_GET, "/staff", LIST, NULL, "North (lead)", NULL},
	{"who is switched off", HTTP_GET, "/staff", LIST, NULL, "switched off",
		"without having the keys"},
	{"a form to add one", HTTP_GET, "/staff", LIST, NULL,
		"action=\"/staff/add\"", NULL},
	{"what was typed stays", HTTP_GET, "/staff", LIST,
		"{\"name\":\"zo fia\",\"team\":\"East\",\"role\":\"officer\"}",
		"value=\"zo fia\"", NULL},
	{"some were changed", HTTP_GET, "/staff", "{\"unreadable\":1}", NULL,
		"without having the keys", NULL},
	{"one of them", HTTP_GET, "/staff/3", ONE, NULL,
		"a@b.example\n&lt;c@d.example&gt;</textarea>", NULL},
	{"its role is chosen", HTTP_GET, "/staff/3", ONE, NULL,
		"value=\"postmaster\" selected", NULL},
	{"its sessions can be ended", HTTP_GET, "/staff/3", ONE, NULL,
		"action=\"/staff/3/end\"", NULL},
	{"no sessions", HTTP_GET, "/staff/3", "{\"account\":{\"id\":3}}", NULL,
		"Nobody is logged in", "/staff/3/end"},
	{"the second factor can be forgotten", HTTP_GET, "/staff/3", ONE, NULL,
		"name=\"forgets_factor\"", NULL},
	{"there is none to be forgotten", HTTP_GET, "/staff/3",
		"{\"account\":{\"id\":3}}", NULL,
		"action=\"/staff/3/password\"", "forgets_factor"},
	{"it can be removed", HTTP_GET, "/staff/3", ONE, NULL,
		"action=\"/staff/3/remove\"", "your own account"},
	{"one's own", HTTP_GET, "/staff/3",
		"{\"account\":{\"id\":3},\"is_self\":true}", NULL,
		"your own account", NULL},
	{"a first password", HTTP_POST, "/staff/add",
		"{\"name\":\"ela\",\"password\":\"4f7k2-<b>\"}", NULL,
		"<code>4f7k2-&lt;b&gt;</code>", NULL},
	{"an answer without anything", HTTP_GET, "/staff", "{}", NULL,
		"Add an account", NULL},
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
	return rows_run("pages of accounts", &all);
}
