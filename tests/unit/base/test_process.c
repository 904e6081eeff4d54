/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/rows.h"

static char shell[] = "/bin/sh";
static char *const nothing[] = {NULL};

static pid_t start_must(const struct process_child *child)
{
	pid_t pid = 0;

	assert_int_equal(process_spawn(child, &pid), 0);
	assert_true(pid > 0);
	return pid;
}

static int wait_status(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	return status;
}

static void check_missing(void **state)
{
	char path[] = "/nonexistent/program";
	char *const argv[] = {path, NULL};
	pid_t pid = 0;

	(void)state;
	assert_int_equal(process_spawn(&(struct process_child){.argv = argv,
					       .environment = nothing},
				 &pid),
		ENOENT);
	assert_int_equal(pid, 0);
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
}

static int processors_of_ours(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

/* Where the kernel has no groups of sessions there is nothing to see. */
static bool session_yields(void)
{
	FILE *file = fopen("/proc/self/autogroup", "re");
	int nice = 10;

	if (file && fscanf(file, "%*s nice %d", &nice) < 0)
		nice = 10;
	if (file)
		fclose(file);
	return nice == 10;
}

/* A process that yields already stays as it is; its children are like it. */
static void check_yields(void **state)
{
	static char flag[] = "-c";
	static char script[] = "test \"$(nice)\" = 10 && exit 3";
	static char *const argv[] = {shell, flag, script, NULL};
	static char path[] = "PATH=/usr/bin:/bin";
	static char *const environment[] = {path, NULL};
	pid_t pid = fork();
	int status;

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		pid_t child = 0;
		int processors = processors_of_ours();

		if (getpriority(PRIO_PROCESS, 0) >= 10)
			_exit(3);
		setsid();
		process_yield_to_mail();
		if (processors_of_ours() !=
				(processors > 1 ? processors / 2 : 1) ||
			!session_yields())
			_exit(6);
		if (process_spawn(&(struct process_child){.argv = argv,
					  .environment = environment},
			    &child))
			_exit(1);
		status = wait_status(child);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 3)
			_exit(2);
		if (setpriority(PRIO_PROCESS, 0, 15) != 0)
			_exit(4);
		process_yield_to_mail();
		_exit(getpriority(PRIO_PROCESS, 0) == 15 ? 3 : 5);
	}
	status = wait_status(pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
}

/* Each descriptor lands at its place, also where the places are exchanged;
 * what is beyond them is closed. */
static void check_descriptors(void **state)
{
	char script[] = "read a <&3; read b <&4; "
			"test \"$a$b\" = secondfirst && ! true <&5";
	char option[] = "-c";
	char *const argv[] = {shell, option, script, NULL};
	int fds[5] = {-1, -1, -1, 4, 3};
	int pipes[3][2], saved[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		saved[i] = fcntl(3 + i, F_DUPFD_CLOEXEC, 100);
	for (int i = 0; i < 3; i++)
		assert_int_equal(pipe(pipes[i]), 0);
	assert_int_equal(write(pipes[0][1], "first\n", 6), 6);
	assert_int_equal(write(pipes[1][1], "second\n", 7), 7);
	for (int i = 0; i < 3; i++)
		pipes[i][0] = fcntl(pipes[i][0], F_DUPFD, 200);
	for (int i = 0; i < 3; i++)
		assert_int_equal(dup2(pipes[i][0], 3 + i), 3 + i);
	assert_int_equal(
		wait_status(start_must(&(struct process_child){.fds = fds,
			.fds_len = 5,
			.argv = argv,
			.environment = nothing})),
		0);
	for (int i = 0; i < 3; i++)
		if (saved[i] >= 0)
			dup2(saved[i], 3 + i);
}

static void check_open_files(void **state)
{
	unsigned long before = process_open_files();
	int fd = open("/dev/null", O_RDONLY);
	struct rlimit limit;

	(void)state;
	assert_true(before > 2);
	assert_int_equal(process_open_files(), before + 1);
	close(fd);
	assert_int_equal(process_open_files(), before);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(process_max_files(), limit.rlim_cur);
}

/* What the parent blocks and ignores, the child does not. */
static void check_signals(void **state)
{
	char script[] = "kill -USR1 $$; exit 7";
	char option[] = "-c";
	char *const argv[] = {shell, option, script, NULL};
	sigset_t set, before;
	int status;

	(void)state;
	assert_true(signal(SIGUSR1, SIG_IGN) != SIG_ERR);
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, &before);
	status = wait_status(start_must(
		&(struct process_child){.argv = argv, .environment = nothing}));
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_true(signal(SIGUSR1, SIG_DFL) != SIG_ERR);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGUSR1);
}

/* A parent of its own that starts the child, tells its number, and dies. */
static pid_t orphan_of_killed(bool dies_with_us, bool is_stopped)
{
	char script[] = "exec sleep 60";
	char option[] = "-c";
	char *const argv[] = {shell, option, script, NULL};
	char *const environment[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
	pid_t parent, child = 0;
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	parent = fork();
	if (parent == 0) {
		const struct process_child how = {.argv = argv,
			.environment = environment,
			.dies_with_us = dies_with_us};

		if (process_spawn(&how, &child) ||
			(is_stopped && kill(child, SIGSTOP) != 0))
			_exit(1);
		(void)!write(fds[1], &child, sizeof(child));
		for (;;)
			pause();
	}
	assert_true(parent > 0);
	close(fds[1]);
	assert_int_equal(read(fds[0], &child, sizeof(child)), sizeof(child));
	close(fds[0]);
	assert_int_equal(kill(parent, SIGKILL), 0);
	assert_true(WIFSIGNALED(wait_status(parent)));
	return child;
}

static const struct death_row {
	const char *name;
	bool is_stopped;
} death_rows[] = {
	{"a child that runs dies with its parent", false},
	{"a child that is stopped dies with its parent", true},
};

static void check_death(void **state)
{
	const struct death_row *row = *state;
	pid_t child = orphan_of_killed(true, row->is_stopped);
	int status = wait_status(child);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void check_survival(void **state)
{
	pid_t child = orphan_of_killed(false, false);

	(void)state;
	usleep(50000);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	assert_int_equal(kill(child, SIGKILL), 0);
	wait_status(child);
}

/* ------------------------------------------------------ in the background */

enum ending {
	BECOMES_READY,
	FAILS_BEFORE,
	SUCCEEDS_BEFORE,
	IS_KILLED_BEFORE
};

static const struct daemon_row {
	const char *name;
	enum ending ending;
	bool ignores_children; /* as whoever starts it may have it */
	int status;
} daemon_rows[] = {
	{"a daemon that is ready: 0", BECOMES_READY, false, EX_OK},
	{"one that fails: its status", FAILS_BEFORE, false, EX_CANTCREAT},
	{"the same, where children are ignored", FAILS_BEFORE, true,
		EX_CANTCREAT},
	{"one that was never ready has no success", SUCCEEDS_BEFORE, false,
		EX_UNAVAILABLE},
	{"one that is killed", IS_KILLED_BEFORE, false, EX_UNAVAILABLE},
};

static void __attribute__((noreturn)) be_daemon(const struct daemon_row *row)
{
	int ready_fd = -1;

	if (row->ignores_children)
		signal(SIGCHLD, SIG_IGN);
	process_begin();
	if (process_daemonize(&ready_fd))
		_exit(EX_SOFTWARE);
	switch (row->ending) {
	case BECOMES_READY:
		process_ready(&ready_fd);
		break;
	case FAILS_BEFORE:
		_exit(EX_CANTCREAT);
	case SUCCEEDS_BEFORE:
		_exit(EX_OK);
	case IS_KILLED_BEFORE:
		raise(SIGKILL);
	}
	_exit(EX_TEMPFAIL);
}

static void check_daemon(void **state)
{
	const struct daemon_row *row = *state;
	pid_t starter = fork();
	int status;

	if (starter == 0)
		be_daemon(row);
	assert_true(starter > 0);
	status = 0;
	assert_int_equal(waitpid(starter, &status, 0), starter);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), row->status);
	/* The daemon itself comes to us. */
	while (waitpid(-1, NULL, 0) > 0)
		continue;
}

/* ----------------------------------------------------------- descriptors */

static const struct closed_row {
	const char *name;
	bool is_closed[3];
} closed_rows[] = {
	{"none is closed", {false, false, false}},
	{"0 is closed", {true, false, false}},
	{"1 is closed", {false, true, false}},
	{"2 is closed", {false, false, true}},
	{"0 and 2 are closed", {true, false, true}},
	{"all are closed", {true, true, true}},
};

static int begin_and_look(const struct closed_row *row)
{
	struct stat null, st;

	if (stat("/dev/null", &null) != 0)
		return 1;
	for (int fd = 0; fd < 3; fd++)
		if (row->is_closed[fd])
			close(fd);
	process_begin();
	for (int fd = 0; fd < 3; fd++) {
		if (fstat(fd, &st) != 0)
			return 2;
		if (row->is_closed[fd] && st.st_rdev != null.st_rdev)
			return 3;
	}
	/* What cannot be written is told. */
	if (row->is_closed[1] && write(1, "x", 1) >= 0)
		return 4;
	return dup(0) > 2 ? 0 : 5;
}

static void check_closed(void **state)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(begin_and_look(*state));
	assert_true(child > 0);
	status = wait_status(child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#if !defined(WITH_SANITIZER) && !defined(WITH_DUMPS)
static int begin_and_dump(void)
{
	struct rlimit core;

	process_begin();
	if (prctl(PR_GET_DUMPABLE) != 0 || getrlimit(RLIMIT_CORE, &core) ||
		core.rlim_cur != 0 || core.rlim_max != 0)
		return 1;
	abort();
}

static void check_no_dump(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0)
		_exit(begin_and_dump());
	assert_true(child > 0);
	status = wait_status(child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_false(WCOREDUMP(status));
}

/* Root's process that becomes another's must say it again. */
static int drop_and_look(void)
{
	const struct process_user user = {65534, 65534};
	char cause[PROCESS_CAUSE_SIZE];

	process_begin();
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) || process_drop(&user, cause))
		return 1;
	return prctl(PR_GET_DUMPABLE) == 0 ? 0 : 2;
}

static void check_no_dump_dropped(void **state)
{
	pid_t child;
	int status;

	(void)state;
	if (geteuid() != 0)
		skip();
	child = fork();
	if (child == 0)
		_exit(drop_and_look());
	status = wait_status(child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}
#endif

int main(void)
{
	struct rows rows = {0};

	/* Orphans come to us, so that their end can be seen. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
		return 1;
	rows_add_one(&rows, "a program that is not there", check_missing, NULL);
	rows_add_one(&rows, "yields to mail", check_yields, NULL);
	rows_add_one(&rows, "descriptors", check_descriptors, NULL);
	rows_add_one(&rows, "open files", check_open_files, NULL);
	rows_add_one(&rows, "signals", check_signals, NULL);
	rows_add(&rows, death_rows, check_death);
	rows_add_one(&rows, "a child that outlives its parent", check_survival,
		NULL);
	rows_add(&rows, daemon_rows, check_daemon);
	rows_add(&rows, closed_rows, check_closed);
#if !defined(WITH_SANITIZER) && !defined(WITH_DUMPS)
	rows_add_one(&rows, "no dump", check_no_dump, NULL);
	rows_add_one(&rows, "no dump under another user either",
		check_no_dump_dropped, NULL);
#endif
	return rows_run("process", &rows);
}
