/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"

#define CHUNK 16384
/* How often a child is looked at that has closed all its ends. */
#define LOOK_MS 10
/* How long one is read that has ended, where a grandchild goes on writing. */
#define DRAIN_MS 2000

/* One stream of the child. The input's is a socket, because a write to a
 * pipe that nobody reads would raise SIGPIPE. */
struct stream {
	int ours, theirs; /* -1: none */
};

struct run {
	const struct tool *tool;
	struct stream in, out, err;
	struct buf *out_text, *err_text;
	struct tool_result *result;
	char chunk[CHUNK];
	size_t chunk_len, chunk_at;
	int64_t deadline_ms;
	pid_t pid;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static enum err stream_open(struct stream *s, bool is_wanted)
{
	int fds[2];

	if (!is_wanted) {
		s->theirs = open("/dev/null", O_RDWR | O_CLOEXEC);
		return s->theirs < 0 ? ERR_IO : ERR_OK;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		return ERR_IO;
	s->ours = fds[0];
	s->theirs = fds[1];
	return fcntl(s->ours, F_SETFL, O_NONBLOCK) == 0 ? ERR_OK : ERR_IO;
}

static void streams_close(struct run *run)
{
	struct stream *all[] = {&run->in, &run->out, &run->err};

	for (size_t i = 0; i < 3; i++) {
		close_fd(&all[i]->ours);
		close_fd(&all[i]->theirs);
	}
}

static enum err spawn(struct run *run)
{
	const int fds[] = {run->in.theirs, run->out.theirs, run->err.theirs};
	const struct process_child child = {
		.fds = fds,
		.fds_len = 3,
		.argv = (char *const *)(uintptr_t)run->tool->argv,
		.environment = environ,
	};
	int failed = process_spawn(&child, &run->pid);

	errno = failed;
	if (failed == ENOENT || failed == ENOTDIR)
		return ERR_NOT_FOUND;
	if (failed == EACCES || failed == EPERM)
		return ERR_DENIED;
	return failed ? ERR_IO : ERR_OK;
}

static void give(struct run *run)
{
	ssize_t n;

	if (run->chunk_at == run->chunk_len) {
		run->chunk_at = 0;
		run->chunk_len = run->tool->input(
			run->tool->arg, run->chunk, sizeof(run->chunk));
		if (run->chunk_len == 0) {
			run->result->took_all = true;
			close_fd(&run->in.ours);
			return;
		}
	}
	n = send(run->in.ours, run->chunk + run->chunk_at,
		run->chunk_len - run->chunk_at, MSG_NOSIGNAL);
	if (n >= 0)
		run->chunk_at += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		close_fd(&run->in.ours); /* it reads no further */
}

/* What is beyond the buffer's maximum is read all the same: otherwise the
 * child would wait for us. */
static void take(int *fd, struct buf *text)
{
	char chunk[4096];
	ssize_t n = read(*fd, chunk, sizeof(chunk));
	size_t room;

	if (n > 0 && text) {
		room = text->max_len > text->len ? text->max_len - text->len :
						   0;
		(void)buf_add(text, chunk, (size_t)n < room ? (size_t)n : room);
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(fd);
}

/* Whether there was anything to give or to take. */
static bool exchange(struct run *run, int timeout_ms)
{
	struct pollfd fds[3] = {
		{.fd = run->in.ours, .events = POLLOUT},
		{.fd = run->out.ours, .events = POLLIN},
		{.fd = run->err.ours, .events = POLLIN},
	};

	if (poll(fds, 3, timeout_ms) <= 0)
		return false;
	if (fds[0].revents)
		give(run);
	if (fds[1].revents)
		take(&run->out.ours, run->out_text);
	if (fds[2].revents)
		take(&run->err.ours, run->err_text);
	return true;
}

static bool has_streams(const struct run *run)
{
	return run->in.ours >= 0 || run->out.ours >= 0 || run->err.ours >= 0;
}

static bool reap(struct run *run, int flags)
{
	int status;
	pid_t pid;

	do {
		pid = waitpid(run->pid, &status, flags);
	} while (pid < 0 && errno == EINTR);
	if (pid == 0)
		return false;
	if (pid > 0 && WIFEXITED(status))
		run->result->status = WEXITSTATUS(status);
	else if (pid > 0 && WIFSIGNALED(status))
		run->result->signal = WTERMSIG(status);
	return true;
}

static void attend(struct run *run)
{
	bool has_ended = false;

	while (!has_ended) {
		int64_t left = run->deadline_ms - clock_monotonic_ms();

		if (left <= 0) {
			run->result->timed_out = true;
			kill(run->pid, SIGKILL);
			(void)reap(run, 0);
			return;
		}
		/* A grandchild may keep the streams open for ever: when the
		 * child has ended only what is there is read. */
		(void)exchange(run,
			has_streams(run) && left > 10 * LOOK_MS ? 10 * LOOK_MS :
								  LOOK_MS);
		has_ended = reap(run, WNOHANG);
	}
	close_fd(&run->in.ours);
	/* However long it takes, on a busy machine: all that is there. */
	for (int64_t end = clock_monotonic_ms() + DRAIN_MS; has_streams(run) &&
		exchange(run, LOOK_MS) && clock_monotonic_ms() < end;)
		;
}

enum err tool_run(const struct tool *tool, struct buf *out, struct buf *err_out,
	struct tool_result *result_r)
{
	struct run *run = calloc(1, sizeof(*run));
	enum err e;

	*result_r = (struct tool_result){.status = -1};
	if (!run)
		return ERR_NOMEM;
	run->tool = tool;
	run->out_text = out;
	run->err_text = err_out;
	run->result = result_r;
	run->in = run->out = run->err = (struct stream){-1, -1};
	run->deadline_ms = clock_monotonic_ms() + tool->timeout_s * 1000;
	e = stream_open(&run->in, tool->input != NULL);
	if (!e)
		e = stream_open(&run->out, out != NULL);
	if (!e)
		e = stream_open(&run->err, err_out != NULL);
	if (!e)
		e = spawn(run);
	close_fd(&run->in.theirs);
	close_fd(&run->out.theirs);
	close_fd(&run->err.theirs);
	if (!e)
		attend(run);
	streams_close(run);
	free(run);
	return e;
}
