/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/libmilter/libmilter_io.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "milter/libmilter/ahead.h"
#include "milter/libmilter/arrivals.h"
#include "milter/libmilter/libc_calls.h"
#include "milter/libmilter/turns.h"

/* The one socket that a worker or the listener waits for. */
static int poll_one(struct pollfd *p, int timeout_ms)
{
	struct ahead *ahead = ahead_find(p->fd);

	if (ahead) {
		turns_take(p->fd);
		return ahead_poll(ahead, p, timeout_ms);
	}
	if (arrivals_is_listener(p->fd))
		return arrivals_poll(p, timeout_ms);
	return libc_poll(p, 1, timeout_ms);
}

/* By itself, because the C library declares of its poll() that it does not
 * look at what it is given. */
static __attribute__((noinline)) int poll_any(
	struct pollfd *fds, nfds_t len, int timeout_ms)
{
	int n;

	if (len == 1)
		return poll_one(fds, timeout_ms);
	n = libc_poll(fds, len, timeout_ms);
	return n > 0 ? turns_show(fds, len, n) : n;
}

/* --------------------------------------------- instead of the C library's */

int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict len)
{
	int session;

	if (!arrivals_is_listener(fd))
		return libc_accept(fd, address, len);
	session = arrivals_accept(fd, address, len);
	/* Where it cannot be read ahead it is served as libmilter would. */
	if (session >= 0 && ahead_begin(session))
		turns_offer(session);
	return session;
}

int poll(struct pollfd *fds, nfds_t len, int timeout_ms)
{
	return poll_any(fds, len, timeout_ms);
}

ssize_t read(int fd, void *to, size_t size)
{
	struct ahead *ahead = ahead_find(fd);

	return ahead ? ahead_read(ahead, fd, to, size) :
		       libc_read(fd, to, size);
}

int close(int fd)
{
	if (ahead_end(fd))
		turns_take(fd);
	return libc_close(fd);
}

/* ----------------------------------------------------------- begin and end */

enum err libmilter_io_open(int listener)
{
	turns_open();
	if (arrivals_open(listener) == ERR_OK)
		return ERR_OK;
	turns_close();
	return ERR_IO;
}

void libmilter_io_hurry(void)
{
	arrivals_hurry();
}

uint64_t libmilter_io_refused(void)
{
	return arrivals_refused();
}

void libmilter_io_close(void)
{
	arrivals_close();
	turns_close();
}
