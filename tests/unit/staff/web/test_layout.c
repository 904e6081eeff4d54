/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "lib/settings_text.h"
#include "staff/web/layout.h"

static const struct row {
	const char *name;
	const char *role; /* NULL: nobody is logged in */
	const char *language;
	const char *message;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"the language", "sales", "pl", NULL, "<html lang=\"pl\">", NULL},
	{"the title is escaped", "sales", "en", NULL,
		"<h1>A &lt;title&gt;</h1>", "<title>A <title>"},
	{"the firm", "sales", "en", NULL, "Robinson · Firma &amp; Co", NULL},
	{"who it is", "officer", "en", NULL,
		"o&lt;la&gt;, data protection officer", NULL},
	{"nobody", NULL, "en", NULL, "class=\"frame alone\"",
		"action=\"/logout\""},
	{"the menu of a role", "sales", "en", NULL, "href=\"/account\"", NULL},
	{"where one is", "sales", "en", NULL, "aria-current=\"page\"", NULL},
	{"no menu of a role that is none", "king", "en", NULL, "<nav",
		"href=\"/account\""},
	{"a message is escaped", "sales", "en", "It <is> done",
		"role=\"status\">It &lt;is&gt; done</p>", NULL},
	{"the body is markup", "sales", "en", NULL, "<p>body</p>", NULL},
	{"the other language", "sales", "pl", NULL,
		"lang=\"en\" value=\"en\">English</button>", "value=\"pl\""},
	{"where the language leads", "sales", "en", NULL,
		"name=\"next\" value=\"/account?a=1&amp;b=2\"", NULL},
	{"nothing inline", "sales", "en", "x", "rel=\"stylesheet\"", "style="},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	const struct settings *settings = settings_must(
		"timezone = 'Europe/Warsaw'\nstore = 'sqlite:/x/db'\n"
		"key-file = '/x/keys'\ncontroller { name = 'Firma & Co' }\n");
	json_t *who = r->role ?
		json_pack("{s:s, s:s}", "name", "o<la>", "role", r->role) :
		NULL;
	json_t *args = json_object();
	struct buf body, out;
	struct page_out p = {
		.out = &out,
		.settings = settings,
		.language = r->language,
		.who = who,
		.csrf = "c5f0",
		.path = "/account",
		.args = args,
	};
	const struct layout layout = {
		.title = "A <title>",
		.body = &body,
		.tone = OUT_GOOD,
		.message = r->message,
		.style = "/style.css?v=1",
		.here = "/account?a=1&b=2",
		.has_menu = true,
	};

	buf_init(&body, 100);
	buf_init(&out, 100000);
	buf_adds(&body, "<p>body</p>");
	layout_write(&p, &layout);
	assert_int_equal(buf_err(&out), ERR_OK);
	if (!strstr(buf_text(&out), r->expected))
		fail_msg("lacks %s:\n%s", r->expected, buf_text(&out));
	if (r->unwanted && strstr(buf_text(&out), r->unwanted))
		fail_msg("has %s:\n%s", r->unwanted, buf_text(&out));
	buf_free(&body);
	buf_free(&out);
	json_decref(who);
	json_decref(args);
	settings_unref(&settings);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("layout", &all);
}
