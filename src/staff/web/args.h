/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * args.h - what a request has for the arguments of its route
 *
 * Errors:  ERR_INVALID what is no UTF-8; ERR_NOMEM
 * Threads: pure
 */
#ifndef ROBINSON_STAFF_WEB_ARGS_H
#define ROBINSON_STAFF_WEB_ARGS_H

#include "http/form.h"
#include "staff/web/routes.h"

/* Parts of the path, which are texts, become what the route says they are. The
 * two below do so themselves. */
enum err args_of_path(const struct web_route *route, json_t *args) MUST_CHECK;
/* Adds to "args", which has the parts of the path already: they count more
 * than a field of that name. */
enum err args_of_query(const struct web_route *route,
	const struct http_request *request, json_t *args) MUST_CHECK;
enum err args_of_form(const struct web_route *route, const struct form *form,
	json_t *args) MUST_CHECK;

/* The path with the query that gives these arguments. */
void args_url(
	const struct web_route *route, const json_t *args, struct buf *out);

#endif
