/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * child.h - the web process, as the desk process sees it
 *
 * The same program once more, with two descriptors and nothing else of ours:
 * the socket pair and the listening sockets.
 *
 * Errors:  cause_r in words
 * Owns:    child_start() .. child_end(); the descriptor of the socket pair is
 *          open in between
 * Threads: one
 */
#ifndef ROBINSON_STAFF_CHILD_H
#define ROBINSON_STAFF_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/listening.h"
#include "config/options.h"

/* What the web process finds open. */
#define CHILD_DESK_FD 3
#define CHILD_LISTEN_FD 4
#define CHILD_METRICS_FD 5 /* where somebody reads metrics */
/* Its first argument. */
#define CHILD_MODE "--web"

#define CHILD_CAUSE_SIZE 300

struct child {
	pid_t pid; /* -1: none */
	int fd; /* of the socket pair; -1: none */
};

/* "metrics": its descriptor is -1 where nobody reads them. */
enum err child_start(const struct options *options, const char *config,
	const struct listening *listening, const struct listening *metrics,
	struct child *child_r, char cause_r[CHILD_CAUSE_SIZE]) MUST_CHECK;
/* Waits until it answers browsers, or has ended. */
enum err child_wait_ready(struct child *child,
	const struct listening *listening,
	char cause_r[CHILD_CAUSE_SIZE]) MUST_CHECK;
/* Whether it has ended, by itself; *status_r is an exit status. */
bool child_has_ended(struct child *child, int *status_r);
/* Hangs up, at which it ends, and waits for it a while. */
void child_end(struct child *child);

#endif
