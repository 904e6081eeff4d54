/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * expiry_thread.h - once a minute, what is held too long is deleted
 *
 * The senders are told; one who cannot be told now is told the next time,
 * and until then the message stays. Several daemons on one store do no harm.
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
