/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAME_LEN 15 /* TASK_COMM_LEN without the NUL */
#define STATUS_SIZE 4096

static enum err fail(char *cause, enum err e, const char *what)
{
	snprintf(cause, FILE_CAUSE_SIZE, "%s", what);
	return e;
}

/* ----------------------------------------------------------------- writing */

enum err pidfile_write(const char *path, const struct process_user *user,
	char cause_r[FILE_CAUSE_SIZE])
{
	int fd;
	enum err e = ERR_OK;

	/* What is there may be open for writing elsewhere. */
	(void)unlink(path);
	fd = file_open_own(path, O_WRONLY | O_CREAT | O_TRUNC, 0644, cause_r);
	if (fd < 0)
		return ERR_IO;
	if (dprintf(fd, "%ld\n", (long)getpid()) < 0 ||
		(user->uid != (uid_t)-1 && fchown(fd, user->uid, user->gid)))
		e = fail(cause_r, ERR_IO, strerror(errno));
	close(fd);
	return e;
}

void pidfile_remove(const char *path)
{
	if (unlink(path) != 0)
		(void)!truncate(path, 0);
}

/* --------------------------------------------------------------- signalling */

static enum err read_number(
	const char *path, pid_t *pid_r, uid_t *owner_r, char *cause)
{
	char text[32], *end;
	struct stat st;
	int fd = file_open_own(path, O_RDONLY, 0, cause);
	bool is_gone = fd < 0 && errno == ENOENT;
	ssize_t n;
	long pid;

	if (fd < 0)
		return is_gone ? ERR_NOT_FOUND : ERR_DENIED;
	n = read(fd, text, sizeof(text) - 1);
	if (n < 0 || fstat(fd, &st) != 0) {
		close(fd);
		return fail(cause, ERR_IO, strerror(errno));
	}
	close(fd);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return fail(cause, ERR_DENIED,
			"others than its owner may write to it");
	text[n] = '\0';
	errno = 0;
	pid = strtol(text, &end, 10);
	/* 0 and negative numbers would reach whole groups of processes. */
	if (errno || end == text || (*end != '\n' && *end != '\0') || pid < 2 ||
		pid > INT32_MAX)
		return fail(cause, ERR_CORRUPT, "it holds no process number");
	*pid_r = (pid_t)pid;
	*owner_r = st.st_uid;
	return ERR_OK;
}

/* The text after "Name:\t" in /proc/PID/status. */
static bool has_line(
	const char *status, const char *name, const char *value, size_t len)
{
	const char *at = strstr(status, name);

	return at && strncmp(at + strlen(name), value, len) == 0 &&
		strchr("\t\n", at[strlen(name) + len]);
}

static bool read_status(pid_t pid, char status[STATUS_SIZE])
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, status, STATUS_SIZE - 1);
	close(fd);
	status[n > 0 ? n : 0] = '\0';
	return n > 0;
}

static enum err check_process(
	pid_t pid, uid_t owner, const char *program, char *cause)
{
	char status[STATUS_SIZE], uid[24];
	size_t len = strnlen(program, NAME_LEN);

	if (!read_status(pid, status)) {
		snprintf(cause, FILE_CAUSE_SIZE,
			"process %ld cannot be looked at: %s", (long)pid,
			strerror(errno));
		return ERR_DENIED;
	}
	snprintf(uid, sizeof(uid), "%lu", (unsigned long)owner);
	/* The first line, which a name with a line feed cannot break. */
	if (strncmp(status, "Name:\t", 6) != 0 ||
		strncmp(status + 6, program, len) != 0 ||
		status[6 + len] != '\n') {
		snprintf(cause, FILE_CAUSE_SIZE,
			"process %ld is no %s: the file is old, or not the "
			"daemon's",
			(long)pid, program);
		return ERR_DENIED;
	}
	if (!has_line(status, "\nUid:\t", uid, strlen(uid))) {
		snprintf(cause, FILE_CAUSE_SIZE,
			"process %ld is not of user %s, whose file it is",
			(long)pid, uid);
		return ERR_DENIED;
	}
	return ERR_OK;
}

static enum err signal_checked(
	pid_t pid, uid_t owner, const char *program, int signo, char *cause)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	enum err e;

	if (fd < 0)
		return fail(cause, errno == ESRCH ? ERR_NOT_FOUND : ERR_IO,
			errno == ESRCH ? "its process is gone" :
					 strerror(errno));
	/* What is looked at by number is the same process if that still lives
	 * when the signal is sent. */
	e = check_process(pid, owner, program, cause);
	if (!e && syscall(SYS_pidfd_send_signal, fd, signo, NULL, 0) != 0)
		e = fail(cause,
			errno == EPERM         ? ERR_DENIED :
				errno == ESRCH ? ERR_NOT_FOUND :
						 ERR_IO,
			strerror(errno));
	close(fd);
	return e;
}

enum err pidfile_signal(const char *path, const char *program, int signo,
	pid_t *pid_r, char cause_r[FILE_CAUSE_SIZE])
{
	uid_t owner = (uid_t)-1;
	enum err e = read_number(path, pid_r, &owner, cause_r);

	return e ? e : signal_checked(*pid_r, owner, program, signo, cause_r);
}
