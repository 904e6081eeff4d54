/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.h - a file is opened safely, read whole, and its name got onto the disk
 *
 * Errors:  ERR_IO or false, and errno says why
 */
#ifndef ROBINSON_BASE_FILE_H
#define ROBINSON_BASE_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Appends what is left of a file to "out", whose maximum bounds it. ERR_IO with
 * errno, ERR_LIMIT, ERR_NOMEM; file_read_path() also ERR_NOT_FOUND where there
 * is no such file and ERR_DENIED where it may not be read, both with errno.
 */
enum err file_read(int fd, struct buf *out) MUST_CHECK;
enum err file_read_path(const char *path, struct buf *out) MUST_CHECK;

/* Reads until "len" octets are there or the file ends; *got_r may be less than
 * "len" then. file_read_at() leaves the file's position alone. ERR_IO with
 * errno. */
enum err file_read_full(
	int fd, void *bytes, size_t len, size_t *got_r) MUST_CHECK;
enum err file_read_at(
	int fd, void *bytes, size_t len, off_t at, size_t *got_r) MUST_CHECK;

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
