/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * our_headers.h - Robinson's own headers that a message came with
 *
 * Flag, purpose and release token, under the names of the configuration. They
 * are counted, because each of them is removed at end-of-message: nobody
 * vouches for himself.
 *
 * Threads: belongs to the session's thread
 */
#ifndef ROBINSON_MILTER_OUR_HEADERS_H
#define ROBINSON_MILTER_OUR_HEADERS_H

#include <stdbool.h>

#include "config/settings.h"
#include "crypto/token.h"

enum our_header {
	OUR_NONE,
	OUR_FLAG,
	OUR_PURPOSE,
	OUR_TOKEN
};

struct our_headers {
	/* How many: */
	int flag;
	int purpose;
	int token;
	/* The first token. One that is too long is cut, and then is none. */
	char text[TOKEN_TEXT_SIZE + 8];
};

void our_headers_reset(struct our_headers *h);
/* Each header of the message is shown to it; which of ours it is. */
enum our_header our_headers_see(struct our_headers *h, const struct settings *s,
	const char *name, const char *value);
bool our_headers_any(const struct our_headers *h);

#endif
