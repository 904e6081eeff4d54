/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spare.h - judges of connections that ended, for those that come
 *
 * Most MTAs make a connection for each message, and what a judge has learned
 * at its first verdict costs as much as the verdict: keys derived, ciphers
 * fetched. It holds nothing of a message.
 *
 * Owns:    the judges that are in it
 * Threads: all
 */
#ifndef ROBINSON_MILTER_SPARE_H
#define ROBINSON_MILTER_SPARE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "service/judge.h"

/* As many as are at work at once on a busy machine. */
#define SPARE_MAX 32

struct spare {
	pthread_mutex_t lock;
	bool is_closed;
	struct judge *judges[SPARE_MAX];
	size_t len;
};

void spare_init(struct spare *spare);
/* Frees what is there; nothing is kept from now on. */
void spare_close(struct spare *spare);

/* *judge becomes one that has judged before, if there is one. */
void spare_take(struct spare *spare, struct judge **judge);
/* Takes *judge away, or leaves it where there are enough. */
void spare_keep(struct spare *spare, struct judge **judge);

#endif
