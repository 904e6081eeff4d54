/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_use.h - how many are logged in, and how much long work there is
 *
 * For metrics: numbers alone, of all accounts together.
 *
 * Errors:  ERR_UNAVAILABLE; desk->cause tells
 * Threads: as the desk
 */
#ifndef ROBINSON_STAFF_IN_USE_H
#define ROBINSON_STAFF_IN_USE_H

#include "service/office/desk.h"

struct staff_in_use {
	int64_t sessions; /* that have not ended, whole or not */
	int64_t jobs_waiting;
	int64_t jobs_running;
};

enum err staff_in_use(
	struct desk *desk, struct staff_in_use *in_use_r) MUST_CHECK;

#endif
