/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock_guard.h - nothing is removed because a clock runs wrong
 *
 * Whoever removes what is old (purge, trim of the journal, expiry of held
 * messages) asks here first. A clock that shows a time more than an hour before
 * the latest instant on record, or more than 30 days after it, is not trusted;
 * nor is a run that would remove more than a fifth of at least 20 things: most
 * likely the clock, or the configuration, is wrong. Then nothing is removed
 * until somebody has looked and confirms.
 *
 * Errors:  ERR_LIMIT: not trusted, desk->cause says why and what to do;
 *          those of the store
 * Owns:    everything is borrowed
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(d), 5(1)(f), 32(1)(b): data is not lost by accident
 */
#ifndef ROBINSON_OFFICE_CLOCK_GUARD_H
#define ROBINSON_OFFICE_CLOCK_GUARD_H

#include "service/office/desk.h"

struct clock_guard {
	const char *things; /* "persons" */
	struct store_share share; /* of them */
	const char *confirm; /* the command that goes on all the same */
};

enum err clock_guard_check(
	struct desk *desk, const struct clock_guard *guard) MUST_CHECK;

/* Somebody says that the clock is right: journaled with "reason", and now is
 * the latest instant. ERR_INVALID: there is no reason, or it is too long. In
 * a transaction of its own. */
enum err clock_guard_confirm(struct desk *desk, const char *reason) MUST_CHECK;

#endif
