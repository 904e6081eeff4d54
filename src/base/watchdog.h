/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watchdog.h - the service manager hears that a daemon still answers
 *
 * Where the service manager wants to hear from the daemon (WatchdogSec= of
 * systemd), a thread connects to the daemon's own socket four times in that
 * time, asks a question of the daemon's protocol, and tells the service manager
 * of each answer. A connection that the daemon closes is an answer, too: it
 * refuses, and does not hang. So is it where the process has no descriptor
 * left, because a restart would only lose the mail under way. A daemon that
 * does not answer for the whole time is restarted by the service manager.
 *
 * Shape:   the question is what a peer would send first
 * Errors:  ERR_NOMEM, ERR_IO, ERR_UNAVAILABLE: no thread
 * Owns:    what the options point to is borrowed until watchdog_stop()
 * Threads: watchdog_start() and watchdog_stop() from one thread
 * Source:  sd_watchdog_enabled(3)
 */
#ifndef ROBINSON_BASE_WATCHDOG_H
#define ROBINSON_BASE_WATCHDOG_H

#include <stddef.h>

#include "base/err.h"
#include "base/listening.h"

struct watchdog;

struct watchdog_options {
	const struct listening *listening;
	const void *question;
	size_t question_len;
};

/* NULL with ERR_OK: the service manager does not want to hear of it. */
enum err watchdog_start(const struct watchdog_options *options,
	struct watchdog **watchdog_r) MUST_CHECK;
/* NULL is accepted. */
void watchdog_stop(struct watchdog **watchdog);

#endif
