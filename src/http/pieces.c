/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bodies that come in pieces. libmicrohttpd asks for octets when the client has
 * taken those before; only then the next piece is asked for, so no more than
 * one of them is in memory.
 */
#include "config.h"

#include <string.h>

#include "http/server_private.h"

/* What of a piece goes at once. */
#define BLOCK ((size_t)16 * 1024)

void http_give(struct http_request *request, const void *bytes, size_t len)
{
	request->has_given = true;
	request->given = bytes;
	request->given_len = len;
}

void http_give_end(struct http_request *request)
{
	request->is_over = true;
}

/* 0: there is a piece, or the connection pauses. */
static ssize_t ask_for_more(struct http_request *r)
{
	r->has_given = false;
	if (!http_enter(r))
		return MHD_CONTENT_READER_END_WITH_ERROR;
	r->is_waiting = false;
	r->server->handler->more(r);
	http_leave(r->server);
	if (r->is_waiting)
		return 0;
	if (r->is_over)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!r->has_given)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	guard_renew(r->server->guard, http_guarded(r));
	return 0;
}

static ssize_t read_pieces(void *cls, uint64_t at, char *to, size_t max)
{
	struct http_request *r = cls;
	size_t len;

	(void)at;
	while (r->given_len == 0) {
		ssize_t ended = ask_for_more(r);

		if (ended || r->is_waiting)
			return ended;
	}
	len = r->given_len < max ? r->given_len : max;
	memcpy(to, r->given, len);
	r->given += len;
	r->given_len -= len;
	return (ssize_t)len;
}

void http_answer_pieces(struct http_request *request,
	const struct http_answer *answer, int64_t size)
{
	if (request->is_answered)
		return;
	http_queue(request, answer,
		MHD_create_response_from_callback(
			size < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)size, BLOCK,
			read_pieces, request, NULL));
}
