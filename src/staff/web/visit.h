/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * visit.h - one request, from its first line to its answer
 *
 * A visit is a small machine: it looks at the request, asks the desk once or
 * several times (visit_ask), and answers. Each question is answered in another
 * thread, which wakes the visit; what comes next is said by its step.
 *
 * Files:   visit.c (requests), visit_ask.c (questions), visit_answer.c
 *          (answers)
 * Owns:    the request's memory; visit_end() frees what it points to
 * Threads: as http/server.h says
 */
#ifndef ROBINSON_STAFF_WEB_VISIT_H
#define ROBINSON_STAFF_WEB_VISIT_H

#include "http/form.h"
#include "http/server.h"
#include "staff/web/routes.h"
#include "staff/web/session.h"
#include "staff/web/site.h"

/* When to try again, where the desk does not say. */
#define VISIT_RETRY_SECONDS 60

/* What was asked last, and so whose answer is looked at. */
enum visit_step {
	VISIT_NEW,
	VISIT_ASKED, /* the verb of the route */
	VISIT_AGAIN, /* the page of the form that was not accepted */
	VISIT_PROXY, /* a session for whom the proxy names */
	VISIT_OWNER, /* whose session it is, before anything is changed */
	VISIT_UPLOAD_BEGIN,
	VISIT_UPLOAD_PART,
	VISIT_UPLOAD_END
};

struct visit {
	struct http_request *http;
	struct web_site *site;
	const struct web_route *route;
	enum visit_step step;
	size_t language;
	unsigned char client[CLIENT_LEN];
	char session[WIRE_SESSION_MAX + 1]; /* "": none */
	char csrf[SESSION_CSRF_SIZE];
	char new_login[SESSION_CSRF_SIZE]; /* cookie to be set; "": none */
	char new_session[WIRE_SESSION_MAX + 1]; /* likewise */
	const char *proxied; /* whom the proxy names; NULL: nobody */
	bool is_theirs; /* the session is of whom it names */
	const char *next; /* where a login leads; NULL: not said */
	json_t *next_text; /* of a form: owns it */
	json_t *args; /* an object */
	struct form form;
	/* Of a form that was not accepted: */
	json_t *typed;
	struct buf cause; /* translated */
	int64_t wait_s; /* it was too soon; 0: something else */
	/* Of an upload: */
	const struct form_field *file;
	int64_t part;
	size_t sent;
	json_t *upload; /* its id */
	/* Of a download: */
	bool has_piece; /* the one that the call has; else it is asked for */
	bool is_last;

	struct web_call call;
};

void visit_begin(struct http_request *http, struct http_plan *plan);
void visit_handle(struct http_request *http);
void visit_more(struct http_request *http);
void visit_end(struct http_request *http);

/* ------------------------------------------------------- visit_ask.c */

/* Pauses the request until the desk has answered. */
void visit_ask(struct visit *v, enum visit_step step, const char *verb,
	const json_t *args, const void *blob, size_t blob_len);
/* The verb of the route, or the page without one. */
void visit_ask_route(struct visit *v);
/* What an answer to the step leads to. */
void visit_go_on(struct visit *v);
/* The next piece of a file that is fetched, or what the desk has said of it. */
void visit_go_on_download(struct visit *v);

/* ---------------------------------------------------- visit_answer.c */

enum visit_error {
	VISIT_NO_SUCH_PAGE,
	VISIT_METHOD,
	VISIT_DENIED,
	VISIT_FOREIGN, /* a form that was on no page of ours, or is too old */
	VISIT_UNCLEAR,
	VISIT_UNKNOWN, /* the proxy names somebody whom we do not know */
	VISIT_TOO_MANY,
	VISIT_TOO_LARGE,
	VISIT_AWAY
};

void visit_answer_error(struct visit *v, enum visit_error error);
/* The page of a route, from the answer that came, or from nothing. */
void visit_answer_page(struct visit *v, const struct web_route *route);
/* 303; "path" is ours. */
void visit_answer_other(struct visit *v, const char *path);
void visit_answer_style(struct visit *v);
/* The first piece was given; the others follow. */
void visit_answer_download(struct visit *v);

/* Into "out", translated, with its values; where it was too soon, when to try
 * again. */
void visit_cause(const struct visit *v, struct buf *out);
const struct catalogue *visit_catalogue(const struct visit *v);

#endif
