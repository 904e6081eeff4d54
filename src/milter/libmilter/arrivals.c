/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/libmilter/arrivals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "milter/libmilter/libc_calls.h"

#define LOG_AGAIN_S 60
#define BREATH_NS 10000000

static struct {
	atomic_int listener; /* -1: none */
	atomic_bool hurries;
	int wake; /* readable when it hurries */
	int reserve; /* given up for the moment of an accept */
	int64_t logged_ms;
	atomic_ullong refused;
} arrivals = {.listener = -1, .wake = -1, .reserve = -1};

static int open_reserve(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

enum err arrivals_open(int listener)
{
	arrivals.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	arrivals.reserve = open_reserve();
	if (arrivals.wake < 0 || arrivals.reserve < 0) {
		arrivals_close();
		return ERR_IO;
	}
	atomic_store(&arrivals.listener, listener);
	return ERR_OK;
}

void arrivals_close(void)
{
	atomic_store(&arrivals.listener, -1);
	if (arrivals.wake >= 0)
		libc_close(arrivals.wake);
	if (arrivals.reserve >= 0)
		libc_close(arrivals.reserve);
	arrivals.wake = arrivals.reserve = -1;
	atomic_store(&arrivals.hurries, false);
}

bool arrivals_is_listener(int fd)
{
	return fd >= 0 && fd == atomic_load(&arrivals.listener);
}

/* ---------------------------------------------------------------- accept */

static void log_now_and_then(void)
{
	int64_t now_ms = clock_monotonic_ms();

	if (arrivals.logged_ms &&
		now_ms - arrivals.logged_ms < LOG_AGAIN_S * 1000)
		return;
	arrivals.logged_ms = now_ms;
	log_error("out of file descriptors: connections of the MTA are closed "
		  "(%llu until now); raise the limit of open files",
		atomic_load(&arrivals.refused));
}

static void refuse_one(int listener)
{
	int fd;

	if (arrivals.reserve >= 0)
		libc_close(arrivals.reserve);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0) {
		libc_close(fd);
		atomic_fetch_add(&arrivals.refused, 1);
	}
	arrivals.reserve = open_reserve();
	log_now_and_then();
	/* Another thread has taken the descriptor that was kept. */
	if (fd < 0 || arrivals.reserve < 0)
		clock_pause_ns(BREATH_NS);
}

int arrivals_accept(int listener, struct sockaddr *address, socklen_t *len)
{
	int fd = accept4(listener, address, len, SOCK_CLOEXEC);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
		refuse_one(listener);
		errno = EMFILE;
	}
	return fd;
}

/* ------------------------------------------------------------------ poll */

int arrivals_poll(struct pollfd *p, int timeout_ms)
{
	struct pollfd both[] = {*p, {.fd = arrivals.wake, .events = POLLIN}};
	int n;

	if (atomic_load(&arrivals.hurries)) /* "wake" stays readable */
		return libc_poll(p, 1, 1);
	n = libc_poll(both, 2, timeout_ms);
	p->revents = both[0].revents;
	if (n > 0)
		n = p->revents ? 1 : 0;
	return n;
}

void arrivals_hurry(void)
{
	const uint64_t one = 1;

	atomic_store(&arrivals.hurries, true);
	(void)!write(arrivals.wake, &one, sizeof(one));
}

uint64_t arrivals_refused(void)
{
	return atomic_load(&arrivals.refused);
}
