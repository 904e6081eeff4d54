/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/office/control.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/rate.h"
#include "base/worker.h"

#define SOCKET_MODE 0600
/* Whoever is served may still be stopped in the middle. */
#define PATIENCE_S 5
/* As long as any request, with its line feed. */
#define REQUEST_MAX 16
/* Lines an hour about those who are not served. */
#define STRANGERS_LOGGED 5
#define HOUR_MS 3600000

struct control {
	struct listening listening;
	struct control_work work;
	struct rate *strangers;
	struct worker *worker;
};

/* --------------------------------------------------------------- one request */

static bool is_welcome(struct control *c, int fd)
{
	struct ucred who = {.uid = (uid_t)-1};
	socklen_t len = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 &&
		(who.uid == 0 || who.uid == geteuid()))
		return true;
	if (rate_take(c->strangers, NULL, clock_monotonic_ms(),
		    STRANGERS_LOGGED) == RATE_WITHIN)
		log_warn("control: uid %ld may not give orders to the daemon",
			(long)who.uid);
	return false;
}

static bool has_line(const char *text, size_t len)
{
	return len > 0 && text[len - 1] == '\n';
}

/* The line without its end; false: there is none of this length. */
static bool read_request(int fd, char line_r[REQUEST_MAX])
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	size_t len = 0;

	if (setsockopt(
		    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience)))
		return false;
	while (!has_line(line_r, len) && len < REQUEST_MAX) {
		ssize_t n = recv(fd, line_r + len, REQUEST_MAX - len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		len += (size_t)n;
	}
	if (!has_line(line_r, len))
		return false;
	line_r[len - 1] = '\0';
	return true;
}

typedef bool work_fn(void *arg, struct buf *said);

/* NULL: there is no such request. */
static work_fn *work_for(const struct control *c, const char *request)
{
	if (strcmp(request, "reload") == 0)
		return c->work.reload;
	return strcmp(request, "metrics") == 0 ? c->work.metrics : NULL;
}

static void answer(const struct control *c, int fd, work_fn *work)
{
	struct buf said;
	bool is_taken;

	buf_init(&said, CONTROL_ANSWER_MAX);
	is_taken = work(c->work.arg, &said);
	/* SIGPIPE is ignored by every daemon. */
	if (file_write_all(
		    fd, is_taken ? "taken\n" : "refused\n", is_taken ? 6 : 8) ||
		file_write_all(fd, buf_text(&said), said.len))
		log_warn("control: the answer could not be given: %s",
			strerror(errno));
	buf_free(&said);
}

static void serve(struct control *c, int fd)
{
	char request[REQUEST_MAX];
	work_fn *work;

	if (!is_welcome(c, fd) || !read_request(fd, request))
		return;
	work = work_for(c, request);
	if (work)
		answer(c, fd, work);
}

/* -------------------------------------------------------------------- thread */

static void run(struct worker *worker, void *arg)
{
	struct control *c = arg;
	struct pollfd fds[] = {
		{.fd = worker_fd(worker), .events = POLLIN},
		{.fd = c->listening.fd, .events = POLLIN},
	};

	while (worker_goes_on(worker)) {
		int fd;

		if (poll(fds, 2, -1) < 0 || fds[0].revents)
			continue;
		/* The copy waits for its peer, unlike what listens. */
		fd = accept4(c->listening.fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0) {
			/* No descriptor is left: do not spin. */
			if (errno != EAGAIN)
				(void)poll(fds, 1, 100);
			continue;
		}
		serve(c, fd);
		close(fd);
	}
}

enum err control_open(const struct settings *settings, uid_t owner,
	struct control **control_r, char cause_r[LISTENING_CAUSE_SIZE])
{
	const struct listening_options options = {
		.socket = settings->milter.control,
		.mode = SOCKET_MODE,
		.owner = owner,
	};
	struct control *c = calloc(1, sizeof(*c));
	enum err e;

	*control_r = c;
	snprintf(cause_r, LISTENING_CAUSE_SIZE, "%s", err_text(ERR_NOMEM));
	if (!c)
		return ERR_NOMEM;
	c->listening.fd = -1;
	e = worker_new(&c->worker);
	if (!e)
		e = rate_new(HOUR_MS, 1, &c->strangers);
	if (!e)
		e = listening_open(&options, &c->listening, cause_r);
	if (e)
		control_stop(control_r);
	return e;
}

enum err control_start(struct control *control, const struct control_work *work)
{
	/* Who asks for the socket's owner is told of the process that listened
	 * last: this one, not the one that went to the background. */
	if (listen(control->listening.fd, SOMAXCONN) != 0)
		return ERR_IO;
	control->work = *work;
	return worker_start(control->worker, run, control);
}

void control_stop(struct control **control)
{
	struct control *c = *control;

	if (!c)
		return;
	worker_free(&c->worker);
	listening_close(&c->listening);
	rate_free(&c->strangers);
	free(c);
	*control = NULL;
}
