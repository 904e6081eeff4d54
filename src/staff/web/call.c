/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/call.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "staff/web/counters.h"

struct web_line {
	int fd;
	struct web_counters *counters;
	void (*gone)(void *arg);
	void *arg;
	pthread_t thread;
	bool has_thread;

	pthread_mutex_t write_lock;

	pthread_mutex_t lock; /* of these: */
	bool is_gone;
	int64_t last_id;
	struct web_call *first;
};

/* Takes the call with that id out; NULL: there is none. */
static struct web_call *take(struct web_line *line, int64_t id)
{
	struct web_call *call;

	pthread_mutex_lock(&line->lock);
	for (struct web_call **at = &line->first; (call = *at);
		at = &call->next) {
		if (call->id != id)
			continue;
		*at = call->next;
		break;
	}
	pthread_mutex_unlock(&line->lock);
	return call;
}

/* The last touch of the call. */
static void tell(struct web_line *line, struct web_call *call)
{
	web_counters_call(line->counters, call->verb, call->answer.status,
		clock_monotonic_ns() - call->begun_ns);
	call->told(call);
}

static void fail(
	struct web_line *line, struct web_call *call, enum wire_status status)
{
	call->answer.status = status;
	tell(line, call);
}

static void tell_of_end(struct web_line *line)
{
	struct web_call *call;

	pthread_mutex_lock(&line->lock);
	line->is_gone = true;
	call = line->first;
	line->first = NULL;
	pthread_mutex_unlock(&line->lock);
	while (call) {
		struct web_call *next = call->next;

		fail(line, call, WIRE_FAULT);
		call = next;
	}
}

/* One answer of the desk; what is none ends the connection. */
static enum err read_answer(struct web_line *line)
{
	struct wire_answer answer = {.id = 0};
	struct wire_frame frame;
	struct web_call *call = NULL;
	enum err e;

	wire_frame_init(&frame);
	e = wire_frame_read(line->fd, WIRE_ANSWER, &frame);
	if (!e)
		e = wire_answer_decode(
			buf_text(&frame.json), frame.json.len, &answer);
	if (!e)
		call = take(line, answer.id);
	if (call) {
		call->frame = frame;
		call->answer = answer;
		call->answer.blob = buf_text(&call->frame.blob);
		call->answer.blob_len = call->frame.blob.len;
		tell(line, call);
		return ERR_OK;
	}
	/* A notice (WIRE_NOTICE_ID) is nothing to us: what we read of the
	 * settings takes a restart. */
	if (!e && answer.id != WIRE_NOTICE_ID)
		e = ERR_CORRUPT;
	wire_answer_free(&answer);
	wire_frame_free(&frame);
	return e;
}

static void *run(void *arg)
{
	struct web_line *line = arg;
	enum err e;

	do {
		e = read_answer(line);
	} while (!e);
	if (e != ERR_NOT_FOUND)
		log_error("the desk process cannot be heard: %s", err_text(e));
	tell_of_end(line);
	line->gone(line->arg);
	return NULL;
}

enum err web_line_start(int fd, struct web_counters *counters,
	void (*gone)(void *arg), void *arg, struct web_line **line_r)
{
	struct web_line *line = calloc(1, sizeof(*line));

	*line_r = line;
	if (!line)
		return ERR_NOMEM;
	line->fd = fd;
	line->counters = counters;
	line->gone = gone;
	line->arg = arg;
	pthread_mutex_init(&line->write_lock, NULL);
	pthread_mutex_init(&line->lock, NULL);
	line->has_thread = pthread_create(&line->thread, NULL, run, line) == 0;
	if (line->has_thread)
		return ERR_OK;
	web_line_stop(line_r);
	return ERR_UNAVAILABLE;
}

void web_line_end(struct web_line *line)
{
	if (line)
		(void)shutdown(line->fd, SHUT_RDWR);
}

void web_line_stop(struct web_line **line)
{
	struct web_line *l = *line;

	if (!l)
		return;
	web_line_end(l);
	if (l->has_thread)
		pthread_join(l->thread, NULL);
	pthread_mutex_destroy(&l->write_lock);
	pthread_mutex_destroy(&l->lock);
	free(l);
	*line = NULL;
}

/* False: the connection has ended. */
static bool add(struct web_line *line, struct web_call *call)
{
	bool is_gone;

	pthread_mutex_lock(&line->lock);
	is_gone = line->is_gone;
	call->id = ++line->last_id;
	if (!is_gone) {
		call->next = line->first;
		line->first = call;
	}
	pthread_mutex_unlock(&line->lock);
	return !is_gone;
}

void web_line_ask(struct web_line *line, struct wire_request *request,
	struct web_call *call)
{
	struct buf out;
	int64_t id;
	enum err e;

	wire_frame_init(&call->frame);
	call->verb = request->verb;
	call->begun_ns = clock_monotonic_ns();
	if (!add(line, call)) {
		fail(line, call, WIRE_FAULT);
		return;
	}
	/* From when it is sent, the call may be gone. */
	id = call->id;
	request->id = id;
	buf_init(&out, WIRE_FRAME_MAX);
	e = wire_request_encode(request, &out);
	if (e) {
		call = take(line, id);
		if (call)
			fail(line, call,
				e == ERR_LIMIT ? WIRE_INVALID : WIRE_FAULT);
	} else {
		pthread_mutex_lock(&line->write_lock);
		e = file_write_all(line->fd, out.data, out.len);
		pthread_mutex_unlock(&line->write_lock);
		/* The reader sees the end, and tells all. */
		if (e)
			(void)shutdown(line->fd, SHUT_RDWR);
	}
	buf_free(&out);
}

void web_call_clear(struct web_call *call)
{
	void (*told)(struct web_call * call) = call->told;

	wire_answer_free(&call->answer);
	wire_frame_free(&call->frame);
	memset(call, 0, sizeof(*call));
	call->told = told;
}
