/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * serve.h - the desk process answers the web process
 *
 * One thread reads requests; others answer them, in whatever order, each with
 * a desk of its own. Pages, logins and long work have threads and a bounded
 * queue each, so that neither a flood of logins nor a large journal holds up a
 * page; where a queue is full, the answer is "busy". The web process is not
 * trusted: a request that is not as it should be ends the connection.
 *
 * Errors:  ERR_NOMEM, ERR_UNAVAILABLE: no thread
 * Owns:    what the options point to is borrowed until serve_stop(); the
 *          descriptor is the caller's
 * Threads: serve_start() and serve_stop() from one
 * Source:  GDPR Art. 32(1)(b)
 */
#ifndef ROBINSON_STAFF_DESK_SERVE_H
#define ROBINSON_STAFF_DESK_SERVE_H

#include "service/office/office.h"

struct serve;
struct jobs;

struct serve_options {
	struct office *office;
	struct jobs *jobs; /* NULL: nobody works on jobs */
	int fd; /* of the socket pair; a stream */
	/* The connection has ended: the other process did, or what it said was
	 * no request. Called once, by a thread of ours. */
	void (*ended)(void *arg);
	void *arg;
};

enum err serve_start(
	const struct serve_options *options, struct serve **serve_r) MUST_CHECK;
/* Requests under way are answered. NULL is accepted. */
void serve_stop(struct serve **serve);

#endif
