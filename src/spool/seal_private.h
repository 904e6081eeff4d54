/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * seal_private.h - one event, sealed for its file and out of it again
 *
 * A seal belongs to one thread at a time and is expensive to make: seals are
 * used again until the keys change.
 *
 * Errors:  as in spool.h
 * Threads: a ring may be used by all threads
 */
#ifndef ROBINSON_SPOOL_SEAL_PRIVATE_H
#define ROBINSON_SPOOL_SEAL_PRIVATE_H

#include <pthread.h>

#include "crypto/seal.h"
#include "spool/spool.h"

#define SPOOL_SEALS_MAX 16
#define SPOOL_STAMP_LEN 8

struct spool_ring {
	pthread_mutex_t lock;
	const struct keyfile *keys; /* whose seals these are */
	struct seal *idle[SPOOL_SEALS_MAX];
	size_t len;
};

void spool_ring_init(struct spool_ring *ring);
void spool_ring_free(struct spool_ring *ring);

/* What is sealed has this size for "len" octets of an event. */
int64_t spool_sealed_size(size_t len);

/* spool_sealed_size(len) octets, to be free()d. */
enum err spool_seal_bytes(struct spool_ring *ring, const struct keyfile *keys,
	const char *context, int64_t at_utc, const void *bytes, size_t len,
	unsigned char **sealed_r) MUST_CHECK;
enum err spool_seal_from(struct spool_ring *ring, const struct keyfile *keys,
	int fd, const char *context, int64_t *at_utc_r,
	struct buf *bytes) MUST_CHECK;

#endif
