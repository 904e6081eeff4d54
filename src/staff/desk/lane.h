/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lane.h - requests of one kind wait for the threads that answer them
 *
 * Errors:  ERR_LIMIT: the lane is full; ERR_NOMEM; ERR_UNAVAILABLE: no thread
 * Owns:    a request that was put is the lane's, and then the clerk's
 * Threads: lane_put() from any; lane_new() and lane_free() from one
 */
#ifndef ROBINSON_STAFF_DESK_LANE_H
#define ROBINSON_STAFF_DESK_LANE_H

#include "staff/wire/frame.h"

struct verb;
struct lane;

/* A request as it waits. */
struct waiting {
	struct wire_request request; /* its blob is the frame's */
	struct wire_frame frame;
	const struct verb *verb;
	struct waiting *next;
};

struct waiting *waiting_new(void);
void waiting_free(struct waiting **waiting);

struct lane_options {
	unsigned threads;
	size_t max; /* how many may wait */
	/* What a thread needs for itself; called by it. */
	void *(*begin)(void *arg);
	void (*work)(void *clerk, struct waiting *waiting);
	void (*end)(void *clerk);
	void *arg;
};

enum err lane_new(
	const struct lane_options *options, struct lane **lane_r) MUST_CHECK;
/* What waits is still worked on. NULL is accepted. */
void lane_free(struct lane **lane);

/* *waiting becomes NULL when it was taken. */
enum err lane_put(struct lane *lane, struct waiting **waiting) MUST_CHECK;

#endif
