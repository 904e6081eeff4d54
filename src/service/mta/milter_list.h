/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * milter_list.h - the milters that an MTA asks, in its own words
 *
 * Postfix writes inet:HOST:PORT, libmilter and Sendmail inet:PORT@HOST; the
 * path of a Unix socket is seen from the queue directory where Postfix runs
 * chrooted.
 *
 * Errors:  ERR_INVALID: no address of a milter; ERR_LIMIT: too long a one
 * Threads: pure
 * Source:  postconf(5) smtpd_milters; milter(7) of libmilter
 */
#ifndef ROBINSON_MTA_MILTER_LIST_H
#define ROBINSON_MTA_MILTER_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define MILTER_TEXT_SIZE 512

enum milter_kind {
	MILTER_UNIX,
	MILTER_INET,
	MILTER_FD /* handed over by whoever starts the daemon */
};

struct milter_address {
	enum milter_kind kind;
	char path[MILTER_TEXT_SIZE]; /* or the host; "" every one */
	char port[32];
};

/* "unix:/run/x", "local:/run/x", "/run/x", "inet:1234@localhost",
 * "inet6:1234@::1", "fd:3" */
enum err milter_address_parse(
	const char *text, struct milter_address *address_r) MUST_CHECK;
/* "unix:path", "local:path", "inet:localhost:1234", "inet:[::1]:1234" */
enum err milter_address_parse_postfix(
	const char *text, struct milter_address *address_r) MUST_CHECK;

/* "ours" is where the daemon listens; "root" stands before the path of the
 * other: "" or Postfix's queue directory. A relative path is always seen
 * from the queue directory. */
bool milter_address_same(const struct milter_address *ours,
	const struct milter_address *other, const char *queue_directory,
	bool is_chrooted);

/* One milter of a Postfix list, with what stands in its braces. */
struct milter_item {
	char address[MILTER_TEXT_SIZE]; /* as written */
	char options[MILTER_TEXT_SIZE]; /* "default_action=accept, ..." */
};

/* The next one from *at on, which moves on; false: there is none. */
bool milter_list_next(const char **at, struct milter_item *item_r);

/* What a program does that is known by the name of its socket or by the port
 * that it has by custom. */
enum milter_work {
	MILTER_WORK_UNKNOWN,
	MILTER_SIGNS, /* what it is shown: who changes a message stands before */
	MILTER_REFUSES, /* mail: what it refuses must not have been counted */
	MILTER_DOES_BOTH /* refuses, and signs where it is told to */
};

enum milter_work milter_work(const char *address);

#endif
