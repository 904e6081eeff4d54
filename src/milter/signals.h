/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signals.h - a thread of ours that takes all signals
 *
 * libmilter would stop at SIGHUP and take seconds to stop at SIGTERM: so all
 * signals are blocked before its threads begin, and one thread of ours waits
 * for them (libmilter/own_signals.h keeps libmilter's from doing so). HUP reads
 * the configuration anew; USR1 logs the counters; TERM and INT let the messages
 * under way end, then stop libmilter. A second TERM does not wait.
 */
#ifndef ROBINSON_MILTER_SIGNALS_H
#define ROBINSON_MILTER_SIGNALS_H

#include "milter/callbacks.h"

/* Called while there is one thread only. */
void signals_block(void);

struct signals;

/* "context" is borrowed until signals_end(). */
enum err signals_start(
	struct milter_context *context, struct signals **signals_r) MUST_CHECK;
/* After smfi_main() has returned. */
void signals_end(struct signals **signals);

#endif
