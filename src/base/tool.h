/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tool.h - running another program: no shell, no waiting without end
 *
 * Shape:   the program gets the input on its standard input and gives what
 *          it says; of a longer answer only the beginning is kept
 * Errors:  ERR_OK: it ran, see the result; ERR_NOT_FOUND there is no such
 *          program; ERR_DENIED it may not be run; ERR_IO, ERR_NOMEM
 * Owns:    everything is borrowed for the call
 * Threads: all functions may be called from any thread; no signal is raised
 *          or caught. SIGCHLD must not be ignored by the process.
 */
#ifndef ROBINSON_BASE_TOOL_H
#define ROBINSON_BASE_TOOL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct tool {
	const char *const *argv; /* argv[0] is a path, NULL ends */
	/* Fills the input piece by piece; 0: that was all. NULL: no input. */
	size_t (*input)(void *arg, char *to, size_t size);
	void *arg;
	int64_t timeout_s;
};

struct tool_result {
	int status; /* of exit(); -1: none */
	int signal; /* that ended it; 0: none */
	bool timed_out; /* it was killed because it took too long */
	bool took_all; /* of the input */
};

/* "out" takes what it says on standard output, "err_out" on standard error;
 * NULL: nobody listens. */
enum err tool_run(const struct tool *tool, struct buf *out, struct buf *err_out,
	struct tool_result *result_r) MUST_CHECK;

#endif
