/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake_worker_private.h - the threads of an intake_worker, and their lanes
 *
 * intake_worker.c opens the spools and starts and ends the clerks;
 * intake_clerk.c is what a clerk does.
 *
 * Threads: of a clerk's own only "worker" may be touched by others
 */
#ifndef ROBINSON_MILTER_INTAKE_WORKER_PRIVATE_H
#define ROBINSON_MILTER_INTAKE_WORKER_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/worker.h"
#include "milter/intake_worker.h"
#include "milter/slow_domains.h"
#include "service/intake/flood.h"
#include "service/intake/helper.h"
#include "spool/spool.h"

/* Threads of the ordinary lane that ask the DNS for HELPER_SHORT_MS, and those
 * that take as long as the settings say for what the others deferred. */
#define CLERKS_FAST 6
#define CLERKS_SLOW 2
#define CLERKS (CLERKS_FAST + CLERKS_SLOW)

struct lane;

struct clerk {
	struct intake_worker *x;
	struct lane *lane;
	bool is_slow; /* works on what was deferred */
	struct worker *worker; /* NULL: not at work */
	struct helper *helper;
	/* What the helper knows. */
	const struct settings *told;
	enum helper_dns told_dns;
	struct buf bytes, said;
};

/* A queue with threads of its own: no lane waits for another. */
struct lane {
	_Atomic(struct spool *) spool;
	bool is_of_tokens; /* and asks no DNS */
	struct clerk clerks[CLERKS];
	size_t clerks_len;
};

enum {
	LANE_COMMON,
	LANE_TOKENS,
	LANES
};

struct intake_worker {
	struct office *office;
	struct flood *flood;
	struct slow_domains *slow;
	pthread_mutex_t lock;
	bool ends;
	struct lane lanes[LANES];
	char *directory; /* of the spool */
	int64_t tried_ms; /* 0: never */
	atomic_ullong taken, examined, lost, set_aside;
	atomic_ullong by_meaning[INBOUND_REQUEST + 1];
};

/* For worker_start(): "arg" is a struct clerk. */
void intake_clerk_run(struct worker *worker, void *arg);

#endif
