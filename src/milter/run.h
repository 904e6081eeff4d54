/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.h - the daemon from its arguments to its exit status
 *
 * The clock is an argument, and so are the store's hooks: tests build a
 * second program that gives their own. Returns a code of <sysexits.h>.
 */
#ifndef ROBINSON_MILTER_RUN_H
#define ROBINSON_MILTER_RUN_H

#include "base/clock.h"

struct store_hooks;

int milter_main(int argc, char **argv, const struct clock_source *clock,
	const struct store_hooks *hooks);

#endif
