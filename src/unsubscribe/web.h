/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * web.h - the page over HTTP
 *
 * http/server.h reads the requests; what they ask is answered here.
 *
 * Errors:  cause_r in words
 * Owns:    "site" and the descriptor are borrowed until web_stop()
 * Threads: web_start() and web_stop() from one; it has its own
 * Source:  RFC 8058; RFC 9110
 */
#ifndef ROBINSON_UNSUBSCRIBE_WEB_H
#define ROBINSON_UNSUBSCRIBE_WEB_H

#include "unsubscribe/site.h"

struct web;

struct web_options {
	struct site *site;
	int fd; /* listens */
	const char *certificate; /* PEM as text; NULL: no TLS */
	const char *private_key;
	int max_connections;
	int64_t patience_ms; /* for one request */
};

enum err web_start(const struct web_options *options, struct web **web_r,
	char cause_r[SITE_CAUSE_SIZE]) MUST_CHECK;
/* Requests under way end. */
void web_stop(struct web **web);

#endif
