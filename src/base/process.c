/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* What 10 000 connections need, with room for the store. */
#define FILES_WANTED 65536

static enum err fail(
	char cause[PROCESS_CAUSE_SIZE], enum err e, const char *what)
{
	snprintf(cause, PROCESS_CAUSE_SIZE, "%s: %s", what, strerror(errno));
	return e;
}

enum err process_find_user(const char *name, struct process_user *user_r,
	char cause_r[PROCESS_CAUSE_SIZE])
{
	struct passwd entry, *found = NULL;
	char space[16384];

	*user_r = (struct process_user){(uid_t)-1, (gid_t)-1};
	if (!name)
		return ERR_OK;
	if (getpwnam_r(name, &entry, space, sizeof(space), &found) || !found) {
		snprintf(cause_r, PROCESS_CAUSE_SIZE,
			"user \"%s\": there is no such user", name);
		return ERR_NOT_FOUND;
	}
	if (geteuid() == found->pw_uid)
		return ERR_OK;
	if (geteuid() != 0) {
		snprintf(cause_r, PROCESS_CAUSE_SIZE,
			"only root can become user \"%s\"", name);
		return ERR_DENIED;
	}
	*user_r = (struct process_user){found->pw_uid, found->pw_gid};
	return ERR_OK;
}

static bool is_dropped(const struct process_user *user)
{
	uid_t ruid, euid, suid;
	gid_t rgid, egid, sgid;

	if (getresuid(&ruid, &euid, &suid) || getresgid(&rgid, &egid, &sgid))
		return false;
	if (ruid != user->uid || euid != user->uid || suid != user->uid ||
		rgid != user->gid || egid != user->gid || sgid != user->gid)
		return false;
	if (user->uid == 0)
		return true;
	/* Trying is the proof. */
	return setuid(0) != 0 && seteuid(0) != 0 && setgid(0) != 0 &&
		getgroups(0, NULL) <= 1;
}

enum err process_drop(
	const struct process_user *user, char cause_r[PROCESS_CAUSE_SIZE])
{
	if (user->uid == (uid_t)-1)
		return ERR_OK;
	if (setgroups(1, &user->gid) ||
		setresgid(user->gid, user->gid, user->gid) ||
		setresuid(user->uid, user->uid, user->uid))
		return fail(cause_r, ERR_DENIED, "giving up root's rights");
	if (!is_dropped(user)) {
		snprintf(cause_r, PROCESS_CAUSE_SIZE,
			"root's rights could be had back: not going on");
		return ERR_DENIED;
	}
	return ERR_OK;
}

unsigned long process_raise_files(void)
{
	struct rlimit limit, more;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	more = limit;
	if (more.rlim_max != RLIM_INFINITY && more.rlim_max < FILES_WANTED)
		more.rlim_max = FILES_WANTED;
	more.rlim_cur = more.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &more) != 0) {
		more = limit;
		more.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &more) != 0)
			more = limit;
	}
	return more.rlim_cur;
}

/* The parent's part: the daemon's word, or its silent end. */
static void wait_for_ready(int fd, pid_t child)
{
	int status = 0;
	char c;
	ssize_t n;

	do {
		n = read(fd, &c, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 1)
		_exit(EX_OK);
	if (waitpid(child, &status, 0) == child && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	_exit(EX_UNAVAILABLE);
}

enum err process_daemonize(int *ready_fd_r)
{
	int fds[2], null;
	pid_t child;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return ERR_IO;
	child = fork();
	if (child < 0) {
		close(fds[0]);
		close(fds[1]);
		return ERR_IO;
	}
	if (child > 0) {
		close(fds[1]);
		wait_for_ready(fds[0], child);
	}
	close(fds[0]);
	setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	/* Standard error stays until we are ready: it tells why not. */
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
		dup2(null, STDOUT_FILENO) < 0 || chdir("/") != 0)
		return ERR_IO;
	close(null);
	*ready_fd_r = fds[1];
	return ERR_OK;
}

void process_ready(int *ready_fd)
{
	int null;

	if (*ready_fd < 0)
		return;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, STDERR_FILENO);
		close(null);
	}
	while (write(*ready_fd, "", 1) < 0 && errno == EINTR)
		continue;
	close(*ready_fd);
	*ready_fd = -1;
}

enum err process_write_pid(const char *path, const struct process_user *user,
	char cause_r[PROCESS_CAUSE_SIZE])
{
	int fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0)
		return fail(cause_r, ERR_IO, path);
	if (dprintf(fd, "%ld\n", (long)getpid()) < 0 ||
		(user->uid != (uid_t)-1 && fchown(fd, user->uid, user->gid))) {
		close(fd);
		return fail(cause_r, ERR_IO, path);
	}
	close(fd);
	return ERR_OK;
}

void process_remove_pid(const char *path)
{
	if (unlink(path) != 0)
		(void)!truncate(path, 0);
}

/* --------------------------------------------------------------- children */

static int signals_set(posix_spawnattr_t *attr)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &all);
	return posix_spawnattr_setflags(
		attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int fds_set(
	posix_spawn_file_actions_t *actions, const int *fds, size_t len)
{
	int failed = 0;

	for (size_t i = 0; !failed && i < len; i++)
		if (fds[i] >= 0)
			failed = posix_spawn_file_actions_adddup2(
				actions, fds[i], (int)i);
	/* Libraries may have opened something without close-on-exec. */
	if (!failed)
		failed = posix_spawn_file_actions_addclosefrom_np(
			actions, (int)len);
	return failed;
}

int process_spawn(const int *fds, size_t len, char *const argv[],
	char *const environment[], pid_t *pid_r)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	failed = posix_spawnattr_init(&attr);
	if (failed) {
		posix_spawn_file_actions_destroy(&actions);
		return failed;
	}
	failed = signals_set(&attr);
	if (!failed)
		failed = fds_set(&actions, fds, len);
	if (!failed)
		failed = posix_spawn(
			pid_r, argv[0], &actions, &attr, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return failed;
}
