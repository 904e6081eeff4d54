/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tempdir.h - a directory of a test's own, gone when it ends
 *
 * Owns:    tempdir_make() .. tempdir_remove(), which deletes what is inside,
 *          directories too
 * Threads: any
 */
#ifndef ROBINSON_TESTS_TEMPDIR_H
#define ROBINSON_TESTS_TEMPDIR_H

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tempdir {
	char path[PATH_MAX / 4];
};

static inline void tempdir_make(struct tempdir *dir)
{
	const char *base = getenv("TMPDIR");

	snprintf(dir->path, sizeof(dir->path), "%s/robinson-test.XXXXXX",
		base ? base : "/tmp");
	if (!mkdtemp(dir->path))
		abort();
}

/* The path of "name" inside; path_r has room for PATH_MAX / 2. */
static inline const char *tempdir_path(
	const struct tempdir *dir, const char *name, char *path_r)
{
	snprintf(path_r, PATH_MAX / 2, "%s/%s", dir->path, name);
	return path_r;
}

static inline void tempdir_remove(struct tempdir *dir)
{
	DIR *d = opendir(dir->path);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		struct tempdir inner;

		if (strcmp(entry->d_name, ".") == 0 ||
			strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), entry->d_name, 0) == 0)
			continue;
		if (snprintf(inner.path, sizeof(inner.path), "%s/%s", dir->path,
			    entry->d_name) < (int)sizeof(inner.path))
			tempdir_remove(&inner);
	}
	if (d)
		closedir(d);
	rmdir(dir->path);
}

#endif
