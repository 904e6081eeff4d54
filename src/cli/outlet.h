/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outlet.h - a document goes to a file, or to standard output
 *
 * Errors:  an exit status, after it said what is wrong
 * Threads: one
 */
#ifndef ROBINSON_CLI_OUTLET_H
#define ROBINSON_CLI_OUTLET_H

#include "cli/command.h"

/* A page, not a data set. */
#define OUTLET_MAX ((size_t)64 << 20)

/* "path" "-" is standard output. What "make" writes is whole before the file
 * is opened. */
int outlet_write(const struct cli *cli, const char *path,
	enum err (*make)(const void *of, struct buf *out), const void *of);

#endif
