/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue_private.h - the events of a spool that are known by name
 *
 * Those that wait and those that are being worked on. Where more events lie in
 * the directory than the queue has room for, the spool finds them there later.
 *
 * Shape:   what waits, the oldest first but for what came out of order
 * Errors:  a queue that is full takes nothing more and says so
 * Threads: whoever holds the spool's lock
 */
#ifndef ROBINSON_SPOOL_QUEUE_PRIVATE_H
#define ROBINSON_SPOOL_QUEUE_PRIVATE_H

#include <stdbool.h>

#include "spool/spool.h"

#define SPOOL_QUEUE_MAX 1024
#define SPOOL_TAKEN_MAX 16

struct spool_queue {
	size_t first, len;
	struct spool_item waiting[SPOOL_QUEUE_MAX];
	size_t taken_len;
	struct spool_item taken[SPOOL_TAKEN_MAX];
	uint64_t turn; /* of the deferred one that was taken last */
};

bool spool_queue_is_full(const struct spool_queue *q);
/* As the last one. */
bool spool_queue_append(
	struct spool_queue *q, const struct spool_item *item) MUST_CHECK;
/* Behind those at its front that are older. */
bool spool_queue_insert(
	struct spool_queue *q, const struct spool_item *item) MUST_CHECK;

/* The next one whose group is not being worked on, and no more than
 * SPOOL_TAKEN_MAX at a time. Of those that were deferred each group has its
 * turn; of the others it is the first. */
bool spool_queue_take(struct spool_queue *q, bool is_deferred,
	struct spool_item *item_r) MUST_CHECK;
/* "item" is being worked on, as spool_queue_untake() left room for. */
void spool_queue_retake(struct spool_queue *q, const struct spool_item *item);
/* No longer: neither waits for work nor is worked on. */
void spool_queue_untake(struct spool_queue *q, const struct spool_item *item);

bool spool_queue_has(
	const struct spool_queue *q, const struct spool_item *item);
bool spool_queue_is_busy(const struct spool_queue *q, uint64_t group);

/* Marks "item" as one that is deferred, with its turn. False: with "octets" it
 * would be more than may be deferred, "max_octets" among it. */
bool spool_queue_defer(const struct spool_queue *q, struct spool_item *item,
	int64_t octets, int64_t max_octets) MUST_CHECK;
/* What waits and is not deferred belongs to the group no longer, if more of it
 * may be deferred. */
void spool_queue_ungroup(struct spool_queue *q, uint64_t group);

#endif
