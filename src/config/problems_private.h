/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * problems_private.h - gathering everything that is wrong, within this room
 *
 * Errors:  out of memory or past PROBLEMS_MAX the problem is counted but has
 *          no text
 * Threads: a list belongs to one thread
 */
#ifndef ROBINSON_CONFIG_PROBLEMS_PRIVATE_H
#define ROBINSON_CONFIG_PROBLEMS_PRIVATE_H

#include "config/settings.h"

/* A file that is no configuration at all would have a problem a line. */
#define PROBLEMS_MAX 1000

void problems_add(struct problems *p, enum problem_severity severity,
	const char *file, int line, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* By file, in the order of "files", then by line; otherwise as found. */
void problems_sort(struct problems *p, char *const *files, size_t files_len);

#endif
