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

#include "base/err.h"

enum err file_write_all(int fd, const void *bytes, size_t len) MUST_CHECK;

/* The directory that a path lies in, "." where it names none. */
void file_directory(const char *path, char directory_r[PATH_MAX]);

/* A new name must be on disk as well as the bytes. */
bool file_sync_directory(const char *directory);

#endif
