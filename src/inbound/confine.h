/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * confine.h - what a helper that was taken over can still do: ask the DNS
 *
 * Afterwards the process reads and writes what it has open, asks for memory
 * up to a bound, and makes sockets of the Internet kinds. No file can be
 * opened, no program run, no process made, no other process touched. A call
 * that is not allowed fails with EPERM.
 *
 * Errors:  ERR_UNAVAILABLE: the kernel cannot confine the process; the caller
 *          must end it
 * Threads: for the whole process; call it while there is one thread
 * Source:  seccomp(2), prctl(2) PR_SET_NO_NEW_PRIVS, setrlimit(2)
 */
#ifndef ROBINSON_INBOUND_CONFINE_H
#define ROBINSON_INBOUND_CONFINE_H

#include "base/err.h"

/* Of the whole process, libraries included. */
#define CONFINE_MEMORY_MAX ((size_t)256 * 1024 * 1024)
#define CONFINE_FILES_MAX 16

/* Limits and no new privileges. */
enum err confine_limits(void) MUST_CHECK;
/* The list of system calls. */
enum err confine_calls(void) MUST_CHECK;

#endif
