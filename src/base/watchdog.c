/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/watchdog.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/notify.h"
#include "base/worker.h"

/* Questions in the time after which the service manager gives up. */
#define QUESTIONS 4

struct watchdog {
	struct watchdog_options options;
	struct worker *worker;
	int64_t pause_ms;
};

/* Whether "events" come before the monotonic time "until_ms", and before the
 * daemon ends. */
static bool waited_for(
	const struct watchdog *w, int fd, short events, int64_t until_ms)
{
	struct pollfd fds[] = {
		{.fd = fd, .events = events},
		{.fd = worker_fd(w->worker), .events = POLLIN},
	};
	int64_t left = until_ms - clock_monotonic_ms();

	return left > 0 && poll(fds, 2, (int)left) > 0 && fds[0].revents != 0;
}

static bool is_answered(const struct watchdog *w)
{
	const struct watchdog_options *o = &w->options;
	int64_t until_ms = clock_monotonic_ms() + w->pause_ms;
	int fd = listening_connect(o->listening);
	bool answers;
	char octet;

	if (fd < 0)
		return errno == EMFILE || errno == ENFILE;
	answers = waited_for(w, fd, POLLOUT, until_ms) &&
		(send(fd, o->question, o->question_len, MSG_NOSIGNAL) < 0 ?
				errno == EPIPE || errno == ECONNRESET :
				waited_for(w, fd, POLLIN, until_ms) &&
					(recv(fd, &octet, 1, 0) >= 0 ||
						errno == ECONNRESET));
	close(fd);
	return answers;
}

static void run(struct worker *worker, void *arg)
{
	const struct watchdog *w = arg;

	while (worker_goes_on(worker)) {
		if (is_answered(w))
			notify_alive();
		(void)worker_pause(worker, w->pause_ms);
	}
}

enum err watchdog_start(
	const struct watchdog_options *options, struct watchdog **watchdog_r)
{
	int64_t within_ms = notify_watchdog_ms();
	struct watchdog *w;
	enum err e;

	*watchdog_r = NULL;
	if (within_ms <= 0)
		return ERR_OK;
	w = calloc(1, sizeof(*w));
	if (!w)
		return ERR_NOMEM;
	w->options = *options;
	w->pause_ms = within_ms / QUESTIONS;
	e = worker_new(&w->worker);
	if (!e)
		e = worker_start(w->worker, run, w);
	*watchdog_r = w;
	if (e)
		watchdog_stop(watchdog_r);
	return e;
}

void watchdog_stop(struct watchdog **watchdog)
{
	struct watchdog *w = *watchdog;

	if (!w)
		return;
	worker_free(&w->worker);
	free(w);
	*watchdog = NULL;
}
