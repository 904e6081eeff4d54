/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * run_private.h - what else the program can be
 *
 * Files:   run_web.c, run_table.c
 * Errors:  a code of <sysexits.h>
 * Threads: one call in a process
 */
#ifndef ROBINSON_STAFF_RUN_PRIVATE_H
#define ROBINSON_STAFF_RUN_PRIVATE_H

#include "base/clock.h"

/* The web process: becomes its user and serves. */
int staff_run_web(int argc, char **argv, const struct clock_source *clock);

/* Prints who may what, as JSON: all verbs and all routes. For tests. */
#define TABLE_MODE "--table"
int staff_print_table(void);

#endif
