/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * routes.h - which path asks the desk for what, and which page answers
 *
 * How to add a page
 *
 * 1. pages_X.c of your subject: a renderer
 *        static void render(struct page_out *p, const json_t *result)
 *    which writes what is inside <main> (pages.h), and rows that end with one
 *    without a path:
 *        const struct web_route routes_held[] = {
 *            {.method = HTTP_GET, .path = "/held", .title = N_("Held mail"),
 *             .menu = N_("Held mail"), .roles = WEB_POSTMASTER,
 *             .verb = "held.list", .render = render,
 *             .args = {{"page", WEB_INT}, {"reason", WEB_TEXT}}},
 *            {.method = HTTP_GET, .path = "/held/:id", ...
 *             .args = {{"id", WEB_TEXT}}},
 *            {.method = HTTP_POST, .path = "/held/:id/release",
 *             .title = N_("Held mail"), .roles = WEB_POSTMASTER,
 *             .verb = "held.release",
 *             .args = {{"id", WEB_TEXT}, {"why", WEB_TEXT}},
 *             .then = "/held/:id", .form = "/held/:id",
 *             .code = "released", .done = N_("The message was released.")},
 *            {.path = NULL}};
 * 2. routes.c: the name of the rows into the list "subjects"; its declaration
 *    into routes_private.h. src/staff/web/local.mk and po/POTFILES: the file.
 * 3. tests/unit/staff/web/test_pages_X.c: rows of JSON and what must be in the
 *    HTML.
 * 4. tests/lib/staff_rows_X.py: who may; tests/integration/staff_web_browser.py:
 *    a row of PAGES, or for a POST with "render" or "form" one of
 *    tests/lib/staff_forms.py. The tests fail without.
 *
 * What happens: GET asks the verb with the arguments, taken from the path
 * (":id") and the query, and shows the page. POST takes them from the path and
 * the form, and goes on by 303 to "then", where "done" is shown. Where the desk
 * answers "invalid", the page of the GET route "form" is shown again with its
 * cause on top, and fields that fill themselves from what was typed. A POST
 * without "then" shows its answer itself, by "render": for what is shown once
 * (a new password), or looked for by what may not be in a URL (an address).
 * All other statuses have a page of their own. "then" may name a field of the
 * result ("/lists/:id" of a new list). Where the result of a POST has "session",
 * it becomes the browser's cookie.
 *
 * An upload: "file" names the file field; its octets go to the desk by
 * upload.begin {kind, name, size}, upload.append {id, n}, upload.end {id}; then
 * the verb is asked with the argument "upload", the id. A form without a file
 * asks the verb without that argument.
 *
 * A download: with "is_download" the verb is asked with "n" = 0, 1, 2, ... as
 * long as its result says "more"; the blobs, one behind the other, become a
 * file, which the first result names ("name", "type", "size" if it is known).
 * Each is asked for when the browser has taken the one before.
 *
 * Owns:    constant
 * Threads: pure
 */
#ifndef ROBINSON_STAFF_WEB_ROUTES_H
#define ROBINSON_STAFF_WEB_ROUTES_H

#include "http/server.h"
#include "staff/web/pages.h"

#define WEB_SALES 1u
#define WEB_POSTMASTER 2u
#define WEB_OFFICER 4u
#define WEB_ADMIN 8u
#define WEB_STAFF 15u
#define WEB_ALL_BUT_ADMIN 7u
/* Shown without a session. */
#define WEB_OPEN 16u
/* A session whose login is not whole yet. */
#define WEB_HALF 32u

#define WEB_ARGS_MAX 16

enum web_arg_kind {
	WEB_TEXT, /* one field; "" is left out */
	WEB_INT, /* decimal digits, perhaps a sign; else it is left out */
	WEB_BOOL, /* true where the field is there */
	WEB_LIST /* all fields of that name */
};

struct web_arg {
	const char *name; /* of the field, and of the verb's argument */
	enum web_arg_kind kind;
};

/* What else happens when the desk has done what the verb says. */
enum web_act {
	WEB_NO_ACT,
	WEB_GO, /* a step of a login: on to the next, or to where it leads */
	WEB_HOME, /* to the first page of the role's menu */
	WEB_LOGOUT /* the cookie goes */
};

struct web_route {
	enum http_method method;
	const char *path; /* "/held/:id"; NULL ends the rows */
	const char *title; /* N_() */
	const char *menu; /* N_(): its name in the menu; NULL: not there */
	/* WEB_SALES and so on. The desk decides; this is for the menu, and for
	 * the matrix of who may what (tests). */
	unsigned roles;
	const char *verb; /* NULL: the desk need not be asked */
	struct web_arg args[WEB_ARGS_MAX];
	void (*render)(struct page_out *p, const json_t *result);
	/* Of POST: */
	const char *then; /* "/held/:id", with the arguments of the path */
	const char *form; /* the GET route that shows the form again */
	const char *code; /* "released": ?done=released */
	const char *done; /* N_(): what is said there */
	const char *file; /* field of an upload */
	const char *file_kind; /* "list": of upload.begin */
	size_t file_max;
	enum web_act act;
	bool is_download;
};

/* The row of a path; NULL: there is none. *is_path_r: another method has one.
 * Parts of the path become texts of "args_r" (an object; it may be NULL). */
const struct web_route *route_match(enum http_method method, const char *path,
	bool *is_path_r, json_t *args_r);

/* Each row of the table, one after the other; NULL after the last. */
const struct web_route *route_next(const struct web_route *before);

/* What the code of a POST says when it is done; NULL: no such code. */
const char *route_done(const char *code);

/* "/held/:id" with what "args" has for ":id"; a part that is no plain word
 * (letters, digits, "-", "_", ".") is escaped. */
void route_path(const char *pattern, const json_t *args, struct buf *out);

/* WEB_SALES of "sales"; 0: no role. */
unsigned route_role(const char *name);

#endif
