/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_steps.h - what "robinson setup" does once there is a configuration
 *
 * Errors:  an exit status, after it said what is wrong and where it stands
 * Threads: one; needs root
 */
#ifndef ROBINSON_CLI_SETUP_STEPS_H
#define ROBINSON_CLI_SETUP_STEPS_H

#include "cli/setup_plan.h"

/* Has systemd start the daemon and its timers, where there is a systemd and it
 * is the usual configuration; else says how. *answers_r: the daemon does. */
int setup_start(
	struct setup_plan *plan, const struct settings *s, bool *answers_r);
/* Shows the lines for the mail server, or types those for Postfix: only where
 * the daemon answers, because mail waits while it does not. */
int setup_build_in(
	struct setup_plan *plan, const struct settings *s, bool answers);
/* "robinson doctor"; its exit status. */
int setup_examine(struct setup_plan *plan);

#endif
