/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * guard_private.h - reading a mapped file that may fail under the reader
 *
 * The kernel sends SIGBUS to a thread that reads a page of a mapping which the
 * disk cannot give, or which lies behind the end of a file that was cut off.
 * Here it ends the reading, and nothing else.
 *
 * Threads: any; what runs inside may be left at every read of the mapping
 * Source:  mmap(2), POSIX.1-2017 System Interfaces 2.8.3.3
 */
#ifndef ROBINSON_LISTS_GUARD_PRIVATE_H
#define ROBINSON_LISTS_GUARD_PRIVATE_H

#include "base/err.h"

/* Takes SIGBUS for the process; others' SIGBUS is handed on as it was. Any
 * number of times. */
void guard_install(void);

/* Runs "read(arg)". ERR_IO: a page was not there. */
enum err guard_run(enum err (*read)(void *arg), void *arg) MUST_CHECK;

#endif
