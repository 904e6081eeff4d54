/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/secretfile_private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum err secretfile_fail(
	enum err e, char cause_r[KEYFILE_CAUSE_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cause_r, KEYFILE_CAUSE_SIZE, fmt, ap);
	va_end(ap);
	return e;
}

static enum err err_of_errno(int error)
{
	switch (error) {
	case EEXIST:
		return ERR_EXISTS;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
	case ELOOP: /* a symbolic link */
		return ERR_DENIED;
	default:
		return ERR_IO;
	}
}

/* Keys that everybody may read are nobody's secret (Art. 32(1)). */
static enum err check_rights(int fd, char *cause_r)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return secretfile_fail(ERR_IO, cause_r, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return secretfile_fail(
			ERR_CORRUPT, cause_r, "not a regular file");
	if (st.st_mode & 07)
		return secretfile_fail(ERR_DENIED, cause_r,
			"mode is %04o: others than owner and group have "
			"rights to it; use 0600 or 0640",
			(unsigned)(st.st_mode & 07777));
	return ERR_OK;
}

enum err secretfile_read(const char *path, char text_r[SECRETFILE_MAX + 1],
	size_t *len_r, char cause_r[KEYFILE_CAUSE_SIZE])
{
	char why[FILE_CAUSE_SIZE];
	int fd = file_open_own(path, O_RDONLY, 0, why);
	enum err e;

	*len_r = 0;
	text_r[0] = '\0';
	if (fd < 0)
		return secretfile_fail(err_of_errno(errno), cause_r, "%s", why);
	e = check_rights(fd, cause_r);
	if (!e && file_read_full(fd, text_r, SECRETFILE_MAX, len_r))
		e = secretfile_fail(ERR_IO, cause_r, "%s", strerror(errno));
	close(fd);
	if (!e && *len_r == SECRETFILE_MAX)
		e = secretfile_fail(
			ERR_CORRUPT, cause_r, "larger than any key file");
	text_r[*len_r] = '\0';
	return e;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool secretfile_unhex(const char *hex, unsigned char *bytes_r, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(hex[2 * i]);
		int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		bytes_r[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static enum err fail_errno(char *cause_r, const char *what)
{
	int error = errno;

	return secretfile_fail(
		err_of_errno(error), cause_r, "%s: %s", what, strerror(error));
}

static bool sync_directory(const char *path)
{
	char directory[PATH_MAX];

	file_directory(path, directory);
	return file_sync_directory(directory);
}

/* The public page may not read the key file; it reads this file through its
 * group. */
static bool give_to_group(int fd, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && fchown(fd, (uid_t)-1, st.st_gid) < 0)
		return false;
	return fchmod(fd, 0640) == 0;
}

static bool give_to_same(int fd, const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
		(st.st_uid == geteuid() ||
			fchown(fd, st.st_uid, (gid_t)-1) == 0) &&
		(st.st_gid == getegid() ||
			fchown(fd, (uid_t)-1, st.st_gid) == 0) &&
		fchmod(fd, st.st_mode & 0777) == 0;
}

/* A link into place neither overwrites nor shows half a file; a rename does
 * overwrite. */
static bool place(
	const char *path, const char *temporary, enum secretfile_put how)
{
	if (how == SECRETFILE_CREATE)
		return link(temporary, path) == 0 && sync_directory(path);
	return rename(temporary, path) == 0 && sync_directory(path);
}

enum err secretfile_put(const char *path, enum secretfile_put how,
	const char *text, size_t len, char cause_r[KEYFILE_CAUSE_SIZE])
{
	char temporary[PATH_MAX];
	enum err e = ERR_OK;
	int fd;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
		(int)sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return fail_errno(cause_r, "path");
	}
	if (how == SECRETFILE_CREATE && access(path, F_OK) == 0) {
		errno = EEXIST;
		return fail_errno(cause_r, path);
	}
	fd = mkstemp(temporary); /* mode 0600 */
	if (fd < 0)
		return fail_errno(cause_r, path);
	if ((how == SECRETFILE_REPLACE && !give_to_group(fd, path)) ||
		(how == SECRETFILE_RENEW && !give_to_same(fd, path)) ||
		file_write_all(fd, text, len) || fsync(fd) != 0 ||
		!place(path, temporary, how))
		e = fail_errno(cause_r, path);
	close(fd);
	(void)unlink(temporary);
	return e;
}
