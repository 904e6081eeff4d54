/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.h - robinson-staff: two processes of one program
 *
 * The process that was started opens the listening socket, starts the web
 * process with it, becomes the milter's user, and serves the web process. If
 * either ends, so does the other.
 *
 * Errors:  a code of <sysexits.h>
 * Threads: one call in a process
 */
#ifndef ROBINSON_STAFF_RUN_H
#define ROBINSON_STAFF_RUN_H

#include "base/clock.h"

struct store_hooks;

/* "hooks" NULL but in tests. */
int staff_main(int argc, char **argv, const struct clock_source *clock,
	const struct store_hooks *hooks);

#endif
