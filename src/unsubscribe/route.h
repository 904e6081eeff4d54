/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route.h - what a request line asks for
 *
 * Threads: pure
 */
#ifndef ROBINSON_UNSUBSCRIBE_ROUTE_H
#define ROBINSON_UNSUBSCRIBE_ROUTE_H

enum route {
	ROUTE_NOWHERE,
	ROUTE_TOKEN
};

enum method {
	METHOD_OTHER,
	METHOD_GET, /* and HEAD */
	METHOD_POST
};

/*
 * "url" is the configured one ("https://firma.example/u/"), "path" the
 * request's ("/u/TOKEN"). *token_r points into "path", "" for ROUTE_NOWHERE;
 * whether it is one is not looked at.
 */
enum route route_find(const char *url, const char *path, const char **token_r);
enum method route_method(const char *method);

#endif
