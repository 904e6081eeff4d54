/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_ask.h - "robinson setup" asks at the terminal for what it was not told
 *
 * An empty answer takes what is proposed. A wrong one is asked for again.
 *
 * Errors:  an exit status; at the end of the input nothing was changed yet
 * Threads: one
 */
#ifndef ROBINSON_CLI_SETUP_ASK_H
#define ROBINSON_CLI_SETUP_ASK_H

#include "cli/setup_plan.h"

int setup_ask(struct setup_plan *plan);

#endif
