/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cli.h - the command line: robinson -c FILE COMMAND ...
 *
 * A door: arguments become calls of the services, answers become lines. The
 * result is the exit status: 0, 1 where a command says so, or one of
 * sysexits.h.
 *
 * Files:   run.c
 * Threads: one call a process
 */
#ifndef ROBINSON_CLI_CLI_H
#define ROBINSON_CLI_CLI_H

#include "base/clock.h"

int cli_main(int argc, char **argv, const struct clock_source *clock);

#endif
