/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rate.h - a limit for each client within a span of time
 *
 * A client is known by 16 bytes that the caller makes. A client's span begins
 * with its first request, and the next span with the first request after the
 * end of that one. Requests over the limit are counted, too.
 *
 * Shape:   a table of fixed size: where more clients come than it has places,
 *          the one with the fewest requests is forgotten, so that many clients
 *          cost no memory and do not free the one that asks most. Its hash is
 *          salted: nobody can choose who shares a place with whom
 * Units:   instants and the span in the same unit, whichever the caller takes
 * Errors:  rate_new(): ERR_NOMEM, or ERR_UNAVAILABLE where the system gives no
 *          random bytes; none later
 * Threads: a rate may be used by all threads
 */
#ifndef ROBINSON_BASE_RATE_H
#define ROBINSON_BASE_RATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define RATE_KEY_LEN 16

struct rate;

/* "places" is rounded up. */
enum err rate_new(int64_t span, size_t places, struct rate **rate_r) MUST_CHECK;
void rate_free(struct rate **rate);

enum rate_result {
	RATE_WITHIN,
	RATE_FIRST_OVER, /* the first beyond the limit in its span */
	RATE_OVER
};

/* One more request of "key". NULL: all clients without a key count as one. */
enum rate_result rate_take(
	struct rate *rate, const unsigned char *key, int64_t at, int limit);

/* The requests came to nothing: takes so many within and over the limit
 * back. */
void rate_give_back(struct rate *rate, const unsigned char *key, int64_t at,
	int taken, int over);

#endif
