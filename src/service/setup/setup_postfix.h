/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_postfix.h - the lines of main.cf that build Robinson into Postfix
 *
 * Robinson stands before the milters that sign, and behind all others: those
 * may refuse what it would have counted as sent. Where the milters of Postfix
 * are not to be waited for (milter_default_action), Robinson alone is, and
 * nothing changes for the others. Services of master.cf with milters of their
 * own are left to "robinson doctor".
 *
 * Errors:  ERR_INVALID: "socket" is no socket that Postfix could be told;
 *          ERR_LIMIT, ERR_NOMEM
 * Owns:    setup_lines_init() .. setup_lines_free()
 * Threads: pure
 * Source:  postconf(5) smtpd_milters, non_smtpd_milters; MILTER_README
 */
#ifndef ROBINSON_SETUP_POSTFIX_H
#define ROBINSON_SETUP_POSTFIX_H

#include "base/buf.h"
#include "service/mta/postfix_conf.h"

/* "unix:robinson/milter.sock" below the queue directory. */
#define SETUP_SOCKET_BELOW "robinson/milter.sock"
#define SETUP_LINES_MAX 2

struct setup_lines {
	char *items[SETUP_LINES_MAX]; /* "smtpd_milters = ...", as of main.cf */
	size_t len; /* 0: Postfix asks Robinson already */
};

void setup_lines_init(struct setup_lines *lines);
void setup_lines_free(struct setup_lines *lines);

/* "socket" is written as in robinson.conf. */
enum err setup_postfix(struct postfix_conf *conf, const char *socket,
	struct setup_lines *lines) MUST_CHECK;

/* "postconf -e 'smtpd_milters = ...' '...'", for a shell. */
enum err setup_lines_command(const struct setup_lines *lines,
	const char *config, struct buf *out) MUST_CHECK;

#endif
