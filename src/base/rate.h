/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rate.h - so much of each asker within a span of time, and no more
 *
 * An asker is known by 16 bytes that the caller makes. The span begins with
 * the first thing that is taken for an asker, and the next one with the first
 * that is taken after its end. What is beyond the limit is counted, too.
 *
 * Shape:   a table of fixed size: where more askers come than it has places,
 *          the one for whom least was taken makes room, so that many askers
 *          cost no memory and do not free the one that asks most. A salt keeps
 *          it unknown who would share a place with whom
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

/* One more of "key". NULL: of who has no key, as if of one asker. */
enum rate_result rate_take(
	struct rate *rate, const unsigned char *key, int64_t at, int limit);

/* What was taken came to nothing: so many within the limit and over it. */
void rate_give_back(struct rate *rate, const unsigned char *key, int64_t at,
	int taken, int over);

#endif
