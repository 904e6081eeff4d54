/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * guard_private.h - ends connections whose request takes too long
 *
 * libmicrohttpd ends a connection that is silent; one that sends an octet now
 * and then would stay. The guard knows since when each connection has sent an
 * unfinished request, and shuts the socket of one that does so for too long.
 *
 * Threads: all functions but guard_start() and guard_stop() from any
 * Source:  RFC 9110 section 15.5.9
 */
#ifndef ROBINSON_HTTP_GUARD_PRIVATE_H
#define ROBINSON_HTTP_GUARD_PRIVATE_H

#include <stdint.h>

#include "base/err.h"

struct guard;
struct guarded;

/* "each_second" is called by the guard's thread. */
enum err guard_start(int64_t patience_ms, void (*each_second)(void *arg),
	void *arg, struct guard **guard_r) MUST_CHECK;
void guard_stop(struct guard **guard);

/* A connection begins; NULL: no memory, it goes unguarded. */
struct guarded *guard_add(struct guard *guard, int fd);
/* A request of it has ended, the next one may begin. */
void guard_renew(struct guard *guard, struct guarded *connection);
/* The request under way may take so long in all, instead of the guard's
 * patience; the next one of the connection has the guard's again. */
void guard_allow(
	struct guard *guard, struct guarded *connection, int64_t patience_ms);
/* Before its descriptor is closed. */
void guard_remove(struct guard *guard, struct guarded *connection);

#endif
