/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * server_private.h - a server and a request of it, as libmicrohttpd has them
 *
 * Files:   server.c; pieces.c (bodies that come in pieces)
 * Owns:    as server.h says
 * Threads: as server.h says
 */
#ifndef ROBINSON_HTTP_SERVER_PRIVATE_H
#define ROBINSON_HTTP_SERVER_PRIVATE_H

#include <pthread.h>
#include <stddef.h>

#include <microhttpd.h>

#include "http/guard_private.h"
#include "http/server.h"

struct http_server {
	const struct http_handler *handler;
	void *arg;
	const char *policy;
	const char *referrer;
	bool has_tls;
	bool is_strict; /* clients reach it by TLS alone */
	size_t large_bodies_max;
	struct guard *guard;
	struct MHD_Daemon *daemon;

	pthread_mutex_t lock; /* of these: */
	pthread_cond_t fewer;
	size_t waiting; /* for what they are answered with */
	size_t pausing; /* for more of it */
	size_t inside; /* whose handler is at work */
	size_t unfinished; /* that have waited, and are not answered yet */
	bool is_stopping; /* no new request */
	bool is_closed; /* and of none another word */
	size_t large_bodies;
};

struct http_request {
	struct http_server *server;
	struct MHD_Connection *connection;
	const char *path;
	enum http_method method;
	struct http_plan plan;
	unsigned refusal;
	bool has_begun; /* its handler has seen the head */
	bool is_waiting;
	bool has_waited;
	bool is_answered;
	bool has_given; /* a piece; these octets of it are still to be sent */
	bool is_over; /* no piece will follow */
	const char *given;
	size_t given_len;
	char *body;
	size_t body_size;
	size_t body_len;
	size_t came_len; /* of all that came */
	size_t large_len; /* of the server's large_bodies */
	max_align_t own[];
};

/* Whether the handler may be called now; then http_leave() follows. */
bool http_enter(struct http_request *r);
void http_leave(struct http_server *s);
/* "response" is given up; NULL: there was no memory. */
void http_queue(struct http_request *r, const struct http_answer *answer,
	struct MHD_Response *response);
/* NULL: it goes unguarded. */
struct guarded *http_guarded(const struct http_request *r);

#endif
