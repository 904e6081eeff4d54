/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page_lib.h - the inner part of a page from JSON, for tests of renderers
 *
 * Owns:    what page_of() gives lives until page_free()
 */
#ifndef ROBINSON_TESTS_PAGE_LIB_H
#define ROBINSON_TESTS_PAGE_LIB_H

#include "lib/rows.h"

#include "lib/settings_text.h"
#include "staff/web/routes.h"

struct page {
	const struct settings *settings;
	json_t *result, *args, *typed, *who;
	struct buf out;
	struct page_out p;
};

static inline json_t *page_json(const char *text)
{
	json_t *json = text ? json_loads(text, 0, NULL) : NULL;

	if (text && !json)
		fail_msg("no JSON: %s", text);
	return json;
}

/* What the route's renderer makes of it for somebody of that role; "typed"
 * NULL: shown at first. */
static inline void page_of_role(struct page *page, const char *role,
	enum http_method method, const char *path, const char *result,
	const char *typed)
{
	const struct web_route *route;
	bool is_path;

	*page = (struct page){
		.settings =
			settings_must("timezone = 'Europe/Warsaw'\nstore = "
				      "'sqlite:/x/db'\nkey-file = '/x/keys'\n"
				      "controller { name = 'Firma' }\n"),
		.result = page_json(result),
		.args = json_object(),
		.typed = page_json(typed),
		.who = json_pack("{s:s, s:s}", "name", "ola", "role", role),
	};
	buf_init(&page->out, PAGE_OUT_MAX);
	page->p = (struct page_out){
		.out = &page->out,
		.settings = page->settings,
		.language = "en",
		.who = page->who,
		.csrf = "c5f0",
		.path = path,
		.args = page->args,
		.typed = page->typed,
		.now_utc = 1795452000,
	};
	route = route_match(method, path, &is_path, page->args);
	assert_non_null(route);
	assert_non_null(route->render);
	route->render(&page->p, page->result);
	assert_int_equal(buf_err(&page->out), ERR_OK);
}

static inline void page_of(struct page *page, enum http_method method,
	const char *path, const char *result, const char *typed)
{
	page_of_role(page, "officer", method, path, result, typed);
}

static inline void page_has(const struct page *page, const char *expected)
{
	if (expected && !strstr(buf_text(&page->out), expected))
		fail_msg("lacks %s:\n%s", expected, buf_text(&page->out));
}

static inline void page_lacks(const struct page *page, const char *unwanted)
{
	if (unwanted && strstr(buf_text(&page->out), unwanted))
		fail_msg("has %s:\n%s", unwanted, buf_text(&page->out));
}

static inline void page_free(struct page *page)
{
	json_decref(page->result);
	json_decref(page->args);
	json_decref(page->typed);
	json_decref(page->who);
	buf_free(&page->out);
	settings_unref(&page->settings);
}

#endif
