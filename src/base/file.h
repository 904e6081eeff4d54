/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.h - what whoever puts a file in its place needs
 *
 * Errors:  ERR_IO or false, and errno says why
 */
#ifndef ROBINSON_BASE_FILE_H
#define ROBINSON_BASE_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

enum err file_write_all(int fd, const void *bytes, size_t len) MUST_CHECK;

/* The directory that a path lies in, "." where it names none. */
void file_directory(const char *path, char directory_r[PATH_MAX]);

/* A new name must be on disk as well as the bytes. */
bool file_sync_directory(const char *directory);

#define FILE_CAUSE_SIZE 200

/*
 * As open(2), for a file whose place others may have prepared: no symbolic
 * link is followed, nothing but a regular file is opened, and in a directory
 * in which everybody may make files it has no second name, and belongs to us
 * or to root. "mode" is what a new file has, whatever the umask. O_TRUNC is
 * done when all that is known. -1: cause_r says why in words, errno too.
 */
int file_open_own(const char *path, int flags, mode_t mode,
	char cause_r[FILE_CAUSE_SIZE]) MUST_CHECK;

#endif
