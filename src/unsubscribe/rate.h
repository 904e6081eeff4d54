/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rate.h - how often one may ask
 *
 * Whom a request is counted for is said by 16 bytes. A table of fixed size:
 * where more ask than it has places, the one that asked longest ago makes
 * room for the next, so that a flood of many addresses costs no memory.
 *
 * Units:   milliseconds of any clock that only goes forward
 * Threads: any
 */
#ifndef ROBINSON_UNSUBSCRIBE_RATE_H
#define ROBINSON_UNSUBSCRIBE_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define RATE_KEY_LEN 16

struct rate;

/* So many a minute, and so many at once after a minute of silence. */
enum err rate_new(int per_minute, struct rate **rate_r) MUST_CHECK;
void rate_free(struct rate **rate);
void rate_set(struct rate *rate, int per_minute);

/* Counts one more; false: it is one too many. */
bool rate_take(struct rate *rate, const unsigned char key[RATE_KEY_LEN],
	int64_t now_ms);

#endif
