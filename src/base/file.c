/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum err file_write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		at += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

void file_directory(const char *path, char directory_r[PATH_MAX])
{
	const char *slash = strrchr(path, '/');

	if (slash)
		snprintf(directory_r, PATH_MAX, "%.*s",
			(int)(slash == path ? 1 : slash - path), path);
	else
		snprintf(directory_r, PATH_MAX, ".");
}

bool file_sync_directory(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_synced = fd >= 0 && fsync(fd) == 0;
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return is_synced;
}
