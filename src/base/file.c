/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum err file_read(int fd, struct buf *out)
{
	char piece[16384];
	enum err e = ERR_OK;
	ssize_t n = 0;

	while (!e && (n = read(fd, piece, sizeof(piece))) != 0) {
		if (n > 0)
			e = buf_add(out, piece, (size_t)n);
		else if (errno != EINTR)
			e = ERR_IO;
	}
	return e;
}

enum err file_read_path(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum err e;
	int saved;

	if (fd < 0)
		return errno == ENOENT  ? ERR_NOT_FOUND :
			errno == EACCES ? ERR_DENIED :
					  ERR_IO;
	e = file_read(fd, out);
	saved = errno;
	close(fd);
	errno = saved;
	return e;
}

enum err file_read_full(int fd, void *bytes, size_t len, size_t *got_r)
{
	char *to = bytes;

	*got_r = 0;
	while (*got_r < len) {
		ssize_t n = read(fd, to + *got_r, len - *got_r);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_IO;
		if (n == 0)
			break;
		*got_r += (size_t)n;
	}
	return ERR_OK;
}

enum err file_read_at(int fd, void *bytes, size_t len, off_t at, size_t *got_r)
{
	char *to = bytes;

	*got_r = 0;
	while (*got_r < len) {
		ssize_t n = pread(
			fd, to + *got_r, len - *got_r, at + (off_t)*got_r);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_IO;
		if (n == 0)
			break;
		*got_r += (size_t)n;
	}
	return ERR_OK;
}

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

static bool is_common(const char *path)
{
	char directory[PATH_MAX];
	struct stat st;

	file_directory(path, directory);
	return stat(directory, &st) == 0 && (st.st_mode & S_IWOTH);
}

/* NULL: it is ours to use. */
static const char *why_not(const char *path, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "it is no regular file";
	if (!is_common(path))
		return NULL;
	if (st.st_nlink != 1)
		return "it has a second name (a hard link), and everybody may "
		       "make files in its directory";
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return "it is another user's, and everybody may make files in "
		       "its directory";
	return NULL;
}

static int refuse(char *cause, const char *why, int error)
{
	snprintf(cause, FILE_CAUSE_SIZE, "%s", why);
	errno = error;
	return -1;
}

/* An existing one, or a new one of exactly this mode. */
static int open_or_make(const char *path, int flags, mode_t mode)
{
	int fd = -1;

	if (flags & O_CREAT)
		fd = open(path, flags | O_EXCL, mode);
	if (fd >= 0 && fchmod(fd, mode) != 0) {
		close(fd);
		return -1;
	}
	if (fd >= 0 || (flags & O_EXCL) || (flags & O_CREAT && errno != EEXIST))
		return fd;
	return open(path, flags & ~O_CREAT);
}

int file_open_own(
	const char *path, int flags, mode_t mode, char cause_r[FILE_CAUSE_SIZE])
{
	/* A FIFO must not keep us waiting. */
	int fd = open_or_make(path,
		(flags & ~O_TRUNC) | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
			O_NOCTTY,
		mode);
	const char *why;

	if (fd < 0)
		return refuse(cause_r,
			errno == ELOOP ? "it is a symbolic link; name the file "
					 "itself" :
					 strerror(errno),
			errno);
	why = why_not(path, fd);
	if (!why && (flags & O_TRUNC) && ftruncate(fd, 0) != 0)
		why = strerror(errno);
	if (!why)
		return fd;
	close(fd);
	return refuse(cause_r, why, EPERM);
}
