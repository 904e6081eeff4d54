/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * callbacks.h - libmilter's callbacks, translated
 *
 * A thin edge: what libmilter says becomes a step of a session, the session's
 * answer becomes what the MTA is told. Nothing is decided here.
 *
 * Threads: libmilter calls from many threads; one connection's callbacks may
 *          run in different ones
 */
#ifndef ROBINSON_MILTER_CALLBACKS_H
#define ROBINSON_MILTER_CALLBACKS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "milter/counters.h"
#include "milter/intake_worker.h"
#include "milter/judge_cache.h"
#include "milter/notice_sender.h"
#include "milter/unfinished.h"
#include "service/office/office.h"
#include "service/verdict/unnamed.h"

/* What all connections share. */
struct milter_context {
	struct office *office;
	struct notice_sender *notices;
	struct judge_cache judges;
	struct unfinished unfinished;
	struct intake_worker *intake;
	struct counters *counters;
	int64_t begun_utc; /* when the daemon was started */
	struct unnamed *unnamed; /* counts */
	bool is_local; /* a Unix socket */
	atomic_uint messages; /* under way: from MAIL to their end */
	atomic_bool drains; /* no new message is begun */
	atomic_ullong begun; /* messages so far */
	pthread_mutex_t reloads; /* one at a time */
	atomic_uint agreed; /* with the MTA that negotiated last */
};

/* Registers with libmilter. "context" is borrowed for the life of the process:
 * libmilter may call until it ends. */
enum err callbacks_register(struct milter_context *context) MUST_CHECK;

#endif
