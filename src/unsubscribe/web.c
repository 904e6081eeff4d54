/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/web.h"

#include <stdlib.h>
#include <string.h>

#include "http/language.h"
#include "http/server.h"
#include "unsubscribe/route.h"

#define RETRY_SECONDS "60"

struct web {
	struct http_server *server;
};

/* One request, from its first line to its answer. */
struct request {
	struct line_question question; /* the first: see told() */
	struct http_request *http;
	struct site *site;
	const struct settings *settings;
	enum route route;
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct unsubscribe_token opened;
	bool is_machine; /* whoever asked wants no page */
	bool is_told; /* the recorder has answered */
	enum click_outcome outcome;
};

/* --------------------------------------------------------------- answers */

static void choose_language(const struct request *r, struct web_page *page)
{
	const char *codes[SITE_LANGUAGES_MAX];
	const char *asked = http_query(r->http, "lang");

	page->languages_len = site_languages(r->site, &page->languages);
	for (size_t i = 0; i < page->languages_len; i++)
		codes[i] = page->languages[i].code;
	page->language = asked ?
		language_find(asked, codes, page->languages_len) :
		page->languages_len;
	page->is_language_asked = page->language < page->languages_len;
	if (!page->is_language_asked)
		page->language =
			language_choose(http_header(r->http, "Accept-Language"),
				codes, page->languages_len);
}

static void send_page(
	const struct request *r, const struct web_page *page, unsigned status)
{
	struct http_answer answer = {
		.status = status,
		.type = r->is_machine ? "text/plain; charset=utf-8" :
					"text/html; charset=utf-8",
	};
	struct buf out;

	buf_init(&out, PAGE_MAX);
	if (r->is_machine) {
		buf_addf(&out, "%s\n", page_line(page->kind));
	} else {
		page_write(page, &out);
		http_answer_add(&answer, "Content-Language",
			page->languages[page->language].code);
		http_answer_add(&answer, "Vary", "Accept-Language");
	}
	if (page->kind == PAGE_METHOD)
		http_answer_add(&answer, "Allow", "GET, HEAD, POST");
	if (page->kind == PAGE_TOO_MANY || page->kind == PAGE_LATER ||
		page->kind == PAGE_NOTED)
		http_answer_add(&answer, "Retry-After", RETRY_SECONDS);
	answer.body = &out;
	http_answer(r->http, &answer);
	buf_free(&out);
}

static void answer(struct request *r, enum page_kind kind)
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
	send_page(r, &page, status);
}

/* The head is more than we read; in no language but the program's own. */
static void answer_head(struct request *r)
{
	const struct web_page page = {
		.kind = PAGE_TOO_LARGE,
		.settings = r->settings,
		.languages = &(const struct page_language){"en", "", NULL},
		.languages_len = 1,
	};

	send_page(r, &page, http_refusal(r->http));
}

/* ---------------------------------------------------------------- clicks */

/* In the line's thread. */
static void told(struct line_question *question, enum click_outcome outcome)
{
	struct request *r = (struct request *)question;

	r->outcome = outcome;
	r->is_told = true;
	http_resume(r->http);
}

static void answer_outcome(struct request *r)
{
	bool is_undo = r->question.click.is_undo;

	switch (r->outcome) {
	case CLICK_DONE:
	case CLICK_RECORDED:
		answer(r, is_undo ? PAGE_UNDONE : PAGE_DONE);
		return;
	case CLICK_NOTHING:
		answer(r, PAGE_NOT_UNDONE);
		return;
	case CLICK_FORGED:
		answer(r, PAGE_UNKNOWN);
		return;
	case CLICK_LATER:
		break;
	}
	/* To take back an objection can wait for the person to ask again; the
	 * objection itself must not be lost (Art. 21(3)). */
	if (is_undo || site_keep(r->site, &r->question.click))
		answer(r, PAGE_LATER);
	else
		answer(r, PAGE_NOTED);
}

static void ask_recorder(struct request *r)
{
	struct wish wish;
	size_t len;
	const char *body = http_body(r->http, &len);

	wish_read(http_header(r->http, "Content-Type"), body, len, &wish);
	r->is_machine = wish.kind == WISH_ONE_CLICK;
	if (wish.kind == WISH_NOTHING) {
		answer(r, PAGE_UNCLEAR);
		return;
	}
	if (wish.kind == WISH_UNDO && !wish.has_secret) {
		answer(r, PAGE_NOT_UNDONE);
		return;
	}
	if (site_click(r->site, r->token, &wish, &r->question.click)) {
		answer(r, PAGE_LATER);
		return;
	}
	r->question.told = told;
	http_wait(r->http);
	site_ask(r->site, &r->question);
}

/* -------------------------------------------------------------- requests */

/*
 * Who shows a recipient's own token is counted by that token: a mailbox
 * provider may click for thousands of its users from one address, and none of
 * them may be refused. All else is counted by the client.
 */
static bool may_go_on(struct request *r, bool has_token)
{
	const struct settings_unsubscribe *u = &r->settings->unsubscribe;
	unsigned char key[RATE_KEY_LEN];

	if (has_token)
		unsubscribe_mark(r->token, strlen(r->token), key);
	else
		http_client(r->http, u->trusted_proxies, u->trusted_proxies_len,
			true, key);
	return site_may(r->site, key);
}

/* What a request asks for whose token is looked at already. */
static void decide_method(struct request *r, bool has_token)
{
	switch (http_method(r->http)) {
	case HTTP_OTHER:
		answer(r, PAGE_METHOD);
		break;
	case HTTP_GET:
		answer(r, has_token ? PAGE_ASK : PAGE_UNKNOWN);
		break;
	case HTTP_POST:
		if (http_refusal(r->http))
			answer(r, PAGE_TOO_LARGE);
		else if (has_token)
			ask_recorder(r);
		else
			answer(r, PAGE_UNKNOWN);
		break;
	}
}

static void decide(struct request *r)
{
	bool has_token = false;

	/* Forged, cut short, of retired keys, of nobody: one answer to all. */
	if (r->route == ROUTE_TOKEN)
		has_token = !site_token(r->site, r->token, &r->opened);
	if (!may_go_on(r, has_token))
		answer(r, PAGE_TOO_MANY);
	else if (r->route == ROUTE_NOWHERE)
		answer(r, PAGE_NOWHERE);
	else
		decide_method(r, has_token);
}

static struct request *take(struct http_request *http)
{
	struct request *r = http_own(http);

	if (!r->http) {
		r->http = http;
		r->site = http_arg(http);
		r->settings = site_settings(r->site);
	}
	return r;
}

static void begin(struct http_request *http, struct http_plan *plan)
{
	struct request *r = take(http);

	r->route = route_find(
		r->settings->unsubscribe.url, http_path(http), r->token);
	plan->body_max = WISH_BODY_MAX;
}

static void handle(struct http_request *http)
{
	struct request *r = take(http);

	if (http_refusal(http) == HTTP_HEAD_TOO_LARGE)
		answer_head(r);
	else if (r->is_told)
		answer_outcome(r);
	else
		decide(r);
}

static void end(struct http_request *http)
{
	struct request *r = http_own(http);

	settings_unref(&r->settings);
}

/* --------------------------------------------------------- start and stop */

static void tick(void *arg)
{
	site_tick(arg);
}

static const struct http_handler handler = {
	.own_size = sizeof(struct request),
	.begin = begin,
	.handle = handle,
	.end = end,
	.each_second = tick,
};

enum err web_start(const struct web_options *options, struct web **web_r,
	char cause_r[SITE_CAUSE_SIZE])
{
	const struct http_server_options server = {
		.handler = &handler,
		.arg = options->site,
		.fd = options->fd,
		.certificate = options->certificate,
		.private_key = options->private_key,
		.max_connections = options->max_connections,
		.patience_ms = options->patience_ms,
		.policy = page_policy,
	};
	struct web *w = calloc(1, sizeof(*w));
	enum err e = ERR_NOMEM;

	*web_r = w;
	if (w)
		e = http_server_start(&server, &w->server, cause_r);
	if (e)
		web_stop(web_r);
	return e;
}

void web_stop(struct web **web)
{
	struct web *w = *web;

	if (!w)
		return;
	http_server_stop(&w->server);
	free(w);
	*web = NULL;
}
