/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.h - what robinson-staff is told on its command line
 */
#ifndef ROBINSON_STAFF_OPTIONS_H
#define ROBINSON_STAFF_OPTIONS_H

#include "config/options.h"

/* As options_read(). */
bool options_parse(
	int argc, char **argv, struct options *options_r, int *status_r);

#endif
