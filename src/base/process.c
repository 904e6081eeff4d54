/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/process.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* A tenth of the share of a process that yields to nobody. */
#define YIELDING_NICE 10
/* What 10 000 connections need, with room for the store. */
#define FILES_WANTED 65536
/* The key file and what is derived from it, for a hundred sessions. */
#define LOCKED_WANTED ((rlim_t)4 << 20)

static enum err fail(
	char cause[PROCESS_CAUSE_SIZE], enum err e, const char *what)
{
	snprintf(cause, PROCESS_CAUSE_SIZE, "%s: %s", what, strerror(errno));
	return e;
}

static bool fill_descriptors(void)
{
	/* Not to be written where one writes, so that an answer that goes
	 * nowhere is a failure. */
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* The lowest that is free, and those below are not. */
		if (open("/dev/null", modes[fd]) != fd)
			return false;
	}
	return true;
}

void process_begin(void)
{
	if (!fill_descriptors())
		_exit(EX_OSERR);
	umask(umask(0777) | 0027);
	signal(SIGCHLD, SIG_DFL);
	(void)process_forbid_dumps();
}

bool process_forbid_dumps(void)
{
#if defined(WITH_SANITIZER) || defined(WITH_DUMPS)
	return true;
#else
	const struct rlimit none = {0, 0};

	return setrlimit(RLIMIT_CORE, &none) == 0 &&
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
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
	/* The kernel allows them anew at each change of user. */
	if (!process_forbid_dumps())
		return fail(cause_r, ERR_DENIED, "forbidding core dumps");
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

unsigned long process_open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned long n = 0;
	const struct dirent *entry;

	if (!dir)
		return 0;
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	/* The directory's own is closed again. */
	return n > 0 ? n - 1 : 0;
}

unsigned long process_max_files(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) ? 0 : limit.rlim_cur;
}

/* Where the kernel shares the processor among sessions first (autogroups, when
 * no control group does), "nice" counts only within one: the session yields as
 * a whole, but only if it is ours and not somebody's shell. */
static void yield_as_session(void)
{
	char nice[12];
	int fd, len;

	if (getsid(0) != getpid())
		return;
	fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	len = snprintf(nice, sizeof(nice), "%d", YIELDING_NICE);
	(void)!write(fd, nice, (size_t)len);
	close(fd);
}

/* A mail that comes in wakes a dozen processes, one after the other, and each
 * would wait until the kernel takes the processor from us: half of them are left
 * alone. */
static void leave_processors(void)
{
	cpu_set_t set;
	int left;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return;
	left = (CPU_COUNT(&set) + 1) / 2;
	if (left == CPU_COUNT(&set))
		return;
	for (size_t i = 0; left > 0 && i < CPU_SETSIZE; i++) {
		if (CPU_ISSET(i, &set)) {
			CPU_CLR(i, &set);
			left--;
		}
	}
	(void)sched_setaffinity(0, sizeof(set), &set);
}

void process_yield_to_mail(void)
{
	if (getpriority(PRIO_PROCESS, 0) < YIELDING_NICE)
		(void)setpriority(PRIO_PROCESS, 0, YIELDING_NICE);
	yield_as_session();
	leave_processors();
}

void process_raise_locked(void)
{
	struct rlimit limit, more;

	if (getrlimit(RLIMIT_MEMLOCK, &limit))
		return;
	more.rlim_cur = more.rlim_max = limit.rlim_max;
	if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < LOCKED_WANTED)
		more.rlim_cur = more.rlim_max = LOCKED_WANTED;
	if (setrlimit(RLIMIT_MEMLOCK, &more) != 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_MEMLOCK, &limit);
	}
}

/* The parent's part: the daemon's word, or its silent end. */
static void wait_for_ready(int fd, pid_t child)
{
	int status = 0;
	pid_t ended;
	char c;
	ssize_t n;

	do {
		n = read(fd, &c, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 1)
		_exit(EX_OK);
	do {
		ended = waitpid(child, &status, 0);
	} while (ended < 0 && errno == EINTR);
	/* It never was ready: no status of its own makes that a success. */
	if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) != 0)
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

/* --------------------------------------------------------------- children */

/* What runs in the child, between fork() and execve(): other threads of the
 * parent may have held locks, so only what is safe in a signal handler. */

static bool child_signals_reset(void)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		(void)sigaction(signal, &by_default, NULL);
	return sigemptyset(&none) == 0 &&
		sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

/* Copies beyond the places first, so that no place is overwritten before it
 * has been copied. Libraries may have opened something without
 * close-on-exec: nothing beyond the places stays open. */
static bool child_fds_set(const struct process_child *child)
{
	int copies[PROCESS_CHILD_FDS_MAX];

	for (size_t i = 0; i < child->fds_len; i++) {
		copies[i] = -1;
		if (child->fds[i] < 0)
			continue;
		copies[i] = fcntl(
			child->fds[i], F_DUPFD_CLOEXEC, PROCESS_CHILD_FDS_MAX);
		if (copies[i] < 0)
			return false;
	}
	for (size_t i = 0; i < child->fds_len; i++)
		if (copies[i] >= 0 && dup2(copies[i], (int)i) < 0)
			return false;
	return close_range(
		       (unsigned)child->fds_len, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

/* A parent that died before the kernel was asked is somebody else now. */
static bool child_binds_to(pid_t parent)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
		getppid() == parent;
}

static void __attribute__((noreturn))
child_run(const struct process_child *child, pid_t parent, int status_fd)
{
	int cause;

	status_fd = fcntl(status_fd, F_DUPFD_CLOEXEC, PROCESS_CHILD_FDS_MAX);
	if (status_fd >= 0 && child_signals_reset() && child_fds_set(child) &&
		(!child->dies_with_us || child_binds_to(parent)))
		execve(child->argv[0], child->argv, child->environment);
	cause = errno;
	(void)!write(status_fd, &cause, sizeof(cause));
	_exit(EX_OSERR);
}

/* 0: the other end was closed by execve(). */
static int child_cause(int status_fd)
{
	int cause = 0;
	ssize_t n;

	do {
		n = read(status_fd, &cause, sizeof(cause));
	} while (n < 0 && errno == EINTR);
	return n == sizeof(cause) ? cause : 0;
}

int process_spawn(const struct process_child *child, pid_t *pid_r)
{
	pid_t parent = getpid(), pid;
	sigset_t all, before;
	int fds[2], cause;

	assert(child->fds_len <= PROCESS_CHILD_FDS_MAX);
	if (pipe2(fds, O_CLOEXEC) != 0)
		return errno;
	/* No handler of ours runs in the child. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	cause = errno;
	if (pid == 0)
		child_run(child, parent, fds[1]);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(fds[1]);
	if (pid > 0)
		cause = child_cause(fds[0]);
	close(fds[0]);
	if (pid > 0 && cause)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	else if (pid > 0)
		*pid_r = pid;
	return cause;
}
