/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spool.h - events wait on disk, sealed, until they are on record
 *
 * For what must not be lost before the store has it, where nobody can wait for
 * the store: a letter to be examined, a click while the store is away. An event
 * is bytes, the instant it came and an id of its own, by which it is recorded
 * once however often it is read. It is removed only when it has been recorded;
 * until then it survives any crash.
 *
 * Shape:   a directory with one file for each event:
 *              0018aa52e7c3f1d4-c0f2...9e   order (nanoseconds since 1970,
 *                                           ever rising), id
 *          in it, sealed (seal.h) under the context "LABEL ID", so that no
 *          file can stand for another: the instant, 8 bytes, big-endian,
 *          then the event's bytes. What is being written has the suffix
 *          ".new"; what was set aside has ".damaged" (it does not open) or
 *          ".failed" (it opens, but nobody could do anything with it): such
 *          a file is taken up again when the suffix is taken off.
 * Example: with the label "inbound", an event of 5 bytes that came at
 *          2018-05-28T10:00:00Z is sealed from
 *              000000005b0bd320 68656c6c6f
 * Units:   octets of the files; seconds since 1970-01-01T00:00:00Z
 * Errors:  ERR_LIMIT the spool is full, or an event larger than
 *          SPOOL_EVENT_MAX; ERR_IO the disk refuses it; ERR_UNAVAILABLE there
 *          are no keys now; in each case nobody may rely on the event
 * Owns:    the keys are borrowed for a call, and must stay the same value
 *          for as long as the spool lives or another is given
 * Threads: all functions from all threads; several processes may put into
 *          one directory
 * Source:  GDPR Art. 5(1)(d) and (f), 32(1)
 */
#ifndef ROBINSON_SPOOL_SPOOL_H
#define ROBINSON_SPOOL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "crypto/keyfile.h"

#define SPOOL_ID_LEN 16
#define SPOOL_EVENT_MAX ((size_t)1280 * 1024)
#define SPOOL_LABEL_MAX 24
#define SPOOL_NAME_SIZE (16 + 1 + 2 * SPOOL_ID_LEN + 1)
#define SPOOL_CAUSE_SIZE 400

struct spool;

/* The directory is made (0700) where its parent is there; a file that was being
 * written when something crashed is removed: no caller was told that it is on
 * disk. */
enum err spool_open(const char *directory, const char *label, int64_t max_bytes,
	struct spool **spool_r, char cause_r[SPOOL_CAUSE_SIZE]) MUST_CHECK;
/* Called when no thread waits for an item any more. */
void spool_close(struct spool **spool);
void spool_limit(struct spool *spool, int64_t max_bytes);

/* On disk when this returns ERR_OK; calls that come together share one
 * fsync of the directory. */
enum err spool_put(struct spool *spool, const struct keyfile *keys,
	int64_t at_utc, const void *bytes, size_t len) MUST_CHECK;

struct spool_item {
	unsigned char id[SPOOL_ID_LEN];
	char name[SPOOL_NAME_SIZE];
	uint64_t group; /* as spool_claim() was told; 0: none */
	int64_t deferred; /* its octets, if spool_defer() took it; else 0 */
	uint64_t turn; /* of its group, among the deferred */
};

/*
 * The next one to be worked on, the oldest first as far as the directory
 * tells; waits for one up to wait_ms. ERR_NOT_FOUND: there is none. Nobody
 * else in this process gets it until it is given back.
 */
enum err spool_take(struct spool *spool, int64_t wait_ms,
	struct spool_item *item_r) MUST_CHECK;
/*
 * The thread that has read the item says to which group it belongs (not 0). One
 * item of each group is worked on at a time, so that a slow group delays only
 * itself. False: another item of the group is being worked on; this one is
 * given back, and spool_take() passes it over until that one is done.
 */
bool spool_claim(struct spool *spool, struct spool_item *item,
	uint64_t group) MUST_CHECK;
/*
 * The thread that works on the item will not wait for its group (not 0): it is
 * given back for spool_take_deferred(), and spool_take() never returns it. That
 * is known to this process only, and forgotten with it. While more of the group
 * may be deferred, those that spool_claim() gave back are free for spool_take()
 * again, to be deferred, too. False: no more may be deferred, not more than
 * SPOOL_DEFERRED_MAX items and SPOOL_DEFERRED_GROUP_MAX of one group, which
 * have not more than one SPOOL_DEFERRED_SHARE-th of the spool's octets; or as
 * much waits as can be known by name. The item stays taken.
 */
#define SPOOL_DEFERRED_MAX 256
#define SPOOL_DEFERRED_GROUP_MAX 32
#define SPOOL_DEFERRED_SHARE 2
bool spool_defer(struct spool *spool, struct spool_item *item,
	uint64_t group) MUST_CHECK;
/* As spool_take(), of what was deferred: of each group one, then the next of
 * each, so that a group with many waits longer than one with few. */
enum err spool_take_deferred(struct spool *spool, int64_t wait_ms,
	struct spool_item *item_r) MUST_CHECK;
/* All that lies in the directory is known by name, and not half as much of it
 * waits as may be known: who gives something back takes nobody's place. */
bool spool_has_room(struct spool *spool);
/* From now on neither of the two waits: it returns at once. */
void spool_wake(struct spool *spool);

/* ERR_NOT_FOUND: somebody was quicker. ERR_CORRUPT: it does not open with
 * these keys. Else a fault: try again. "bytes" is emptied first. */
enum err spool_read(struct spool *spool, const struct keyfile *keys,
	const struct spool_item *item, int64_t *at_utc_r,
	struct buf *bytes) MUST_CHECK;

/* Each of these ends the work on an item that was taken. */
void spool_done(struct spool *spool, const struct spool_item *item);
void spool_give_back(struct spool *spool, const struct spool_item *item);
enum spool_aside {
	SPOOL_DAMAGED,
	SPOOL_FAILED
};
/* Mail that cannot be used must not fill the disk: of the events that
 * failed, the latest SPOOL_FAILED_MAX are kept, and the log names each that
 * is deleted. */
#define SPOOL_FAILED_MAX 100
void spool_set_aside(struct spool *spool, const struct spool_item *item,
	enum spool_aside why);

#endif
