/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "crypto/secret.h"

static enum err fail_errno(char *cause_r, const char *what)
{
	int error = errno;

	snprintf(cause_r, KEYFILE_CAUSE_SIZE, "%s: %s", what, strerror(error));
	switch (error) {
	case EEXIST:
		return ERR_EXISTS;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	default:
		return ERR_IO;
	}
}

/* Head and one generation as text; -1 when there is no randomness or the
 * year has no four digits. */
static int format_first(int64_t now_utc, char *text, size_t size)
{
	char hex[2 * SECRET_LEN + 1];
	struct secret secret;
	time_t now = (time_t)now_utc;
	char date[32];
	struct tm tm;
	int len;

	if (now_utc < 0 || !gmtime_r(&now, &tm) || tm.tm_year > 8099 ||
		strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0 ||
		RAND_priv_bytes(secret.bytes, SECRET_LEN) != 1)
		return -1;
	for (size_t i = 0; i < SECRET_LEN; i++)
		snprintf(hex + 2 * i, 3, "%02x", secret.bytes[i]);
	len = snprintf(text, size, "robinson-keys 1\n1 %s %s\n", date, hex);
	OPENSSL_cleanse(&secret, sizeof(secret));
	OPENSSL_cleanse(hex, sizeof(hex));
	return len;
}

static bool write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

/* The new name must be on disk as well as the bytes. */
static bool sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX] = ".";
	bool ok;
	int fd;

	if (slash)
		snprintf(directory, sizeof(directory), "%.*s",
			(int)(slash == path ? 1 : slash - path), path);
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A link into place neither overwrites nor shows half a file. */
static enum err place(const char *path, const char *temporary, char *cause_r)
{
	if (link(temporary, path) < 0 || !sync_directory(path))
		return fail_errno(cause_r, path);
	return ERR_OK;
}

enum err keyfile_create(
	const char *path, int64_t now_utc, char cause_r[KEYFILE_CAUSE_SIZE])
{
	char temporary[PATH_MAX];
	char text[256];
	int text_len = format_first(now_utc, text, sizeof(text));
	enum err e;
	int fd;

	cause_r[0] = '\0';
	if (text_len < 0) {
		snprintf(cause_r, KEYFILE_CAUSE_SIZE,
			"no randomness to be had, or the clock is wrong");
		return ERR_UNAVAILABLE;
	}
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
		(int)sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return fail_errno(cause_r, "path");
	}
	if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return fail_errno(cause_r, path);
	}
	fd = mkstemp(temporary); /* mode 0600 */
	if (fd < 0)
		return fail_errno(cause_r, path);
	e = write_all(fd, text, (size_t)text_len) ? ERR_OK :
						    fail_errno(cause_r, path);
	OPENSSL_cleanse(text, sizeof(text));
	close(fd);
	if (!e)
		e = place(path, temporary, cause_r);
	unlink(temporary);
	return e;
}
