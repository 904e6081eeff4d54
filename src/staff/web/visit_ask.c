/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/visit.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "staff/web/args.h"

#define PIECE_MAX ((size_t)60 * 1024)
#define FILE_NAME_MAX 200
#define URL_MAX 4096

/* ------------------------------------------------------------ questions */

/* In the line's thread. */
static void told(struct web_call *call)
{
	struct visit *v =
		(struct visit *)((char *)call - offsetof(struct visit, call));

	http_resume(v->http);
}

void visit_ask(struct visit *v, enum visit_step step, const char *verb,
	const json_t *args, const void *blob, size_t blob_len)
{
	struct wire_request request = {
		.verb = verb,
		.session = *v->session ? v->session : NULL,
		.args = args,
		.blob = blob,
		.blob_len = blob_len,
	};

	memcpy(request.client, v->client, sizeof(request.client));
	web_call_clear(&v->call);
	v->call.told = told;
	v->step = step;
	http_wait(v->http);
	web_line_ask(v->site->line, &request, &v->call);
}

static const char *verb_of(const struct visit *v)
{
	return v->route->verb;
}

/* "args" is used up. */
static void ask_once(struct visit *v, enum visit_step step, const char *verb,
	json_t *args, const void *blob, size_t blob_len)
{
	if (!args) {
		visit_answer_error(v, VISIT_AWAY);
		return;
	}
	visit_ask(v, step, verb, args, blob, blob_len);
	json_decref(args);
}

/* To the login, and from there to what was asked for. */
static void go_to(struct visit *v, const char *path)
{
	struct buf here, url;

	buf_init(&here, URL_MAX);
	buf_init(&url, 4 * URL_MAX);
	if (v->next)
		buf_adds(&here, v->next);
	else if (http_method(v->http) == HTTP_GET && v->route &&
		!(v->route->roles & (WEB_OPEN | WEB_HALF)))
		args_url(v->route, v->args, &here);
	if (buf_err(&here) || strcmp(buf_text(&here), "/") == 0)
		buf_reset(&here);
	buf_adds(&url, path);
	out_query(&url, "next", buf_text(&here), NULL);
	visit_answer_other(v, buf_err(&url) ? path : buf_text(&url));
	buf_free(&here);
	buf_free(&url);
}

static void ask_proxy(struct visit *v)
{
	*v->session = '\0';
	ask_once(v, VISIT_PROXY, "login.proxy",
		json_pack("{s:s}", "name", v->proxied), NULL, 0);
}

static void log_in(struct visit *v)
{
	if (v->proxied)
		ask_proxy(v);
	else
		go_to(v, "/login");
}

static void ask_upload(struct visit *v)
{
	const struct form_span *name = &v->file->file_name;
	json_t *text = name->len > 0 && name->len <= FILE_NAME_MAX &&
			!memchr(name->at, '\0', name->len) ?
		json_stringn(name->at, name->len) :
		NULL;
	json_t *args = json_pack("{s:s, s:o, s:I}", "kind", v->route->file_kind,
		"name", text ? text : json_string("list"), "size",
		(json_int_t)v->file->value.len);

	ask_once(v, VISIT_UPLOAD_BEGIN, "upload.begin", args, NULL, 0);
}

/* A form of somebody who was logged in before: what it says is not what the
 * one wants whom the proxy names now. */
static bool has_doubtful_owner(const struct visit *v)
{
	return v->proxied && !v->is_theirs && http_method(v->http) == HTTP_POST;
}

void visit_ask_route(struct visit *v)
{
	bool is_open = v->route->roles & WEB_OPEN;

	if (!is_open && !*v->session)
		log_in(v);
	else if (!is_open && has_doubtful_owner(v))
		ask_once(v, VISIT_OWNER, "session", json_object(), NULL, 0);
	else if (is_open && v->proxied && http_method(v->http) == HTTP_GET &&
		strcmp(v->route->path, "/login") == 0)
		ask_proxy(v);
	else if (!v->route->verb)
		visit_answer_page(v, v->route);
	else if (v->file)
		ask_upload(v);
	else
		visit_ask(v, VISIT_ASKED, verb_of(v), v->args, NULL, 0);
}

/* --------------------------------------------------------------- answers */

/* Where a login that is not whole goes on; NULL: nothing is missing. */
static const char *page_of_need(const char *need)
{
	static const struct {
		const char *need;
		const char *path;
	} needs[] = {
		{"code", "/login/code"},
		{"password", "/login/password"},
		{"totp", "/login/second-factor"},
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (strcmp(needs[i].need, need) == 0)
			return needs[i].path;
	return NULL;
}

static void take_session(struct visit *v)
{
	const char *session = in_text(v->call.answer.result, "session");

	if (session_is_token(session))
		snprintf(v->new_session, sizeof(v->new_session), "%s", session);
}

/* A step of the login is done. */
static void go_on_login(struct visit *v)
{
	const char *page =
		page_of_need(in_text(v->call.answer.result, "needs"));

	if (page)
		go_to(v, page);
	else
		visit_answer_other(v, v->next ? v->next : "/");
}

static void go_home(struct visit *v)
{
	unsigned role = route_role(in_text(v->call.answer.who, "role"));

	for (const struct web_route *r = route_next(NULL); r; r = route_next(r))
		if (r->menu && (r->roles & role)) {
			visit_answer_other(v, r->path);
			return;
		}
	visit_answer_error(v, VISIT_NO_SUCH_PAGE);
}

/* To the page after a form. */
static void go_then(struct visit *v)
{
	struct buf url;

	buf_init(&url, URL_MAX);
	(void)json_object_update_missing(
		v->args, (json_t *)(size_t)v->call.answer.result);
	route_path(v->route->then, v->args, &url);
	out_query(&url, "done", v->route->code, NULL);
	visit_answer_other(v, buf_err(&url) ? "/" : buf_text(&url));
	buf_free(&url);
}

/* What comes after the first piece cannot be told to the browser but by
 * breaking off. */
void visit_go_on_download(struct visit *v)
{
	const struct wire_answer *a = &v->call.answer;

	if (v->has_piece && v->is_last) {
		http_give_end(v->http);
	} else if (v->has_piece) {
		v->has_piece = false;
		(void)json_object_set_new(
			v->args, "n", json_integer(++v->part));
		visit_ask(v, VISIT_ASKED, verb_of(v), v->args, NULL, 0);
	} else if (a->status == WIRE_OK) {
		v->has_piece = true;
		v->is_last = !in_bool(a->result, "more");
		http_give(v->http, a->blob, a->blob_len);
	} else {
		log_warn("a file that is fetched breaks off: \"%s\" says %s",
			verb_of(v), wire_status_name(a->status));
	}
}

static void succeed(struct visit *v)
{
	if (http_method(v->http) == HTTP_POST)
		take_session(v);
	switch (v->route->act) {
	case WEB_GO:
		if (!v->route->render) {
			go_on_login(v);
			return;
		}
		break;
	case WEB_HOME:
		go_home(v);
		return;
	case WEB_LOGOUT:
	case WEB_NO_ACT:
		break;
	}
	if (v->route->is_download)
		visit_answer_download(v);
	else if (v->route->then)
		go_then(v);
	else
		visit_answer_page(v, v->route);
}

/* The form was not accepted: its page once more, with what was typed. */
static void show_again(struct visit *v)
{
	const struct web_route *route;
	json_t *args = json_object();
	struct buf path;
	bool is_path;

	visit_cause(v, &v->cause);
	if (v->call.answer.status == WIRE_BUSY)
		v->wait_s = v->call.answer.retry_after_s > 0 ?
			v->call.answer.retry_after_s :
			VISIT_RETRY_SECONDS;
	v->typed = v->args;
	v->args = args;
	buf_init(&path, URL_MAX);
	route_path(v->route->form, v->typed, &path);
	route = args ? route_match(HTTP_GET, buf_text(&path), &is_path, args) :
		       NULL;
	buf_free(&path);
	if (!route || args_of_path(route, args)) {
		visit_answer_error(v, VISIT_UNCLEAR);
		return;
	}
	v->route = route;
	if (route->verb)
		visit_ask(v, VISIT_AGAIN, route->verb, v->args, NULL, 0);
	else
		visit_answer_page(v, route);
}

static void fail(struct visit *v)
{
	switch (v->call.answer.status) {
	case WIRE_LOGIN:
		*v->session = '\0';
		log_in(v);
		return;
	case WIRE_DENIED:
		visit_answer_error(v, VISIT_DENIED);
		return;
	case WIRE_MISSING:
		visit_answer_error(v, VISIT_NO_SUCH_PAGE);
		return;
	case WIRE_INVALID:
		if (v->route->form && v->step != VISIT_AGAIN)
			show_again(v);
		else
			visit_answer_error(v, VISIT_UNCLEAR);
		return;
	case WIRE_BUSY:
		if (v->route->form && v->step != VISIT_AGAIN)
			show_again(v);
		else
			visit_answer_error(v, VISIT_TOO_MANY);
		return;
	case WIRE_OK:
	case WIRE_FAULT:
		break;
	}
	visit_answer_error(v, VISIT_AWAY);
}

/* ---------------------------------------------------------------- uploads */

static void send_piece(struct visit *v)
{
	const struct form_span *all = &v->file->value;
	size_t len = all->len - v->sent;
	const char *at = all->at + v->sent;

	if (len > PIECE_MAX)
		len = PIECE_MAX;
	v->sent += len;
	ask_once(v, VISIT_UPLOAD_PART, "upload.append",
		json_pack("{s:O, s:I}", "id", v->upload, "n",
			(json_int_t)v->part++),
		at, len);
}

static void go_on_upload(struct visit *v)
{
	if (v->step == VISIT_UPLOAD_BEGIN) {
		v->upload = json_incref(
			json_object_get(v->call.answer.result, "id"));
		if (!v->upload) {
			visit_answer_error(v, VISIT_AWAY);
			return;
		}
	}
	if (v->step == VISIT_UPLOAD_END) {
		(void)json_object_set(v->args, "upload", v->upload);
		visit_ask(v, VISIT_ASKED, verb_of(v), v->args, NULL, 0);
	} else if (v->sent < v->file->value.len) {
		send_piece(v);
	} else {
		ask_once(v, VISIT_UPLOAD_END, "upload.end",
			json_pack("{s:O}", "id", v->upload), NULL, 0);
	}
}

/* ------------------------------------------------------------ what is next */

/* The proxy names another person than the session is of. */
static bool is_other_person(const struct visit *v)
{
	const char *name = in_text(v->call.answer.who, "name");

	return v->proxied && *name && strcasecmp(name, v->proxied) != 0;
}

static void go_on_owner(struct visit *v)
{
	if (is_other_person(v)) {
		visit_answer_error(v, VISIT_FOREIGN);
	} else if (v->call.answer.status != WIRE_OK) {
		fail(v);
	} else {
		v->is_theirs = true;
		visit_ask_route(v);
	}
}

static void go_on_proxy(struct visit *v)
{
	if (v->call.answer.status != WIRE_OK) {
		if (v->call.answer.status == WIRE_DENIED ||
			v->call.answer.status == WIRE_MISSING ||
			v->call.answer.status == WIRE_INVALID)
			visit_answer_error(v, VISIT_UNKNOWN);
		else
			visit_answer_error(v,
				v->call.answer.status == WIRE_BUSY ?
					VISIT_TOO_MANY :
					VISIT_AWAY);
		return;
	}
	take_session(v);
	if (!v->next && http_method(v->http) == HTTP_GET &&
		!(v->route->roles & (WEB_OPEN | WEB_HALF))) {
		struct buf here;

		buf_init(&here, URL_MAX);
		args_url(v->route, v->args, &here);
		visit_answer_other(v, buf_err(&here) ? "/" : buf_text(&here));
		buf_free(&here);
		return;
	}
	go_on_login(v);
}

void visit_go_on(struct visit *v)
{
	const char *need = page_of_need(in_text(v->call.answer.who, "needs"));

	if (v->step == VISIT_PROXY)
		go_on_proxy(v);
	else if (v->step == VISIT_OWNER)
		go_on_owner(v);
	else if (is_other_person(v) && http_method(v->http) == HTTP_GET)
		ask_proxy(v);
	else if (need && !(v->route->roles & (WEB_OPEN | WEB_HALF)))
		go_to(v, need);
	else if (v->call.answer.status != WIRE_OK)
		fail(v);
	else if (v->step == VISIT_AGAIN)
		visit_answer_page(v, v->route);
	else if (v->step == VISIT_ASKED)
		succeed(v);
	else
		go_on_upload(v);
}
