/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/relief.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

/* So many free descriptors bring the listener back. */
#define ENOUGH 8
#define CLOSELY_S 30
#define LOG_AGAIN_S 60

static time_t monotonic_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* An address that the kernel chooses (unix(7), autobind) and nobody knows. */
static int open_deaf(void)
{
	struct sockaddr_un any = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0 &&
		(bind(fd, (struct sockaddr *)&any, sizeof(any.sun_family)) ||
			listen(fd, 4))) {
		close(fd);
		return -1;
	}
	return fd;
}

enum err relief_init(struct relief *r, int listening, int handed)
{
	*r = (struct relief){
		.listening = listening,
		.handed = handed,
		.deaf = open_deaf(),
		.reserve = open("/dev/null", O_RDONLY | O_CLOEXEC),
	};
	if (r->deaf >= 0 && r->reserve >= 0)
		return ERR_OK;
	relief_end(r);
	return ERR_IO;
}

void relief_end(struct relief *r)
{
	if (r->deaf >= 0)
		close(r->deaf);
	if (r->reserve >= 0)
		close(r->reserve);
	r->deaf = r->reserve = -1;
}

uint64_t relief_refused(const struct relief *r)
{
	return atomic_load(&r->refused);
}

/* How many descriptors are free, as far as it matters. */
static int count_free(void)
{
	int fds[ENOUGH];
	int n = 0;

	while (n < ENOUGH &&
		(fds[n] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
		n++;
	for (int i = 0; i < n; i++)
		close(fds[i]);
	return n;
}

static unsigned take_and_close(struct relief *r, int listening)
{
	unsigned n = 0;
	int fd;

	if (r->reserve >= 0)
		close(r->reserve);
	while ((fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		close(fd);
		n++;
	}
	r->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return n;
}

static void log_now_and_then(struct relief *r)
{
	if (r->logged && r->noticed - r->logged < LOG_AGAIN_S)
		return;
	r->logged = r->noticed;
	log_error("out of file descriptors: connections of the MTA are closed "
		  "(%llu until now); raise the limit of open files",
		atomic_load(&r->refused));
}

/* Nothing is taken in the same breath: an accept of libmilter's may still be
 * at work, and would get the reserve. */
static void send_away(struct relief *r)
{
	r->is_away = dup3(r->deaf, r->handed, O_CLOEXEC) == r->handed;
}

/* The listener may still wait on the deaf socket: a knock there makes it look
 * at its descriptor again, which is the real one by then. */
static void bring_back(struct relief *r)
{
	struct sockaddr_un address;
	socklen_t len = sizeof(address);
	int fd;

	if (dup3(r->listening, r->handed, O_CLOEXEC) != r->handed)
		return;
	r->is_away = false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (getsockname(r->deaf, (struct sockaddr *)&address, &len) == 0)
		(void)!connect(fd, (struct sockaddr *)&address, len);
	close(fd);
	r->has_knocked = true;
}

bool relief_look(struct relief *r)
{
	int free_fds = count_free();
	time_t now = monotonic_s();

	if (r->reserve < 0 && free_fds > 0)
		r->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (free_fds == 0)
		r->noticed = now;
	if (r->is_away) {
		atomic_fetch_add(&r->refused, take_and_close(r, r->listening));
		log_now_and_then(r);
		if (free_fds >= ENOUGH)
			bring_back(r);
	} else if (free_fds == 0) {
		send_away(r);
	} else if (r->has_knocked) {
		(void)take_and_close(r, r->deaf);
		r->has_knocked = false;
	}
	return r->noticed && now - r->noticed < CLOSELY_S;
}
