/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "staff/child.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"

#define READY_MS 20000
#define END_MS 5000
#define STEP_NS 10000000
#define ARGS_MAX 8

/* What the service manager tells the process it has started is for that one
 * alone. */
static bool is_ours(const char *variable)
{
	static const char *const names[] = {
		"NOTIFY_SOCKET=", "WATCHDOG_", "LISTEN_", "CREDENTIALS_"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strncmp(variable, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

static char **environment(void)
{
	size_t len = 0, kept = 0;
	char **copy;

	while (environ[len])
		len++;
	copy = calloc(len + 1, sizeof(*copy));
	for (size_t i = 0; copy && i < len; i++)
		if (!is_ours(environ[i]))
			copy[kept++] = environ[i];
	return copy;
}

/* execve() takes texts that are not const. */
static char *text(const char *constant)
{
	union {
		const char *in;
		char *out;
	} v = {.in = constant};

	return v.out;
}

static int spawn(const struct options *options, const char *config,
	const struct process_child *fds, pid_t *pid_r)
{
	char program[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *argv[ARGS_MAX], **env = environment();
	struct process_child child = *fds;
	size_t n = 0;
	int cause;

	if (len < 0 || !env) {
		free(env);
		return len < 0 ? errno : ENOMEM;
	}
	program[len] = '\0';
	argv[n++] = program;
	argv[n++] = text(CHILD_MODE);
	argv[n++] = text("-c");
	argv[n++] = text(config);
	if (options->in_foreground)
		argv[n++] = text("-f");
	if (options->is_verbose)
		argv[n++] = text("-v");
	argv[n] = NULL;
	child.argv = argv;
	child.environment = env;
	cause = process_spawn(&child, pid_r);
	free(env);
	return cause;
}

enum err child_start(const struct options *options, const char *config,
	const struct listening *listening, const struct listening *metrics,
	struct child *child_r, char cause_r[CHILD_CAUSE_SIZE])
{
	int pair[2];
	int fds[] = {-1, -1, -1, -1, listening->fd, metrics->fd};
	const struct process_child child = {
		.fds = fds,
		.fds_len = metrics->fd < 0 ? CHILD_METRICS_FD :
					     CHILD_METRICS_FD + 1,
		/* As long as it is root's; once it has its own user, it ends
		 * when the socket pair does. */
		.dies_with_us = true,
	};
	int cause;

	*child_r = (struct child){-1, -1};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		snprintf(cause_r, CHILD_CAUSE_SIZE, "no socket pair: %s",
			strerror(errno));
		return ERR_IO;
	}
	fds[CHILD_DESK_FD] = pair[1];
	cause = spawn(options, config, &child, &child_r->pid);
	close(pair[1]);
	child_r->fd = pair[0];
	if (!cause)
		return ERR_OK;
	child_r->pid = -1;
	snprintf(cause_r, CHILD_CAUSE_SIZE,
		"the web process cannot be started: %s", strerror(cause));
	return ERR_UNAVAILABLE;
}

bool child_has_ended(struct child *child, int *status_r)
{
	int status = 0;

	if (child->pid < 0)
		return true;
	if (waitpid(child->pid, &status, WNOHANG) != child->pid)
		return false;
	child->pid = -1;
	*status_r = WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE;
	return true;
}

/* Any answer is one, and so is a refusal: the peer may be none it serves. */
static bool answers(const struct listening *listening)
{
	static const char question[] = "GET / HTTP/1.0\r\n\r\n";
	int fd = listening_connect(listening);
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	char first;
	bool does = fd >= 0 && poll(&poll_fd, 1, 0) >= 0;

	if (does)
		does = send(fd, question, sizeof(question) - 1, MSG_NOSIGNAL) >
				0 &&
			poll(&poll_fd, 1, 1000) == 1 &&
			recv(fd, &first, 1, 0) >= 0;
	if (fd >= 0)
		close(fd);
	return does;
}

enum err child_wait_ready(struct child *child,
	const struct listening *listening, char cause_r[CHILD_CAUSE_SIZE])
{
	int64_t end = clock_monotonic_ms() + READY_MS;
	int status = EX_UNAVAILABLE;

	while (clock_monotonic_ms() < end) {
		if (child_has_ended(child, &status)) {
			snprintf(cause_r, CHILD_CAUSE_SIZE,
				"the web process has ended with %d", status);
			return ERR_UNAVAILABLE;
		}
		if (answers(listening))
			return ERR_OK;
		clock_pause_ns(STEP_NS);
	}
	snprintf(cause_r, CHILD_CAUSE_SIZE,
		"the web process does not answer within %d s", READY_MS / 1000);
	return ERR_UNAVAILABLE;
}

void child_end(struct child *child)
{
	int64_t end = clock_monotonic_ms() + END_MS;
	int status;

	if (child->fd >= 0)
		close(child->fd);
	child->fd = -1;
	if (child->pid < 0)
		return;
	/* It has another user: where we may, that is faster. */
	(void)kill(child->pid, SIGTERM);
	while (!child_has_ended(child, &status) && clock_monotonic_ms() < end)
		clock_pause_ns(STEP_NS);
	if (child->pid >= 0)
		(void)kill(child->pid, SIGKILL);
}
