/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * confine.h - a process that serves strangers gives up what it will not need
 *
 * No new privileges, no core file (it would hold keys, or what people read),
 * no other program and no other process: whoever breaks in finds what the
 * process holds, and no tool. A process that has opened all it needs also
 * gives up files and new sockets.
 *
 * Source:  prctl(2), seccomp(2), landlock(7); GDPR Art. 32(1)
 */
#ifndef ROBINSON_HTTP_CONFINE_H
#define ROBINSON_HTTP_CONFINE_H

#include "base/err.h"

/* What else is given up. */
enum {
	/* No file is opened any more, whatever its rights. A kernel without
	 * Landlock is told of in the log, and goes on. */
	CONFINE_FILES = 1,
	/* No new socket, no new peer; those that are open stay, and a
	 * connection that comes is accepted. */
	CONFINE_SOCKETS = 2
};

/* For good, for all threads that are made from now on. "parts": of
 * CONFINE_FILES and CONFINE_SOCKETS. errno says why not. */
enum err confine_process(unsigned parts) MUST_CHECK;

#endif
