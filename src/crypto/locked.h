/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * locked.h - whether keys can be kept out of swap
 *
 * For programs that hold keys, whichever file they read them from.
 *
 * Files:   secret.c
 * Threads: all functions may be called from any thread
 * Source:  mlock(2)
 */
#ifndef ROBINSON_CRYPTO_LOCKED_H
#define ROBINSON_CRYPTO_LOCKED_H

#include <stdbool.h>

/* Whether there is room for a key file more under the limit of locked memory
 * (RLIMIT_MEMLOCK). */
bool locked_has_room(void);

#define LOCKED_NO_ROOM                                                         \
	"the keys cannot be locked in memory and may be written to swap: the " \
	"limit of locked memory is too small; LimitMEMLOCK=4M in the unit, "   \
	"or "                                                                  \
	"ulimit -l 4096"

#endif
