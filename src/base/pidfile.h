/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pidfile.h - the file that names a daemon's process; what it says is checked
 *
 * Shape:   a decimal number and a line feed
 * Errors:  cause_r in words, without the file's name
 * Source:  pidfd_open(2)
 */
#ifndef ROBINSON_BASE_PIDFILE_H
#define ROBINSON_BASE_PIDFILE_H

#include "base/file.h"
#include "base/process.h"

/* The file gets mode 0644 and belongs to "user": an old one is replaced, or,
 * where the directory does not allow that, written anew. */
enum err pidfile_write(const char *path, const struct process_user *user,
	char cause_r[FILE_CAUSE_SIZE]) MUST_CHECK;
/* Removes the file, or empties it where we may no longer remove it. */
void pidfile_remove(const char *path);

/*
 * Sends a signal to the process in the file, if it is a process of the file's
 * owner, who could send it himself, and its program has this name (of which
 * the system keeps 15 characters). No link is followed, and nobody else may
 * be able to write to the file. The process that was looked at is the one
 * that gets the signal, whoever has its number later.
 *
 * ERR_NOT_FOUND no such file or process; ERR_DENIED it is not to be believed,
 * or we may not; ERR_CORRUPT no number in it; ERR_IO.
 */
enum err pidfile_signal(const char *path, const char *program, int signo,
	pid_t *pid_r, char cause_r[FILE_CAUSE_SIZE]) MUST_CHECK;

#endif
