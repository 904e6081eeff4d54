/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run.h - the page's daemon from its arguments to its exit status
 *
 * Returns a code of <sysexits.h>.
 */
#ifndef ROBINSON_UNSUBSCRIBE_RUN_H
#define ROBINSON_UNSUBSCRIBE_RUN_H

#include "base/clock.h"

int unsubscribe_main(int argc, char **argv, const struct clock_source *clock);

#endif
