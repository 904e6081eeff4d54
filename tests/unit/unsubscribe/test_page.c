/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>

#include "lib/settings_text.h"
#include "unsubscribe/page.h"

#define MADE INT64_C(1795452000) /* 2026-11-23 19:40 in Warsaw */
#define TOKEN "AQGEtoken"

static const struct page_language languages[] = {
	{"en", "English", NULL},
	{"pl", "Polski", NULL},
};

static const struct settings *settings_of(const char *controller)
{
	char text[600];

	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\nstore = 'sqlite:/x/db'\n"
		"key-file = '/x/keys'\nown-domains = {'firma.example'}\n"
		"unsubscribe { url = 'https://firma.example/u/'\n"
		"address = 'stop@firma.example' }\n%s%s%s\n",
		controller ? "controller { name = '" : "",
		controller ? controller : "", controller ? "' }" : "");
	return settings_must(text);
}

/* The whole page, which the caller frees. */
static char *write_page(enum page_kind kind, enum click_scope scope,
	const char *purpose, const char *controller, bool is_asked,
	const char *secret)
{
	const struct settings *settings = settings_of(controller);
	struct unsubscribe_token opened = {.has_key = true, .made_utc = MADE};
	const struct web_page page = {
		.kind = kind,
		.settings = settings,
		.languages = languages,
		.languages_len = 2,
		.is_language_asked = is_asked,
		.secret = secret,
		.token = TOKEN,
		.opened = &opened,
		.scope = scope,
	};
	struct buf out;
	char *text;

	snprintf(opened.purpose, sizeof(opened.purpose), "%s", purpose);
	buf_init(&out, PAGE_MAX);
	page_write(&page, &out);
	assert_int_equal(buf_err(&out), ERR_OK);
	text = buf_detach(&out);
	settings_unref(&settings);
	return text;
}

static const struct row {
	const char *name;
	enum page_kind kind;
	enum click_scope scope;
	unsigned status;
	const char *has[4], *lacks[3];
} rows[] = {
	{"ask", PAGE_ASK, CLICK_PURPOSE, 200,
		{"value=\"purpose\"", "value=\"all\"", "23 November 2026",
			"href=\"?lang=pl\""},
		{"value=\"undo\"", "<script", "http"}},
	{"done, this purpose", PAGE_DONE, CLICK_PURPOSE, 200,
		{"<h1>Done</h1>", "value=\"undo\"", "value=\"all\"",
			"“newsletter”"},
		{"value=\"purpose\"", "?lang=", "http"}},
	{"done, all", PAGE_DONE, CLICK_ALL, 200,
		{"<h1>Done</h1>", "value=\"undo\"", "no more marketing mail",
			"<input type=\"hidden\" name=\"undo\" "
			"value=\"5ec7e7\">"},
		{"value=\"all\"", "“newsletter”", "?lang="}},
	/* Not on record is never called done. */
	{"noted", PAGE_NOTED, CLICK_PURPOSE, 202,
		{"<h1>Noted</h1>", "“newsletter”"},
		{"Done", "value=\"undo\"", "<form"}},
	{"noted, all", PAGE_NOTED, CLICK_ALL, 202,
		{"<h1>Noted</h1>", "no more marketing mail"},
		{"Done", "“newsletter”", "<form"}},
	{"undone", PAGE_UNDONE, CLICK_PURPOSE, 200,
		{"<h1>Taken back</h1>", "value=\"purpose\"", "value=\"all\""},
		{"value=\"undo\"", "Done"}},
	{"nothing to undo", PAGE_NOT_UNDONE, CLICK_PURPOSE, 409,
		{"mailto:stop@firma.example"}, {"<form", "Done"}},
	{"later", PAGE_LATER, CLICK_PURPOSE, 503, {"nothing was changed"},
		{"<form", "Done", "Noted"}},
	{"no token", PAGE_UNKNOWN, CLICK_PURPOSE, 404,
		{"mailto:stop@firma.example"}, {"<form", "newsletter", TOKEN}},
	{"nowhere", PAGE_NOWHERE, CLICK_PURPOSE, 404, {"nothing here"},
		{"<form", "newsletter", TOKEN}},
	{"unclear", PAGE_UNCLEAR, CLICK_PURPOSE, 400, {"not understood"},
		{"<form"}},
	{"another method", PAGE_METHOD, CLICK_PURPOSE, 405, {"not understood"},
		{"<form"}},
	{"too many", PAGE_TOO_MANY, CLICK_PURPOSE, 429, {"wait a minute"},
		{"<form"}},
	{"too large", PAGE_TOO_LARGE, CLICK_PURPOSE, 413, {"not understood"},
		{"<form"}},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	char *text = write_page(r->kind, r->scope, "newsletter", NULL, false,
		r->kind == PAGE_DONE ? "5ec7e7" : NULL);

	assert_int_equal(page_status(r->kind), r->status);
	assert_true(strlen(page_line(r->kind)) > 0);
	assert_non_null(strstr(text, "<html lang=\"en\">"));
	assert_non_null(strstr(text, "firma.example"));
	for (size_t i = 0; i < 4 && r->has[i]; i++)
		if (!strstr(text, r->has[i]))
			fail_msg("lacks %s:\n%s", r->has[i], text);
	for (size_t i = 0; i < 3 && r->lacks[i]; i++)
		if (strstr(strstr(text, "</style>"), r->lacks[i]))
			fail_msg("has %s:\n%s", r->lacks[i], text);
	free(text);
}

/* By somebody else before, or by a machine. */
static void nothing_to_undo(void **state)
{
	char *text = write_page(
		PAGE_DONE, CLICK_PURPOSE, "newsletter", NULL, false, NULL);

	(void)state;
	assert_non_null(strstr(text, "<h1>Done</h1>"));
	assert_non_null(strstr(text, "value=\"all\""));
	assert_non_null(strstr(text, "Writing to firma.example is enough."));
	assert_null(strstr(text, "undo"));
	assert_null(strstr(text, "Within an hour"));
	free(text);
}

static void escaped(void **state)
{
	char *text = write_page(PAGE_ASK, CLICK_PURPOSE,
		"<b onload=\"x\">&%1%9%", "A & <B> %2 \"C\"", false, NULL);

	(void)state;
	assert_null(strstr(text, "<b onload"));
	assert_null(strstr(text, "<B>"));
	assert_non_null(strstr(
		text, "&lt;b onload=&quot;x&quot;&gt;&amp;%1%9%”</button>"));
	assert_non_null(strstr(text,
		"<header><p>A &amp; &lt;B&gt; %2 &quot;C&quot;</p></header>"));
	free(text);
}

static void asked_language(void **state)
{
	char *text = write_page(
		PAGE_ASK, CLICK_PURPOSE, "newsletter", NULL, true, NULL);

	(void)state;
	assert_non_null(strstr(text, "action=\"" TOKEN "?lang=en\""));
	free(text);
	text = write_page(
		PAGE_ASK, CLICK_PURPOSE, "newsletter", NULL, false, NULL);
	assert_non_null(strstr(text, "action=\"" TOKEN "\""));
	free(text);
}

static const struct shown_row {
	const char *name;
	const char *texts;
	size_t language;
	const char *expected;
} shown[] = {
	{"the purpose's name", "", 0, "No more “followup”"},
	{"a text for all", "shown-as = {'offers'}", 1, "No more “offers”"},
	{"in the page's language", "shown-as = {'en: offers', 'pl: oferty'}", 1,
		"No more “oferty”"},
	{"in the other one", "shown-as = {'en: offers', 'pl: oferty'}", 0,
		"No more “offers”"},
	{"a language that is missing", "shown-as = {'en: offers'}", 1,
		"No more “followup”"},
	{"a language, and one for the rest",
		"shown-as = {'en: offers', 'Angebote'}", 1,
		"No more “Angebote”"},
	{"the same, the other way", "shown-as = {'Angebote', 'en: offers'}", 0,
		"No more “offers”"},
	{"a colon further on", "shown-as = {'offers: all'}", 0,
		"No more “offers: all”"},
	{"escaped too", "shown-as = {'<b>'}", 0, "No more “&lt;b&gt;”"},
};

static void check_shown(void **state)
{
	const struct shown_row *r = *state;
	struct unsubscribe_token opened = {
		.has_key = true, .made_utc = MADE, .purpose = "followup"};
	struct web_page page = {
		.kind = PAGE_ASK,
		.languages = languages,
		.languages_len = 2,
		.language = r->language,
		.token = TOKEN,
		.opened = &opened,
	};
	char text[600];
	struct buf out;

	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\nstore = 'sqlite:/x/db'\n"
		"key-file = '/x/keys'\n"
		"purpose 'other' { bases = {'consent'} shown-as = {'x'} }\n"
		"purpose 'followup' { bases = {'consent'} %s }\n",
		r->texts);
	page.settings = settings_must(text);
	buf_init(&out, PAGE_MAX);
	page_write(&page, &out);
	if (!strstr(buf_text(&out), r->expected))
		fail_msg("lacks %s:\n%s", r->expected, buf_text(&out));
	buf_free(&out);
	settings_unref(&page.settings);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, shown, check_shown);
	rows_add_one(&all, "nothing to undo", nothing_to_undo, NULL);
	rows_add_one(&all, "other people's words are escaped", escaped, NULL);
	rows_add_one(
		&all, "a language that was chosen stays", asked_language, NULL);
	return rows_run("pages", &all);
}
