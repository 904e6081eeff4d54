/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unfinished.h - detects listeners that show recipients and never a message
 *
 * Where smtpd(8) hands mail to a proxy (smtpd_proxy_filter), and where another
 * filter takes the message before the MTA queues it, a milter is shown the
 * recipients and never DATA, a header, or the end of a message: header rules,
 * holds and the counting of sends do not happen, and nobody notices. When ten
 * sessions of one listener in a row end so, the log says it, once for each
 * listener.
 *
 * Sessions that prove nothing are not counted: one without a marketing
 * recipient that was judged at RCPT and let through; one in which a recipient
 * was refused or deferred, since many mail programs give up then. A session
 * counts once. A client that resets or quits before DATA cannot be told from a
 * proxy (Postfix aborts alike): it counts, and the next message that is shown
 * ends the row.
 *
 * Owns:    a listener's name is copied, cut to what the log takes
 * Threads: struct unfinished belongs to all, struct unfinished_session to its
 *          session
 * Source:  Postfix SMTPD_PROXY_README
 */
#ifndef ROBINSON_MILTER_UNFINISHED_H
#define ROBINSON_MILTER_UNFINISHED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define UNFINISHED_IN_A_ROW 10
/* Those that come later are not watched. */
#define UNFINISHED_LISTENERS_MAX 32

struct unfinished_listener {
	char name[128]; /* "smtpd, port 25" */
	unsigned in_a_row;
	bool is_told;
};

struct unfinished {
	pthread_mutex_t lock;
	atomic_uint rows; /* listeners with a row that is not at its end */
	struct unfinished_listener listeners[UNFINISHED_LISTENERS_MAX];
	size_t len;
};

/* Of one connection; {NULL}: nobody watches. */
struct unfinished_session {
	struct unfinished *all;
	bool is_counted;
	/* Of the message: */
	bool has_passed; /* a recipient, at RCPT */
	bool has_refused;
	bool is_shown; /* more than its envelope */
};

void unfinished_init(struct unfinished *all);

/* A marketing recipient was judged at RCPT. */
void unfinished_rcpt(struct unfinished_session *s, bool passes);
/* A header, the body or the end of the message is shown. Name and port of the
 * listener may be NULL. */
void unfinished_shown(
	struct unfinished_session *s, const char *name, const char *port);
/* The message is over, however it ended; true: the log was told. */
bool unfinished_end(
	struct unfinished_session *s, const char *name, const char *port);

#endif
