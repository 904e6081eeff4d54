/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_queue_private.h - what each mail server does for mta_queue.h
 *
 * To add one: a file with a struct mta_driver, and a line in driver_for() of
 * mta_queue.c.
 *
 * Errors:  as mta_queue.h; desk->cause tells
 * Threads: as the desk
 */
#ifndef ROBINSON_MTA_MTA_QUEUE_PRIVATE_H
#define ROBINSON_MTA_MTA_QUEUE_PRIVATE_H

#include "service/mta/mta_queue.h"

struct mta_driver {
	/* The tool for what somebody else put on hold. */
	const char *by_hand;
	/* Whether it is the one, by what was named or is installed. */
	bool (*is_asked)(const struct mta_queue_tools *tools);
	/* Adds what is held, in any order. */
	enum err (*list)(struct desk *desk, const struct mta_queue_tools *tools,
		struct mta_queue *q);
	/* ERR_NOT_FOUND: it is held no longer. */
	enum err (*release)(struct desk *desk,
		const struct mta_queue_tools *tools,
		const struct mta_held *held);
	enum err (*delete)(struct desk *desk,
		const struct mta_queue_tools *tools,
		const struct mta_held *held);
};

extern const struct mta_driver mta_queue_postfix, mta_queue_sendmail;

/* Whether it is a queue id of the server's, and no other word that its tools
 * take in the place of one. */
bool mta_queue_is_id(const char *text);
/* NULL: no memory. */
struct mta_held *mta_queue_add(struct mta_queue *q,
	const struct mta_driver *driver, const char *queue_id);

#endif
