/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * look.h - what a spool's directory holds, without opening the spool
 *
 * Errors:  ERR_NOT_FOUND: there is no such directory; ERR_DENIED, ERR_IO
 * Threads: all functions from all threads
 */
#ifndef ROBINSON_SPOOL_LOOK_H
#define ROBINSON_SPOOL_LOOK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct spool_sum {
	size_t waiting;
	int64_t bytes; /* of what waits */
	int64_t oldest_ns; /* since 1970; 0: nothing waits */
	size_t damaged, failed;
};

/* As the directory is now; needs no spool. */
enum err spool_look(const char *directory, struct spool_sum *sum_r) MUST_CHECK;

#endif
