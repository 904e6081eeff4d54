/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "unsubscribe/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <microhttpd.h>

#include "base/log.h"
#include "unsubscribe/client.h"
#include "unsubscribe/form.h"
#include "unsubscribe/guard.h"
#include "unsubscribe/language.h"
#include "unsubscribe/route.h"

#define THREADS 2
#define SILENCE_SECONDS 10
/* For the head of a request, and what we keep of it. */
#define MEMORY_MAX (24 * 1024)
#define HEADERS_MAX 64
#define RETRY_SECONDS "60"
/* What is thrown away of a body that is too large, before we hang up. */
#define PATIENT_BODY_MAX (64 * 1024)

struct web {
	struct site *site;
	bool has_tls;
	struct guard *guard;
	struct MHD_Daemon *daemon;
};

/* One request, from its first line to its answer. */
struct request {
	struct line_question question; /* the first: see told() */
	struct web *web;
	struct MHD_Connection *connection;
	const struct settings *settings;
	enum route route;
	const char *method;
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct unsubscribe_token opened;
	bool is_machine; /* whoever asked wants no page */
	bool is_told; /* the recorder has answered */
	enum click_outcome outcome;
	size_t body_len; /* of all that came */
	char body[FORM_MAX];
};

/* --------------------------------------------------------------- answers */

static const char *header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(
		r->connection, MHD_HEADER_KIND, name);
}

static void choose_language(const struct request *r, struct web_page *page)
{
	const char *codes[SITE_LANGUAGES_MAX];
	const char *asked = MHD_lookup_connection_value(
		r->connection, MHD_GET_ARGUMENT_KIND, "lang");

	page->languages_len = site_languages(r->web->site, &page->languages);
	for (size_t i = 0; i < page->languages_len; i++)
		codes[i] = page->languages[i].code;
	page->language = asked ?
		language_find(asked, codes, page->languages_len) :
		page->languages_len;
	page->is_language_asked = page->language < page->languages_len;
	if (!page->is_language_asked)
		page->language = language_choose(
			header(r, MHD_HTTP_HEADER_ACCEPT_LANGUAGE), codes,
			page->languages_len);
}

/* What every answer says: nothing of it is kept, nothing foreign is loaded,
 * nobody learns the address with the token in it. */
static void add_headers(const struct request *r, const struct web_page *page,
	struct MHD_Response *response)
{
	static const char *const common[][2] = {
		{"Cache-Control", "no-store"},
		{"Content-Security-Policy", page_policy},
		{"Referrer-Policy", "no-referrer"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"X-Robots-Tag", "noindex, nofollow"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	};
	const char *type = r->is_machine ? "text/plain; charset=utf-8" :
					   "text/html; charset=utf-8";

	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		MHD_add_response_header(response, common[i][0], common[i][1]);
	MHD_add_response_header(response, "Content-Type", type);
	if (!r->is_machine) {
		MHD_add_response_header(response, "Content-Language",
			page->languages[page->language].code);
		MHD_add_response_header(response, "Vary", "Accept-Language");
	}
	if (r->web->has_tls)
		MHD_add_response_header(response, "Strict-Transport-Security",
			"max-age=31536000");
	if (page->kind == PAGE_METHOD)
		MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
	if (page->kind == PAGE_TOO_MANY || page->kind == PAGE_LATER ||
		page->kind == PAGE_NOTED)
		MHD_add_response_header(response, "Retry-After", RETRY_SECONDS);
}

static enum MHD_Result send_page(
	const struct request *r, const struct web_page *page, unsigned status)
{
	struct MHD_Response *response;
	struct buf out;
	enum MHD_Result sent = MHD_NO;

	buf_init(&out, PAGE_MAX);
	if (r->is_machine)
		buf_addf(&out, "%s\n", page_line(page->kind));
	else
		page_write(page, &out);
	if (buf_err(&out)) {
		buf_free(&out);
		return MHD_NO;
	}
	response = MHD_create_response_from_buffer(
		out.len, out.data, MHD_RESPMEM_MUST_COPY);
	if (response) {
		add_headers(r, page, response);
		sent = MHD_queue_response(r->connection, status, response);
		MHD_destroy_response(response);
	}
	buf_free(&out);
	return sent;
}

static enum MHD_Result answer(struct request *r, enum page_kind kind)
{
	unsigned status = page_status(kind);
	char secret[CLICK_SECRET_SIZE];
	struct web_page page = {
		.kind = kind,
		.settings = r->settings,
		.token = r->token,
		.opened = &r->opened,
		.scope = r->question.click.scope,
	};

	if (kind == PAGE_DONE && r->outcome == CLICK_RECORDED) {
		click_secret_format(r->question.click.secret, secret);
		page.secret = secret;
	}
	choose_language(r, &page);
	/* A machine asks again, and is heard then; a person has done enough
	 * (RFC 8058 knows no "later"). */
	if (r->is_machine && kind == PAGE_NOTED)
		status = page_status(PAGE_LATER);
	return send_page(r, &page, status);
}

/* ---------------------------------------------------------------- clicks */

/* In the line's thread. */
static void told(struct line_question *question, enum click_outcome outcome)
{
	struct request *r = (struct request *)question;

	r->outcome = outcome;
	r->is_told = true;
	MHD_resume_connection(r->connection);
}

static enum MHD_Result answer_outcome(struct request *r)
{
	bool is_undo = r->question.click.is_undo;

	switch (r->outcome) {
	case CLICK_DONE:
	case CLICK_RECORDED:
		return answer(r, is_undo ? PAGE_UNDONE : PAGE_DONE);
	case CLICK_NOTHING:
		return answer(r, PAGE_NOT_UNDONE);
	case CLICK_FORGED:
		return answer(r, PAGE_UNKNOWN);
	case CLICK_LATER:
		break;
	}
	/* To take back an objection can wait for the person to ask again; the
	 * objection itself must not be lost (Art. 21(3)). */
	if (is_undo || site_keep(r->web->site, &r->question.click))
		return answer(r, PAGE_LATER);
	return answer(r, PAGE_NOTED);
}

static enum MHD_Result ask_recorder(struct request *r)
{
	struct form form;

	form_parse(header(r, MHD_HTTP_HEADER_CONTENT_TYPE), r->body,
		r->body_len, &form);
	r->is_machine = form.wish == FORM_ONE_CLICK;
	if (form.wish == FORM_NOTHING)
		return answer(r, PAGE_UNCLEAR);
	if (form.wish == FORM_UNDO && !form.has_secret)
		return answer(r, PAGE_NOT_UNDONE);
	if (site_click(r->web->site, r->token, &form, &r->question.click))
		return answer(r, PAGE_LATER);
	r->question.told = told;
	/* First the pause: the answer may be quicker than we. */
	MHD_suspend_connection(r->connection);
	site_ask(r->web->site, &r->question);
	return MHD_YES;
}

/* -------------------------------------------------------------- requests */

static const struct sockaddr *peer(const struct request *r)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return info ? info->client_addr : NULL;
}

static enum MHD_Result take_forwarded(
	void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	if (strcasecmp(name, "X-Forwarded-For") == 0)
		client_forwarded_add(arg, value ? value : "");
	return MHD_YES;
}

/*
 * Who shows a recipient's own token is counted by that token: a mailbox
 * provider may click for thousands of its users from one address, and none of
 * them may be refused. All else is counted by the client.
 */
static bool may_go_on(struct request *r, bool has_token)
{
	struct client_forwarded forwarded = {.len = 0};
	unsigned char key[RATE_KEY_LEN];

	if (has_token) {
		unsubscribe_mark(r->token, strlen(r->token), key);
	} else {
		(void)MHD_get_connection_values(r->connection, MHD_HEADER_KIND,
			take_forwarded, &forwarded);
		client_find(
			&r->settings->unsubscribe, peer(r), &forwarded, key);
	}
	return site_may(r->web->site, key);
}

static enum MHD_Result decide(struct request *r)
{
	bool has_token = false;

	/* Forged, cut short, of retired keys, of nobody: one answer to all. */
	if (r->route == ROUTE_TOKEN)
		has_token = !site_token(r->web->site, r->token, &r->opened);
	if (!may_go_on(r, has_token))
		return answer(r, PAGE_TOO_MANY);
	if (r->route == ROUTE_NOWHERE)
		return answer(r, PAGE_NOWHERE);
	switch (route_method(r->method)) {
	case METHOD_OTHER:
		return answer(r, PAGE_METHOD);
	case METHOD_GET:
		return answer(r, has_token ? PAGE_ASK : PAGE_UNKNOWN);
	case METHOD_POST:
		break;
	}
	if (r->body_len > sizeof(r->body))
		return answer(r, PAGE_TOO_LARGE);
	return has_token ? ask_recorder(r) : answer(r, PAGE_UNKNOWN);
}

static struct request *begin(struct web *web, struct MHD_Connection *connection,
	const char *url, const char *method)
{
	struct request *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->web = web;
	r->connection = connection;
	r->method = method;
	r->settings = site_settings(web->site);
	r->route = route_find(r->settings->unsubscribe.url, url, r->token);
	return r;
}

static enum MHD_Result collect(struct request *r, const char *data, size_t *len)
{
	if (r->body_len < sizeof(r->body)) {
		size_t room = sizeof(r->body) - r->body_len;

		memcpy(r->body + r->body_len, data, *len < room ? *len : room);
	}
	r->body_len += *len;
	*len = 0;
	return r->body_len > PATIENT_BODY_MAX ? MHD_NO : MHD_YES;
}

/* More headers than any mail client sends: RFC 6585, 5. */
static enum MHD_Result check_head(struct request *r)
{
	const struct web_page page = {
		.kind = PAGE_TOO_LARGE,
		.settings = r->settings,
		.languages = &(const struct page_language){"en", "", NULL},
		.languages_len = 1,
	};

	if (MHD_get_connection_values(
		    r->connection, MHD_HEADER_KIND, NULL, NULL) <= HEADERS_MAX)
		return MHD_YES;
	return send_page(r, &page, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version,
	const char *data, size_t *len, void **request)
{
	struct request *r = *request;

	(void)version;
	if (!r) {
		*request = begin(cls, connection, url, method);
		return *request ? check_head(*request) : MHD_NO;
	}
	if (*len > 0)
		return collect(r, data, len);
	return r->is_told ? answer_outcome(r) : decide(r);
}

static void completed(void *cls, struct MHD_Connection *connection,
	void **request, enum MHD_RequestTerminationCode code)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct web *web = cls;
	struct request *r = *request;

	(void)code;
	if (info && info->socket_context)
		guard_renew(web->guard, info->socket_context);
	if (!r)
		return;
	settings_unref(&r->settings);
	free(r);
	*request = NULL;
}

static void connected(void *cls, struct MHD_Connection *connection,
	void **context, enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info;
	struct web *web = cls;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		guard_remove(web->guard, *context);
		*context = NULL;
		return;
	}
	info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info)
		*context = guard_add(web->guard, info->connect_fd);
}

/* --------------------------------------------------------- start and stop */

static void tick(void *arg)
{
	site_tick(arg);
}

static void quiet(void *cls, const char *fmt, va_list ap)
{
	char text[300];

	(void)cls;
	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\r\n")] = '\0';
	log_debug("libmicrohttpd: %s", text);
}

static struct MHD_Daemon *start_daemon(
	struct web *w, const struct web_options *o)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
		MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
		(w->has_tls ? MHD_USE_TLS : 0);
	const struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0,
			(void *)(intptr_t)o->certificate},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(intptr_t)o->private_key},
		{MHD_OPTION_HTTPS_PRIORITIES, 0,
			(void *)(intptr_t) "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"},
		{MHD_OPTION_END, 0, NULL},
	};
	const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};

	/* The log first: it tells what is wrong with the rest. */
	return MHD_start_daemon(flags, 0, NULL, NULL, handle, w,
		MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL,
		MHD_OPTION_LISTEN_SOCKET, o->fd, MHD_OPTION_THREAD_POOL_SIZE,
		(unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)o->max_connections, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)SILENCE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)MEMORY_MAX, MHD_OPTION_NOTIFY_COMPLETED, completed, w,
		MHD_OPTION_NOTIFY_CONNECTION, connected, w, MHD_OPTION_ARRAY,
		w->has_tls ? tls : none, MHD_OPTION_END);
}

enum err web_start(const struct web_options *options, struct web **web_r,
	char cause_r[SITE_CAUSE_SIZE])
{
	struct web *w = calloc(1, sizeof(*w));
	enum err e = ERR_NOMEM;

	*web_r = w;
	snprintf(cause_r, SITE_CAUSE_SIZE, "%s", err_text(e));
	if (!w)
		return e;
	w->site = options->site;
	w->has_tls = options->certificate != NULL;
	e = guard_start(options->patience_ms, tick, w->site, &w->guard);
	if (!e) {
		w->daemon = start_daemon(w, options);
		if (!w->daemon) {
			snprintf(cause_r, SITE_CAUSE_SIZE,
				"HTTP cannot be served%s",
				w->has_tls ? "; are certificate and private-key"
					     " PEM, and do they belong "
					     "together?" :
					     "");
			e = ERR_UNAVAILABLE;
		}
	}
	if (e)
		web_stop(web_r);
	return e;
}

void web_stop(struct web **web)
{
	struct web *w = *web;

	if (!w)
		return;
	if (w->daemon)
		MHD_stop_daemon(w->daemon);
	guard_stop(&w->guard);
	free(w);
	*web = NULL;
}
