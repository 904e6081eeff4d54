/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool/file_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static enum err write_new(int dir_fd, const char *name, mode_t mode,
	const void *bytes, size_t len)
{
	int fd = openat(
		dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	enum err e;

	if (fd < 0)
		return ERR_IO;
	e = fchmod(fd, mode) == 0 ? file_write_all(fd, bytes, len) : ERR_IO;
	if (!e && fdatasync(fd) != 0)
		e = ERR_IO;
	if (close(fd) != 0 && !e)
		e = ERR_IO;
	return e;
}

enum err spool_file_put(int dir_fd, const char *temporary, const char *name,
	mode_t mode, const void *bytes, size_t len)
{
	enum err e = write_new(dir_fd, temporary, mode, bytes, len);
	int error;

	if (!e && renameat(dir_fd, temporary, dir_fd, name) != 0)
		e = ERR_IO;
	error = errno;
	if (e)
		(void)unlinkat(dir_fd, temporary, 0);
	errno = error;
	return e;
}

int spool_file_open(int dir_fd, const char *name)
{
	return openat(
		dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

int64_t spool_file_size(int dir_fd, const char *name)
{
	struct stat st;

	return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ?
		st.st_size :
		0;
}

enum err spool_file_each(
	int dir_fd, bool (*each)(void *arg, const char *name), void *arg)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool goes_on = true;
	enum err e;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return ERR_IO;
	}
	errno = 0;
	while (goes_on && (entry = readdir(dir))) {
		goes_on = each(arg, entry->d_name);
		errno = 0;
	}
	e = errno ? ERR_IO : ERR_OK;
	closedir(dir);
	return e;
}
