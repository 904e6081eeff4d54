/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mload_link.h - one connection to a milter, as a fast MTA would use it
 *
 * What is sent is gathered until an answer is needed, as Postfix does. A step
 * that the filter negotiated away is not sent, one without reply not waited
 * for; both return REPLY_CONTINUE.
 *
 * Errors:  REPLY_LOST: the connection broke; link_close() it
 * Threads: a link belongs to one thread
 * Source:  libmilter/mfdef.h
 */
#ifndef ROBINSON_TESTS_MLOAD_LINK_H
#define ROBINSON_TESTS_MLOAD_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* MILTER_CHUNK_SIZE */
#define LINK_CHUNK 65535

enum reply {
	REPLY_CONTINUE,
	REPLY_ACCEPT,
	REPLY_DISCARDED,
	REPLY_REFUSED,
	REPLY_DEFERRED,
	REPLY_LOST
};

struct link {
	int fd;
	uint32_t steps; /* protocol flags */
	unsigned char out[2 * LINK_CHUNK];
	size_t out_len;
	unsigned char macros[4096];
	size_t macros_len;
	unsigned char in[8192];
	bool is_held; /* the message was quarantined */
	bool skips; /* no more of this body is wanted */
	uint64_t longest_ns; /* the longest wait for an answer */
};

/* "unix:/path" only. */
int link_open(struct link *link, const char *address);
void link_close(struct link *link);

/* Goes out with the next step. */
void link_macro(struct link *link, const char *name, const char *value);

enum reply link_connect(struct link *link);
/* HELO, MAIL, RCPT with one argument. */
enum reply link_text(struct link *link, char command, const char *text);
enum reply link_step(struct link *link, char command);
enum reply link_header(struct link *link, const char *name, const char *value);
/* In chunks as large as Postfix's. */
enum reply link_body(struct link *link, const char *text, size_t len);
enum reply link_end(struct link *link);
void link_abort(struct link *link);

#endif
