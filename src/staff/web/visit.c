/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/visit.h"

#include <stdio.h>
#include <string.h>

#include "http/language.h"
#include "staff/web/args.h"

#define FORM_BODY_MAX ((size_t)64 * 1024)
/* What stands around a file in its form. */
#define FILE_FORM_MAX ((size_t)16 * 1024)
#define FILE_PATIENCE_MS 300000

static const char style_path[] = "/style.css";

/* -------------------------------------------------------------- the head */

static struct visit *take(struct http_request *http)
{
	struct visit *v = http_own(http);

	if (!v->http) {
		v->http = http;
		v->site = http_arg(http);
		v->args = json_object();
		buf_init(&v->cause, WIRE_CAUSE_MAX * 8);
	}
	return v;
}

void visit_begin(struct http_request *http, struct http_plan *plan)
{
	struct visit *v = take(http);
	bool is_path;

	plan->body_max = FORM_BODY_MAX;
	/* A person who has pasted too much is to read that. */
	plan->discard_max = 16 * FORM_BODY_MAX;
	v->route = route_match(
		http_method(http), http_path(http), &is_path, v->args);
	if (v->route && v->route->file) {
		plan->body_max = v->route->file_max + FILE_FORM_MAX;
		plan->discard_max = 2 * plan->body_max;
		plan->patience_ms = FILE_PATIENCE_MS;
	}
	/* Until its first piece. */
	if (v->route && v->route->is_download)
		plan->patience_ms = FILE_PATIENCE_MS;
}

void visit_end(struct http_request *http)
{
	struct visit *v = take(http);

	web_call_clear(&v->call);
	form_free(&v->form);
	json_decref(v->args);
	json_decref(v->typed);
	json_decref(v->upload);
	json_decref(v->next_text);
	buf_free(&v->cause);
}

static void choose_language(struct visit *v)
{
	const char *codes[LAYOUT_LANGUAGES];
	const char *kept = http_cookie(v->http, SESSION_LANGUAGE_COOKIE);

	for (size_t i = 0; i < LAYOUT_LANGUAGES; i++)
		codes[i] = layout_languages[i].code;
	v->language = kept ? language_find(kept, codes, LAYOUT_LANGUAGES) :
			     LAYOUT_LANGUAGES;
	if (v->language == LAYOUT_LANGUAGES)
		v->language =
			language_choose(http_header(v->http, "Accept-Language"),
				codes, LAYOUT_LANGUAGES);
}

/* By the user of the process at the other end of a Unix socket. */
static bool is_of_proxy(const struct visit *v)
{
	uid_t uid;

	return v->site->has_proxy && http_peer_uid(v->http, &uid) &&
		uid == v->site->proxy_uid;
}

/*
 * Whom a proxy has let in. It is believed where it is the proxy that asks, and
 * where it says one name: two are a client's and the proxy's.
 */
static void find_proxied(struct visit *v)
{
	const struct settings_staff *staff = &v->site->settings->staff;

	if (!is_of_proxy(v) ||
		http_headers_named(v->http, staff->proxy_header) != 1)
		return;
	v->proxied = http_header(v->http, staff->proxy_header);
	if (v->proxied && !*v->proxied)
		v->proxied = NULL;
}

/* Cookies, and what forms of this page must hold. */
static enum err find_session(struct visit *v)
{
	const char *session = http_cookie(v->http, SESSION_COOKIE);
	const char *login = http_cookie(v->http, SESSION_LOGIN_COOKIE);
	bool is_open = v->route && (v->route->roles & WEB_OPEN);
	enum err e = ERR_OK;

	if (session && session_is_token(session))
		snprintf(v->session, sizeof(v->session), "%s", session);
	if (!is_open)
		return *v->session ? session_csrf(v->session, v->csrf) : ERR_OK;
	if (login && session_is_token(login))
		return session_csrf(login, v->csrf);
	e = session_random(v->new_login);
	return e ? e : session_csrf(v->new_login, v->csrf);
}

/* --------------------------------------------------------------- the form */

static const struct form_span *field(const struct visit *v, const char *name)
{
	const struct form_field *f = form_find(&v->form, name);

	return f && !f->is_file ? &f->value : NULL;
}

/* Where a form says that one wants to go on; a copy that is part of the
 * arguments would go to the desk. */
static void find_next(struct visit *v)
{
	const struct form_span *next = field(v, "next");
	json_t *text;

	if (http_method(v->http) == HTTP_GET) {
		v->next = http_query(v->http, "next");
	} else if (next) {
		text = json_stringn(next->at, next->len);
		/* Lives as long as the visit. */
		if (text && strlen(json_string_value(text)) == next->len) {
			v->next_text = text;
			v->next = json_string_value(text);
		} else {
			json_decref(text);
		}
	}
	if (v->next && !session_is_path(v->next))
		v->next = NULL;
}

static bool has_token(const struct visit *v)
{
	const struct form_span *csrf = field(v, "csrf");

	return csrf && *v->csrf && !*v->new_login &&
		session_csrf_is(v->csrf, csrf->at, csrf->len);
}

/* False: it was answered. */
static bool read_form(struct visit *v)
{
	size_t len;
	const char *body = http_body(v->http, &len);

	if (!session_is_ours(http_header(v->http, "Origin"),
		    v->site->settings->staff.url)) {
		visit_answer_error(v, VISIT_FOREIGN);
		return false;
	}
	if (form_read(http_header(v->http, "Content-Type"), body, len,
		    &v->form)) {
		visit_answer_error(v, VISIT_UNCLEAR);
		return false;
	}
	return true;
}

/* What is chosen here is the browser's alone. */
static void set_language(struct visit *v)
{
	const struct form_span *code;
	char cookie[SESSION_COOKIE_SIZE];
	struct http_answer answer = {.status = 303};

	if (!read_form(v))
		return;
	code = field(v, "language");
	find_next(v);
	for (size_t i = 0; code && i < LAYOUT_LANGUAGES; i++) {
		if (!form_is(code, layout_languages[i].code))
			continue;
		session_cookie(SESSION_LANGUAGE_COOKIE,
			layout_languages[i].code, 365, cookie);
		http_answer_add(&answer, "Set-Cookie", cookie);
	}
	http_answer_add(&answer, "Location", v->next ? v->next : "/");
	http_answer(v->http, &answer);
}

/* ----------------------------------------------------------- the request */

static void post(struct visit *v)
{
	if (!read_form(v))
		return;
	if (!has_token(v)) {
		visit_answer_error(v, VISIT_FOREIGN);
		return;
	}
	find_next(v);
	if (v->route->file) {
		v->file = form_find(&v->form, v->route->file);
		if (v->file && (!v->file->is_file || v->file->value.len == 0))
			v->file = NULL;
	}
	if (args_of_form(v->route, &v->form, v->args))
		visit_answer_error(v, VISIT_UNCLEAR);
	else
		visit_ask_route(v);
}

static void get(struct visit *v)
{
	find_next(v);
	if (args_of_query(v->route, v->http, v->args))
		visit_answer_error(v, VISIT_UNCLEAR);
	else
		visit_ask_route(v);
}

static bool may(struct visit *v, const void *key, int limit)
{
	return rate_take(v->site->rate, key, clock_monotonic_ms(), limit) ==
		RATE_WITHIN;
}

static bool is_within_rate(struct visit *v)
{
	const struct settings_staff *staff = &v->site->settings->staff;

	http_client(v->http, staff->trusted_proxies, staff->trusted_proxies_len,
		is_of_proxy(v), v->client);
	/* What the forms of a session hold is different for each, too. */
	return may(v, v->client, WEB_REQUESTS_OF_CLIENT) &&
		(!*v->session || !*v->csrf ||
			may(v, v->csrf, WEB_REQUESTS_OF_SESSION));
}

static void answer_refusal(struct visit *v)
{
	visit_answer_error(v,
		http_refusal(v->http) == HTTP_NO_ROOM ? VISIT_AWAY :
							VISIT_TOO_LARGE);
}

static void answer_no_route(struct visit *v)
{
	bool is_path;

	(void)route_match(
		http_method(v->http), http_path(v->http), &is_path, NULL);
	visit_answer_error(v, is_path ? VISIT_METHOD : VISIT_NO_SUCH_PAGE);
}

static void look(struct visit *v)
{
	const char *path = http_path(v->http);
	enum http_method method = http_method(v->http);

	choose_language(v);
	find_proxied(v);
	if (!v->args || find_session(v)) {
		visit_answer_error(v, VISIT_AWAY);
		return;
	}
	if (!is_within_rate(v))
		visit_answer_error(v, VISIT_TOO_MANY);
	else if (http_refusal(v->http))
		answer_refusal(v);
	else if (method == HTTP_GET && strcmp(path, style_path) == 0)
		visit_answer_style(v);
	else if (method == HTTP_POST && strcmp(path, "/language") == 0)
		set_language(v);
	else if (!v->route)
		answer_no_route(v);
	else if (method == HTTP_POST)
		post(v);
	else
		get(v);
}

void visit_more(struct http_request *http)
{
	visit_go_on_download(take(http));
}

void visit_handle(struct http_request *http)
{
	struct visit *v = take(http);

	if (v->step == VISIT_NEW)
		look(v);
	else
		visit_go_on(v);
}
