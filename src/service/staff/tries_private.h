/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tries_private.h - who tries too often waits (the room's own header)
 *
 * A try is charged before it is looked at, and given back when it was right:
 * so many at once do not slip through between.
 *
 * Shape:   rows of the store's tries: of a name and a client (passwords and
 *          codes apart), of a client, of a name; that a name and a client logged in; and when failed tries of a
 *          name were last told to the journal. The name is folded, "" for all
 *          that are none.
 * Units:   seconds
 * Errors:  as store.h, with desk->cause
 * Threads: as a desk
 * Source:  NIST SP 800-63B 5.2.2
 */
#ifndef ROBINSON_STAFF_TRIES_PRIVATE_H
#define ROBINSON_STAFF_TRIES_PRIVATE_H

#include "service/staff/login.h"

struct tries_who {
	const char *name; /* folded */
	const unsigned char *client;
	bool is_code; /* of the second factor: whoever tries has the password */
	/* Within a session: there is no client, and nobody else waits for what
	 * its owner tries, or the other way round. */
	bool is_own;
};

/* How long a wait follows n failed tries: by name and client, of a client, of a
 * name. */
int64_t tries_wait_of_pair(int64_t n);
int64_t tries_wait_of_client(int64_t n);
int64_t tries_wait_of_name(int64_t n);

/* How long they have to wait still; 0: they may try. */
enum err tries_wait(struct desk *desk, const struct tries_who *who,
	int64_t *wait_s_r) MUST_CHECK;
/* Inside a write transaction: the same, and where they may try it is
 * charged. */
enum err tries_charge(struct desk *desk, const struct tries_who *who,
	int64_t *wait_s_r) MUST_CHECK;
/* Inside a write transaction: it was right, and the pair begins anew; with
 * "is_whole" it is known from now on. */
enum err tries_forgive(struct desk *desk, const struct tries_who *who,
	bool is_whole) MUST_CHECK;
/* Inside a write transaction: whether an entry is due, which is at most once a
 * minute; *failed_r: how many failed since the last one. */
enum err tries_tell(struct desk *desk, const char *name, bool *is_due_r,
	int64_t *failed_r) MUST_CHECK;

#endif
