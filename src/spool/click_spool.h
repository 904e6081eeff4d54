/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * click_spool.h - where a click waits until it can be recorded
 *
 * The public page puts clicks in, the recorder takes them out. A click lies in
 * a file of its own, sealed, on disk before the person reads "noted". A program
 * that judges marketing mail on the same host asks click_spool_waits() first.
 *
 * A click that waits cannot be undone: its secret is not kept.
 *
 * Shape:   DIR/<nanoseconds since 1970, 20 digits>-<id, 32 hex digits>: the
 *          packet of click.h, sealed for this name (crypto, wrap.h).
 *          DIR/tmp-* are not complete yet, DIR/bad-* were none.
 * Errors:  ERR_LIMIT: as many wait as may; ERR_IO: the directory or a file
 *          cannot be used, errno says why; ERR_CORRUPT: it is no click of
 *          these keys
 * Owns:    click_spool_list() gives an array that the caller free()s
 * Threads: quota and watch belong to one thread at a time; the directory to
 *          all
 * Source:  GDPR Art. 21(3), 32(1)(a)
 */
#ifndef ROBINSON_SPOOL_CLICK_SPOOL_H
#define ROBINSON_SPOOL_CLICK_SPOOL_H

#include <sys/types.h>
#include <time.h>

#include "crypto/wrap.h"
#include "spool/click.h"

#define CLICK_SPOOL_MAX 100000 /* clicks that wait */
#define CLICK_NAME_SIZE (20 + 1 + 2 * CLICK_ID_LEN + 1)

struct click_name {
	char text[CLICK_NAME_SIZE];
};

/* How many wait, counted now and then. */
struct click_quota {
	size_t waiting;
	int64_t counted_ms;
};

/* On disk when this returns, readable by the directory's group. "quota"
 * begins as zeros. */
enum err click_spool_put(const char *dir, struct wrapper *w,
	const struct click *click, struct click_quota *quota) MUST_CHECK;

/* The oldest first; a directory that is not there has none. */
enum err click_spool_list(
	const char *dir, struct click_name **names_r, size_t *len_r) MUST_CHECK;
/* ERR_NOT_FOUND: it is gone. */
enum err click_spool_get(const char *dir, struct wrapper *w,
	const struct click_name *name, struct click *click_r) MUST_CHECK;
/* Gone already is as good. */
enum err click_spool_remove(
	const char *dir, const struct click_name *name) MUST_CHECK;
/* Renames it to bad-NAME: it waits no longer, and an administrator should look
 * at it. */
enum err click_spool_set_aside(
	const char *dir, const struct click_name *name) MUST_CHECK;

/* Remembers an empty directory by its time of change, so that asking again
 * costs one call of the system. */
struct click_watch {
	bool is_empty;
	struct timespec changed;
	dev_t device;
	ino_t inode;
};

/* What was put before this is called is seen. */
enum err click_spool_waits(
	struct click_watch *watch, const char *dir, bool *waits_r) MUST_CHECK;

#endif
