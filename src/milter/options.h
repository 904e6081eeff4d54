/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.h - what the daemon is told on its command line
 */
#ifndef ROBINSON_MILTER_OPTIONS_H
#define ROBINSON_MILTER_OPTIONS_H

#include "config/options.h"

/* As options_read(). */
bool options_parse(
	int argc, char **argv, struct options *options_r, int *status_r);

#endif
