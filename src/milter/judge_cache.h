/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge_cache.h - judges of ended connections, kept for new ones
 *
 * Most MTAs open a connection for each message, and setting up a judge
 * (deriving keys, fetching ciphers) costs as much as a verdict. A judge in the
 * cache holds nothing of a message.
 *
 * Owns: the judges that are in it Threads: all functions from all threads
 */
#ifndef ROBINSON_MILTER_JUDGE_CACHE_H
#define ROBINSON_MILTER_JUDGE_CACHE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "service/verdict/judge.h"

/* As many as are at work at once on a busy machine. */
#define JUDGE_CACHE_MAX 32

struct judge_cache {
	pthread_mutex_t lock;
	bool is_closed;
	struct judge *judges[JUDGE_CACHE_MAX];
	size_t len;
};

void judge_cache_init(struct judge_cache *cache);
/* Frees what is there; nothing is kept from now on. */
void judge_cache_close(struct judge_cache *cache);

/* *judge becomes one that has judged before, if there is one. */
void judge_cache_take(struct judge_cache *cache, struct judge **judge);
/* Takes *judge into the cache, or leaves it with the caller where the cache is
 * full. */
void judge_cache_keep(struct judge_cache *cache, struct judge **judge);

#endif
