/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rectify_private.h - two addresses that become one person (the room's own
 * header)
 *
 * Files:   rectify.c, rectify_wishes.c
 * Errors:  as store.h
 * Owns:    the subjects are rectify_address()'s
 * Threads: as a desk
 */
#ifndef ROBINSON_PERSON_RECTIFY_PRIVATE_H
#define ROBINSON_PERSON_RECTIFY_PRIVATE_H

#include "service/person/person.h"
#include "service/person/rectify.h"

struct side {
	struct identity identity;
	struct subject subject; /* with its history, without its domains */
	struct person person;
};

struct rectifying {
	struct desk *desk;
	const struct rectify_options *options;
	struct side from, to;
	/* Requests have the key of the time when they came. */
	struct identity_keys keys;
	struct buf *said;
	size_t kept; /* wishes that the other side would have ended */
	int64_t statements; /* of salespersons, that wait */
};

/* Inside the write transaction: what a consent of the other address would end is
 * recorded anew under the new one. */
enum err rectify_keep_wishes(struct rectifying *r) MUST_CHECK;

#endif
