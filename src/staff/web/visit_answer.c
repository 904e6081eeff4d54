/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/visit.h"

#include <stdio.h>
#include <string.h>

#include "staff/web/args.h"
#include "staff/web/style.h"

#define URL_MAX 4096

static const struct {
	unsigned status;
	const char *title;
	const char *text;
} errors[] = {
	[VISIT_NO_SUCH_PAGE] = {404, N_("There is nothing here"),
		N_("This page does not exist, or is not meant for you.")},
	[VISIT_METHOD] = {405, N_("This was not understood"),
		N_("Nothing was changed.")},
	[VISIT_DENIED] = {403, N_("You may not do this"),
		N_("Your role does not allow it. Nothing was changed.")},
	[VISIT_FOREIGN] = {403, N_("This form is not valid any more"),
		N_("Nothing was changed. Please go back, load the page anew, "
		   "and try again. Cookies must be allowed for this site.")},
	[VISIT_UNCLEAR] = {400, N_("This was not understood"),
		N_("Nothing was changed.")},
	[VISIT_UNKNOWN] = {403, N_("You have no account here"),
		N_("Your login is known to the firm, but nobody has given it "
		   "a role here. Please ask your administrator.")},
	[VISIT_TOO_MANY] = {429, N_("Too many requests"),
		N_("Please wait a minute, then try again.")},
	[VISIT_TOO_LARGE] = {413, N_("This is too large"),
		N_("What was sent is larger than can be taken. Nothing was "
		   "changed.")},
	[VISIT_AWAY] = {503, N_("Not possible just now"),
		N_("The records cannot be reached at this moment. Please try "
		   "again in a few minutes.")},
};

const struct catalogue *visit_catalogue(const struct visit *v)
{
	return v->site->catalogues[v->language];
}

/* When to try again, in words. */
static void add_wait(const struct visit *v, int64_t seconds, struct buf *out)
{
	const struct catalogue *c = visit_catalogue(v);
	const struct page_out p = {.catalogue = c};
	int64_t minutes = (seconds + 59) / 60;
	bool is_short = seconds < 120;
	char number[24];
	const char *values[] = {number};

	snprintf(number, sizeof(number), "%lld",
		(long long)(is_short ? seconds : minutes));
	out_fill(out,
		is_short ? tr_count(&p, "Please try again in %1 second.",
				   "Please try again in %1 seconds.", seconds) :
			   tr_count(&p, "Please try again in %1 minute.",
				   "Please try again in %1 minutes.", minutes),
		values, 1);
}

void visit_cause(const struct visit *v, struct buf *out)
{
	const struct wire_answer *a = &v->call.answer;

	if (a->cause)
		out_fill(out, catalogue_get(visit_catalogue(v), a->cause),
			a->values, a->values_len);
	if (a->status != WIRE_BUSY)
		return;
	if (out->len > 0)
		buf_addc(out, ' ');
	if (a->retry_after_s > 0)
		add_wait(v, a->retry_after_s, out);
	else
		buf_adds(out,
			catalogue_get(visit_catalogue(v),
				errors[VISIT_TOO_MANY].text));
}

/* ---------------------------------------------------------------- headers */

static void add_cookies(struct visit *v, struct http_answer *answer,
	char cookies[2][SESSION_COOKIE_SIZE])
{
	/* One that goes on is still to be ended by whoever has the cookie. */
	bool is_logout = v->route && v->route->act == WEB_LOGOUT &&
		v->step == VISIT_ASKED &&
		(v->call.answer.status == WIRE_OK ||
			v->call.answer.status == WIRE_LOGIN);

	if (*v->new_login) {
		session_cookie(
			SESSION_LOGIN_COOKIE, v->new_login, 0, cookies[0]);
		http_answer_add(answer, "Set-Cookie", cookies[0]);
	}
	if (*v->new_session || is_logout) {
		session_cookie(SESSION_COOKIE, v->new_session, 0, cookies[1]);
		http_answer_add(answer, "Set-Cookie", cookies[1]);
	}
}

static void answer_with(
	struct visit *v, struct http_answer *answer, const struct buf *body)
{
	char cookies[2][SESSION_COOKIE_SIZE];

	add_cookies(v, answer, cookies);
	answer->body = body;
	http_answer(v->http, answer);
}

void visit_answer_other(struct visit *v, const char *path)
{
	struct http_answer answer = {.status = 303};

	http_answer_add(&answer, "Location", path);
	answer_with(v, &answer, NULL);
}

void visit_answer_style(struct visit *v)
{
	struct http_answer answer = {
		.status = 200,
		.type = "text/css; charset=utf-8",
		.cache = "public, max-age=31536000, immutable",
	};
	struct buf body;

	/* Nobody's cookie with what all may keep. */
	*v->new_login = '\0';
	buf_init(&body, sizeof(STYLE_STAFF));
	buf_adds(&body, STYLE_STAFF);
	answer_with(v, &answer, &body);
	buf_free(&body);
}

/* A name for a file: plain characters alone. */
static void name_file(const char *name, struct buf *out)
{
	buf_adds(out, "attachment; filename=\"");
	for (; *name; name++)
		buf_addc(out,
			strchr("\"\\/;%", *name) ||
					(unsigned char)*name < ' ' ||
					(unsigned char)*name > '~' ?
				'_' :
				*name);
	buf_adds(out, "\"");
}

void visit_answer_download(struct visit *v)
{
	const json_t *first = v->call.answer.result;
	const char *type = in_text(first, "type");
	char cookies[2][SESSION_COOKIE_SIZE];
	struct http_answer answer = {
		.status = 200,
		.type = *type ? type : "application/octet-stream",
	};
	struct buf name;

	buf_init(&name, URL_MAX);
	name_file(in_text(first, "name"), &name);
	http_answer_add(&answer, "Content-Disposition", buf_text(&name));
	add_cookies(v, &answer, cookies);
	http_answer_pieces(v->http, &answer,
		in_has(first, "size") ? in_int(first, "size") : -1);
	buf_free(&name);
}

/* ------------------------------------------------------------------ pages */

static struct page_out page_for(struct visit *v, struct buf *out)
{
	return (struct page_out){
		.out = out,
		.settings = v->site->settings,
		.language = layout_languages[v->language].code,
		.catalogue = visit_catalogue(v),
		.who = v->call.answer.who,
		.csrf = v->csrf,
		.path = http_path(v->http),
		.next = v->next,
		.args = v->args,
		.typed = v->typed,
		.now_utc = clock_now(v->site->clock),
	};
}

/* Path and query of this page, or of the one that a form stood on. */
static void own_url(struct visit *v, struct buf *out)
{
	if (v->route && v->route->method == HTTP_GET)
		args_url(v->route, v->args, out);
	if (v->route && v->next)
		out_query(out, "next", v->next, NULL);
	if (buf_err(out) || out->len == 0) {
		buf_reset(out);
		buf_adds(out, "/");
	}
}

static void send_page(struct visit *v, struct page_out *p, struct layout *l,
	const struct http_answer *begun)
{
	struct http_answer answer = *begun;
	struct buf *body = p->out;
	struct buf whole, here;
	char refresh[16];

	buf_init(&whole, PAGE_OUT_MAX);
	buf_init(&here, URL_MAX);
	own_url(v, &here);
	l->body = body;
	l->style = v->site->style;
	l->here = buf_text(&here);
	p->out = &whole;
	layout_write(p, l);
	answer.type = "text/html; charset=utf-8";
	if (p->refresh_s > 0) {
		snprintf(refresh, sizeof(refresh), "%d", p->refresh_s);
		http_answer_add(&answer, "Refresh", refresh);
	}
	http_answer_add(&answer, "Content-Language", p->language);
	http_answer_add(&answer, "Vary", "Accept-Language, Cookie");
	/* One that is too large, or for which there is no memory, is none. */
	if (!buf_err(body))
		answer_with(v, &answer, &whole);
	p->out = body;
	buf_free(&here);
	buf_free(&whole);
}

void visit_answer_page(struct visit *v, const struct web_route *route)
{
	struct http_answer answer = {.status = 200};
	char seconds[24];
	struct buf body;
	struct page_out p;
	struct layout l = {.tone = OUT_GOOD};
	const char *code = http_query(v->http, "done");

	buf_init(&body, PAGE_OUT_MAX);
	p = page_for(v, &body);
	l.has_menu = !(route->roles & (WEB_OPEN | WEB_HALF));
	if (route->roles & WEB_OPEN)
		p.who = NULL;
	if (v->typed) {
		answer.status = v->wait_s > 0 ? 429 : 422;
		l.tone = OUT_BAD;
		l.message = v->cause.len > 0 ?
			buf_text(&v->cause) :
			tr(&p, "This was not accepted. Nothing was changed.");
	} else if (code && http_method(v->http) == HTTP_GET &&
		route_done(code)) {
		l.message = tr(&p, route_done(code));
	}
	snprintf(seconds, sizeof(seconds), "%lld", (long long)v->wait_s);
	if (v->wait_s > 0)
		http_answer_add(&answer, "Retry-After", seconds);
	if (route->render)
		route->render(&p, v->call.answer.result);
	l.title = p.title ? p.title : tr(&p, route->title);
	send_page(v, &p, &l, &answer);
	buf_free(&body);
}

static void write_error(
	struct visit *v, struct page_out *p, enum visit_error error)
{
	struct buf cause;

	buf_init(&cause, URL_MAX);
	visit_cause(v, &cause);
	out_card(p, NULL);
	if (cause.len > 0)
		out_paragraph(p, buf_text(&cause));
	if (cause.len == 0 || error != VISIT_TOO_MANY)
		out_paragraph(p, tr(p, errors[error].text));
	out_raw(p, "<p>");
	out_link(p, "/", tr(p, "To the first page"));
	out_raw(p, "</p>\n");
	out_card_end(p);
	buf_free(&cause);
}

void visit_answer_error(struct visit *v, enum visit_error error)
{
	struct http_answer answer = {.status = errors[error].status};
	int64_t wait = v->call.answer.retry_after_s;
	struct layout l = {.has_menu = true};
	struct page_out p;
	struct buf body;
	char seconds[24];

	if (http_refusal(v->http) == HTTP_HEAD_TOO_LARGE)
		answer.status = HTTP_HEAD_TOO_LARGE;
	buf_init(&body, PAGE_OUT_MAX);
	p = page_for(v, &body);
	l.title = tr(&p, errors[error].title);
	write_error(v, &p, error);
	snprintf(seconds, sizeof(seconds), "%lld",
		(long long)(wait > 0 ? wait : VISIT_RETRY_SECONDS));
	if (error == VISIT_TOO_MANY || error == VISIT_AWAY)
		http_answer_add(&answer, "Retry-After", seconds);
	if (error == VISIT_METHOD)
		http_answer_add(&answer, "Allow", "GET, HEAD, POST");
	send_page(v, &p, &l, &answer);
	buf_free(&body);
}
