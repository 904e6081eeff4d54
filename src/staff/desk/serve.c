/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/desk/serve.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/rate.h"
#include "staff/desk/lane.h"
#include "staff/desk/verbs.h"
#include "store/rekey.h"

/* How long the web process may take to read an answer. */
#define PATIENCE_S 20
#define BUSY_S 2
#define HOUR_MS 3600000
#define LOGGED_MAX 10

/* Few threads: each has a desk, with a connection to the store. */
enum lane_kind {
	LANE_PAGES,
	LANE_LOGINS, /* as many as may hash passwords at once */
	LANE_LONG
};
#define LANES (LANE_LONG + 1)

static const struct {
	unsigned threads;
	size_t max;
} lane_sizes[LANES] = {
	[LANE_PAGES] = {4, 64},
	[LANE_LOGINS] = {2, 16},
	[LANE_LONG] = {2, 16},
};

struct serve {
	struct serve_options options;
	struct lane *lanes[LANES];
	pthread_mutex_t writes;
	struct rate *strange; /* what of the web process goes to the log */
	pthread_t reader;
	bool reads;
};

/* What one answering thread has. */
struct clerk {
	struct serve *serve;
	struct desk *desk; /* NULL: none could be had yet */
};

/* --------------------------------------------------------------- writing */

/* A web process that does not read is as good as gone: the reader sees the
 * end of the connection then. */
static void send_frame(struct serve *s, const struct buf *frame)
{
	enum err e;

	pthread_mutex_lock(&s->writes);
	e = file_write_all(s->options.fd, frame->data, frame->len);
	pthread_mutex_unlock(&s->writes);
	if (e)
		(void)shutdown(s->options.fd, SHUT_RDWR);
}

/* One answer is only as large as it must be: most are small. */
static void send_answer(struct serve *s, struct call *call, enum err e)
{
	struct buf frame;

	buf_init(&frame, WIRE_FRAME_MAX);
	e = call_answer(call, e, &frame);
	if (e) {
		struct wire_answer fault = {
			.id = call->request->id, .status = WIRE_FAULT};

		log_error("an answer to \"%s\" cannot be given: %s",
			call->request->verb, err_text(e));
		buf_reset(&frame);
		e = wire_answer_encode(&fault, &frame);
	}
	if (!e)
		send_frame(s, &frame);
	buf_free(&frame);
}

/* -------------------------------------------------------------- answering */

/* A desk under the present settings and on the present store. */
static bool has_desk(struct clerk *c)
{
	struct office *office = c->serve->options.office;
	const struct settings *s = office_settings(office);
	char cause[DESK_CAUSE_SIZE];

	if (c->desk &&
		(c->desk->settings != s ||
			c->desk->store != office_store(office)))
		desk_close(&c->desk);
	settings_unref(&s);
	return c->desk || desk_open(office, NULL, &c->desk, cause) == ERR_OK;
}

static enum err find_session(struct call *call)
{
	enum err e = ERR_NOT_FOUND;

	if (call->request->session)
		e = staff_session_get(
			call->desk, call->request->session, &call->session);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err run_checked(struct call *call)
{
	const struct verb *verb = call->verb;
	/* A verb may make the session's account anew. */
	char name[STAFF_NAME_MAX + 1];
	enum err e = find_session(call);

	if (e)
		return e;
	call->status = verbs_may(verb, call->session);
	if (call->status != WIRE_OK)
		return ERR_DENIED;
	e = verbs_check_args(verb, call);
	if (e)
		return e;
	if (call->session) {
		snprintf(
			name, sizeof(name), "%s", call->session->account->name);
		call->desk->operator_name = name;
	}
	e = verb->run(call);
	call->desk->operator_name = NULL;
	return e;
}

/* Nothing of one call is left for the next. */
static void clear_desk(struct clerk *c, const struct call *call, enum err e)
{
	char cause[OFFICE_CAUSE_SIZE];

	if (store_is_writing(c->desk->session)) {
		log_error("\"%s\" has left something half done; it is given up",
			call->verb->name);
		store_write_rollback(c->desk->session);
	}
	/* It was opened with the operator's name. */
	desk_close(&c->desk->helper);
	if (e != ERR_UNAVAILABLE && e != ERR_IO && e != ERR_CORRUPT)
		return;
	log_warn("\"%s\": %s", call->verb->name, c->desk->cause);
	/* So that a store that is away is looked after. */
	(void)!office_ready(c->serve->options.office, cause);
	desk_close(&c->desk);
}

static void answer(void *clerk, struct waiting *w)
{
	struct clerk *c = clerk;
	struct call call;
	enum err e = ERR_UNAVAILABLE;

	call_init(&call, &w->request);
	call.verb = w->verb;
	call.jobs = c->serve->options.jobs;
	if (has_desk(c)) {
		call.desk = c->desk;
		c->desk->now_utc = office_now(c->serve->options.office);
		c->desk->cause[0] = '\0';
		e = run_checked(&call);
	}
	send_answer(c->serve, &call, e);
	if (c->desk)
		clear_desk(c, &call, e);
	call_free(&call);
}

static void *clerk_begin(void *arg)
{
	struct clerk *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->serve = arg;
	return c;
}

static void clerk_end(void *clerk)
{
	struct clerk *c = clerk;

	desk_close(&c->desk);
	free(c);
}

/* --------------------------------------------------------------- reading */

static bool may_log(struct serve *s)
{
	return rate_take(s->strange, NULL, clock_monotonic_ms(), LOGGED_MAX) ==
		RATE_WITHIN;
}

/* Without a desk: the answer is known. */
static void refuse(struct serve *s, struct waiting *w, enum wire_status status,
	const char *cause)
{
	struct call call;
	enum err e = ERR_LIMIT;

	call_init(&call, &w->request);
	call.status = status;
	if (status == WIRE_BUSY)
		call.retry_after_s = BUSY_S;
	if (cause)
		e = call_cause(&call, e, cause, NULL);
	send_answer(s, &call, e);
	call_free(&call);
}

static enum lane_kind lane_of(const struct verb *verb)
{
	if (verb->flags & VERB_HASHES)
		return LANE_LOGINS;
	return verb->flags & VERB_LONG ? LANE_LONG : LANE_PAGES;
}

static enum err take(struct serve *s, struct waiting **waiting)
{
	struct waiting *w = *waiting;
	enum err e = wire_request_decode(
		w->frame.json.data, w->frame.json.len, &w->request);

	if (e)
		return e;
	w->request.blob = w->frame.blob.data;
	w->request.blob_len = w->frame.blob.len;
	w->verb = verbs_find(w->request.verb);
	if (!w->verb) {
		if (may_log(s))
			log_warn("the web process asks for \"%s\", which there "
				 "is not",
				w->request.verb);
		refuse(s, w, WIRE_INVALID, N_("There is no such thing to do."));
	} else if (lane_put(s->lanes[lane_of(w->verb)], waiting)) {
		refuse(s, w, WIRE_BUSY, NULL);
	}
	return ERR_OK;
}

static void *read_requests(void *arg)
{
	struct serve *s = arg;
	enum err e = ERR_OK;

	while (!e) {
		struct waiting *w = waiting_new();

		e = w ? wire_frame_read(
				s->options.fd, WIRE_REQUEST, &w->frame) :
			ERR_NOMEM;
		if (!e)
			e = take(s, &w);
		waiting_free(&w);
	}
	if (e != ERR_NOT_FOUND)
		log_error("the web process is hung up on: %s", err_text(e));
	(void)shutdown(s->options.fd, SHUT_RDWR);
	s->options.ended(s->options.arg);
	return NULL;
}

/* -------------------------------------------------------- start and stop */

static enum err start_lanes(struct serve *s)
{
	struct lane_options options = {.begin = clerk_begin,
		.work = answer,
		.end = clerk_end,
		.arg = s};
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < LANES; i++) {
		options.threads = lane_sizes[i].threads;
		options.max = lane_sizes[i].max;
		e = lane_new(&options, &s->lanes[i]);
	}
	return e;
}

enum err serve_start(
	const struct serve_options *options, struct serve **serve_r)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	struct serve *s = calloc(1, sizeof(*s));
	enum err e;

	*serve_r = s;
	if (!s)
		return ERR_NOMEM;
	s->options = *options;
	pthread_mutex_init(&s->writes, NULL);
	if (setsockopt(s->options.fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
		    sizeof(patience)) != 0)
		e = ERR_IO;
	else
		e = rate_new(HOUR_MS, 1, &s->strange);
	if (!e)
		e = start_lanes(s);
	if (!e && pthread_create(&s->reader, NULL, read_requests, s) != 0)
		e = ERR_UNAVAILABLE;
	s->reads = !e;
	if (e)
		serve_stop(serve_r);
	return e;
}

void serve_stop(struct serve **serve)
{
	struct serve *s = *serve;

	if (!s)
		return;
	if (s->reads) {
		(void)shutdown(s->options.fd, SHUT_RD);
		pthread_join(s->reader, NULL);
	}
	for (size_t i = 0; i < LANES; i++)
		lane_free(&s->lanes[i]);
	rate_free(&s->strange);
	pthread_mutex_destroy(&s->writes);
	free(s);
	*serve = NULL;
}
