/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * call.h - the web process asks the desk process
 *
 * One connection, many calls under way. A thread reads the answers and tells
 * each call of its own. When the connection ends, all calls that are left are
 * told of a fault, and so is whoever started it: without the desk there is
 * nothing to serve.
 *
 * Owns:    a call is the caller's until it is told; what its answer names lives
 *          until web_call_clear(). The descriptor is borrowed
 * Threads: web_line_ask() from any; "told" and "gone" are called by the line's
 *          thread, and must neither wait nor ask
 */
#ifndef ROBINSON_STAFF_WEB_CALL_H
#define ROBINSON_STAFF_WEB_CALL_H

#include "staff/wire/frame.h"

struct web_counters;
struct web_line;

struct web_call {
	void (*told)(struct web_call *call);
	/* After told(): its status, result and blob. */
	struct wire_answer answer;
	/* The line's own: */
	int64_t id;
	struct web_call *next;
	struct wire_frame frame;
	const char *verb; /* borrowed from the request */
	int64_t begun_ns;
};

/* Calls are counted; "counters" is borrowed. */
enum err web_line_start(int fd, struct web_counters *counters,
	void (*gone)(void *arg), void *arg,
	struct web_line **line_r) MUST_CHECK;
/* The connection ends: all that are left are told of a fault, and all that
 * still ask. NULL is accepted. */
void web_line_end(struct web_line *line);
void web_line_stop(struct web_line **line);

/* "request" is read before this returns, but for the name of its verb, which
 * lives longer than the call; its id is the line's. One that is
 * too long is told to be invalid. "call" is zeros but for told(). */
void web_line_ask(struct web_line *line, struct wire_request *request,
	struct web_call *call);

/* For the next question. */
void web_call_clear(struct web_call *call);

#endif
