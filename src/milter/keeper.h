/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keeper.h - once a minute, what is held too long is deleted
 *
 * The senders are told; one who cannot be told now is told the next time,
 * and until then the message stays. Several daemons on one store do no harm.
 *
 * Threads: keeper_start() and keeper_stop() from one; the keeper has its own
 * Source:  GDPR Art. 5(1)(e)
 */
#ifndef ROBINSON_MILTER_KEEPER_H
#define ROBINSON_MILTER_KEEPER_H

#include "service/office.h"

struct keeper;

/* "office" is borrowed until keeper_stop(). */
enum err keeper_start(
	struct office *office, struct keeper **keeper_r) MUST_CHECK;
/* Waits for what is under way. */
void keeper_stop(struct keeper **keeper);

#endif
