/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_queue_act.h - what the mail server holds is let go or deleted, on record
 *
 * Errors:  as mta_queue.h
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 21(3)
 */
#ifndef ROBINSON_MTA_MTA_QUEUE_ACT_H
#define ROBINSON_MTA_MTA_QUEUE_ACT_H

#include "service/mta/mta_queue.h"

/* Both want a reason in words for the journal, and a message that Robinson
 * held, and tell its sender. A release asks the rules again for every recipient
 * and for every mailbox that its address leads to (routes.h); one whom they
 * refuse stops the message (ERR_DENIED), for the server cannot let go a part
 * of it. */
enum err mta_queue_release(struct desk *desk,
	const struct mta_queue_tools *tools, const struct mta_held *held,
	const char *reason) MUST_CHECK;
enum err mta_queue_delete(struct desk *desk,
	const struct mta_queue_tools *tools, const struct mta_held *held,
	const char *reason) MUST_CHECK;

#endif
