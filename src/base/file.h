/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.h - opening a file safely, and getting its name onto the disk
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

/* fsync() of the directory: a new name must be on disk as well as the bytes. */
bool file_sync_directory(const char *directory);

#define FILE_CAUSE_SIZE 200

/*
 * As open(2), for a path that other users may have prepared: symbolic links are
 * not followed, only a regular file is opened, and in a directory in which
 * everybody may make files it must have no second name (hard link) and belong
 * to us or to root. "mode" is what a new file has, whatever the umask. O_TRUNC
 * takes effect after these checks. -1: cause_r says why in words, errno too.
 */
int file_open_own(const char *path, int flags, mode_t mode,
	char cause_r[FILE_CAUSE_SIZE]) MUST_CHECK;

#endif
