/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * server.h - requests and answers over HTTP
 *
 * libmicrohttpd reads the requests, in a few threads that wait for all
 * connections. What a request asks is answered by the program's handler, at
 * once or later: http_wait(), and from any other thread http_resume().
 *
 * Files:   server.c; pieces.c (bodies that come in pieces)
 * Shape:   one handler; each request has memory of the handler's own, zeroed
 * Errors:  http_server_start(): cause_r in words. A request that its handler
 *          neither answers nor has wait, and one without memory, ends with its
 *          connection
 * Owns:    a request lives until the handler's end() returns; texts of it as
 *          long. The descriptor is borrowed until http_server_stop()
 * Threads: the handler is called by several threads, but never by two for one
 *          request; http_resume() from any, all else of a request within the
 *          handler's calls
 * Source:  RFC 9110, RFC 9112, RFC 6585 section 5
 */
#ifndef ROBINSON_HTTP_SERVER_H
#define ROBINSON_HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "http/client.h"

#define HTTP_CAUSE_SIZE 400
#define HTTP_HEADERS_MAX 64
/* What is thrown away of a body that is too large, before we hang up: less
 * than this, the client still reads the answer. */
#define HTTP_DISCARD_MAX ((size_t)64 * 1024)

struct http_server;
struct http_request;

/* RFC 9110, 15.5.14 and 15.6.4; RFC 6585, 5. */
#define HTTP_BODY_TOO_LARGE 413u
#define HTTP_HEAD_TOO_LARGE 431u
#define HTTP_NO_ROOM 503u

enum http_method {
	HTTP_OTHER,
	HTTP_GET, /* and HEAD */
	HTTP_POST
};

/* What the handler says when it has seen the head alone. */
struct http_plan {
	size_t body_max; /* a longer one is not kept, see http_refusal() */
	size_t discard_max; /* of such a one, in all; 0: HTTP_DISCARD_MAX */
	int64_t patience_ms; /* for the whole request; 0: the server's */
};

struct http_handler {
	size_t own_size; /* of the memory that http_own() gives */
	/* The head was read. Not called for one that is too large. */
	void (*begin)(struct http_request *request, struct http_plan *plan);
	/* All was read, or http_refusal() says what is wrong; and again after
	 * http_resume(). */
	void (*handle)(struct http_request *request);
	/* The next piece of a body that comes in pieces: http_give(),
	 * http_give_end(), or http_wait(), and again after http_resume(). Who
	 * does none of them breaks it off, and the client sees that. NULL where
	 * no answer comes in pieces. */
	void (*more)(struct http_request *request);
	/* The answer was sent, or the client has gone; NULL: nothing to do. */
	void (*end)(struct http_request *request);
	/* An answer with that status is given; NULL: nothing to do. */
	void (*answered)(void *arg, unsigned status);
	/* In a thread of its own; NULL: nothing to do. */
	void (*each_second)(void *arg);
};

struct http_server_options {
	const struct http_handler *handler; /* borrowed until the end */
	void *arg; /* http_arg(), and each_second()'s */
	int fd; /* listens */
	const char *certificate; /* PEM as text; NULL: no TLS of our own */
	const char *private_key;
	int max_connections;
	int64_t patience_ms; /* for one request, from its first octet */
	/* Of all bodies beyond HTTP_DISCARD_MAX together; what would be more
	 * is refused with 503. 0: no such bodies. */
	size_t large_bodies_max;
	const char *policy; /* Content-Security-Policy of every answer */
	bool is_behind_tls; /* a proxy has it: browsers are to insist on it */
	const char *referrer; /* Referrer-Policy; NULL: no-referrer */
};

enum err http_server_start(const struct http_server_options *options,
	struct http_server **server_r,
	char cause_r[HTTP_CAUSE_SIZE]) MUST_CHECK;
/* Nothing new is answered from now on; whoever waits must be resumed all the
 * same, and is waited for. */
void http_server_stop(struct http_server **server);

/* ------------------------------------------------------- of one request */

void *http_arg(const struct http_request *request);
void *http_own(const struct http_request *request);

enum http_method http_method(const struct http_request *request);
/* Without the query and without %-escapes. */
const char *http_path(const struct http_request *request);
/* NULL where there is none: of a header, of a field of the query, of a
 * cookie. Of several the first. */
const char *http_header(const struct http_request *request, const char *name);
const char *http_query(const struct http_request *request, const char *name);
const char *http_cookie(const struct http_request *request, const char *name);
/* How many headers have that name, without case. */
unsigned http_headers_named(
	const struct http_request *request, const char *name);
/* 0, or the status to answer with: HTTP_BODY_TOO_LARGE, HTTP_HEAD_TOO_LARGE,
 * HTTP_NO_ROOM for a body. */
unsigned http_refusal(const struct http_request *request);
/* The handler may change it; "" and 0 where there is none. */
char *http_body(const struct http_request *request, size_t *len_r);

/* As client_find(). */
void http_client(const struct http_request *request,
	const struct settings_cidr *trusted, size_t trusted_len,
	bool trusts_local, unsigned char client_r[CLIENT_LEN]);
/* The user at the other end of a Unix socket; false: it is none. */
bool http_peer_uid(const struct http_request *request, uid_t *uid_r);

/* The connection pauses; say so before the question is asked: its answer may
 * be quicker than we. */
void http_wait(struct http_request *request);
void http_resume(struct http_request *request);

/* -------------------------------------------------------------- answers */

struct http_field {
	const char *name;
	const char *value;
};

#define HTTP_FIELDS_MAX 16

struct http_answer {
	unsigned status;
	const char *type; /* Content-Type; NULL: there is no body */
	const char *cache; /* Cache-Control; NULL: no-store */
	struct http_field fields[HTTP_FIELDS_MAX];
	size_t fields_len;
	const struct buf *body; /* NULL: none */
};

/* "name" and "value" are borrowed until the answer is given; a value with a
 * line end is not sent. */
void http_answer_add(
	struct http_answer *answer, const char *name, const char *value);
/* Once a request; all is copied. */
void http_answer(
	struct http_request *request, const struct http_answer *answer);

/* Likewise, of a body that more() gives. The patience with the request begins
 * anew with each piece. "size": of all of them; -1: not known, and then a client
 * of HTTP/1.0 cannot tell that one was broken off. */
void http_answer_pieces(struct http_request *request,
	const struct http_answer *answer, int64_t size);
/* Borrowed until the next call of more(), or end(). */
void http_give(struct http_request *request, const void *bytes, size_t len);
void http_give_end(struct http_request *request);

#endif
