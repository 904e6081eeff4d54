/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expiry_thread.h - once a minute, messages that were held too long are deleted
 *
 * The senders are told. Where a sender cannot be told now, the message stays
 * until the next round. Several daemons may do this on one store.
 *
 * Threads: expiry_thread_start() and expiry_thread_stop() from one thread
 * Source:  GDPR Art. 5(1)(e)
 */
#ifndef ROBINSON_MILTER_EXPIRY_THREAD_H
#define ROBINSON_MILTER_EXPIRY_THREAD_H

#include "service/office/office.h"

struct expiry_thread;

/* "office" is borrowed until expiry_thread_stop(). */
enum err expiry_thread_start(
	struct office *office, struct expiry_thread **thread_r) MUST_CHECK;
/* Waits for what is under way. */
void expiry_thread_stop(struct expiry_thread **thread);

#endif
