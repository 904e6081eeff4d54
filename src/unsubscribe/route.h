/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route.h - what a request line asks for
 *
 * Threads: pure
 */
#ifndef ROBINSON_UNSUBSCRIBE_ROUTE_H
#define ROBINSON_UNSUBSCRIBE_ROUTE_H

#include "crypto/unsubscribe_text.h"

enum route {
	ROUTE_NOWHERE,
	ROUTE_TOKEN
};

/*
 * "url" is the configured one ("https://firma.example/u/"), "path" the
 * request's ("/u/TOKEN"), without %-escapes. What mail programs put into and
 * behind a token is left out (crypto/unsubscribe_text.h); token_r is "" where
 * there is none.
 */
enum route route_find(
	const char *url, const char *path, char token_r[UNSUBSCRIBE_TEXT_SIZE]);

#endif
