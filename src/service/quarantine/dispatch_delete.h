/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dispatch_delete.h - what is held is deleted, and whoever sent it is told
 *
 * Errors:  as quarantine.h; desk->cause tells
 * Owns:    everything is borrowed for the call
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e)
 */
#ifndef ROBINSON_QUARANTINE_DISPATCH_DELETE_H
#define ROBINSON_QUARANTINE_DISPATCH_DELETE_H

#include "service/quarantine/dispatch.h"

/* Deletes it, and tells its sender, unless tell-deleted = no. A notice that
 * the MTA does not take now is the daemon's to send. */
enum err dispatch_delete(struct dispatch *d, const struct held_id *id,
	const char *reason) MUST_CHECK;

/* Deletes what is past its time, and tells the senders; a notice that the MTA
 * does not take now is the daemon's to send. What the milter let through
 * after its release was called under way, and long ago, is settled.
 * ERR_LIMIT: the clock is not believed (clock_guard.h), unless "confirmed"
 * says why it is right; NULL: nobody has looked. */
enum err dispatch_expire(struct dispatch *d, const char *confirmed,
	size_t *deleted_r) MUST_CHECK;

#endif
