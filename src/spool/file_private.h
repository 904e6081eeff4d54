/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file_private.h - the files of a spool's directory
 *
 * Errors:  ERR_IO, and errno says why
 * Threads: all functions from all threads, also on one directory
 */
#ifndef ROBINSON_SPOOL_FILE_PRIVATE_H
#define ROBINSON_SPOOL_FILE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* A whole file or none: it is written and synced under the name "temporary",
 * and has its own name when this returns ERR_OK. That the name is on disk is
 * for the caller to see to, by an fsync() of the directory. "mode" is what the
 * file has, whatever the umask. */
enum err spool_file_put(int dir_fd, const char *temporary, const char *name,
	mode_t mode, const void *bytes, size_t len) MUST_CHECK;

/* For reading a file that a process with fewer rights may have put there: -1
 * and errno, ELOOP for a symbolic link; a FIFO keeps nobody waiting. */
int spool_file_open(int dir_fd, const char *name) MUST_CHECK;

/* 0 where it cannot be told. */
int64_t spool_file_size(int dir_fd, const char *name);

/* All names in no order; stops when "each" returns false. */
enum err spool_file_each(int dir_fd, bool (*each)(void *arg, const char *name),
	void *arg) MUST_CHECK;

#endif
