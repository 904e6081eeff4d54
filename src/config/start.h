/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * start.h - the settings of a daemon that begins
 *
 * Errors:  a code of <sysexits.h>; every problem, warnings too, was told on
 *          standard error
 * Owns:    the caller has one reference of the settings
 * Threads: only at the start
 */
#ifndef ROBINSON_CONFIG_START_H
#define ROBINSON_CONFIG_START_H

#include "base/buf.h"
#include "config/settings.h"

/* A daemon leaves its directory and reads the file again at SIGHUP: the
 * settings remember the absolute path. */
int start_settings(const char *program, const char *path,
	const struct settings **settings_r) MUST_CHECK;

/* At a reload: problems go to the log, and into "said" (NULL: nobody asked), a
 * line each. On an error nothing is given, and the old settings stay. */
enum err start_settings_again(const char *path, struct buf *said,
	const struct settings **settings_r) MUST_CHECK;

#endif
