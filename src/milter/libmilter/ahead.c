/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/libmilter/ahead.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "milter/libmilter/libc_calls.h"

/* How long a worker stays with a session that says nothing, and how many
 * workers do so at a time. */
#define PATIENCE_MS 100
#define PATIENT_MAX 256
#define AHEAD_SIZE 4096
#define SOCKETS_MAX 65536

struct ahead {
	unsigned char *bytes; /* AHEAD_SIZE; NULL while nobody waits */
	unsigned at, end; /* read, and not given out yet */
	bool has_ended; /* the MTA has closed its side */
	bool is_answered; /* let write without a look, since it spoke last */
};

static atomic_uint patient;
static _Atomic(struct ahead *) sockets[SOCKETS_MAX];

struct ahead *ahead_find(int fd)
{
	return fd >= 0 && fd < SOCKETS_MAX ?
		atomic_load_explicit(&sockets[fd], memory_order_acquire) :
		NULL;
}

bool ahead_begin(int fd)
{
	const struct timeval patience = {.tv_usec = PATIENCE_MS * 1000};
	struct ahead *a;

	if (fd < 0 || fd >= SOCKETS_MAX ||
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)) ||
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience)))
		return false;
	a = calloc(1, sizeof(*a));
	if (!a)
		return false;
	atomic_store_explicit(&sockets[fd], a, memory_order_release);
	return true;
}

static void drop_bytes(struct ahead *a)
{
	free(a->bytes);
	a->bytes = NULL;
	a->at = a->end = 0;
}

bool ahead_end(int fd)
{
	struct ahead *a = ahead_find(fd);

	if (!a)
		return false;
	atomic_store(&sockets[fd], NULL);
	drop_bytes(a);
	free(a);
	return true;
}

/* ------------------------------------------------------------------ poll */

static bool has_some(const struct ahead *a)
{
	return a->at < a->end || a->has_ended;
}

/* Whether there is something to give out now. */
static bool fetch(struct ahead *a, int fd, int flags)
{
	ssize_t n;

	if (!a->bytes)
		a->bytes = malloc(AHEAD_SIZE);
	if (!a->bytes)
		return false;
	do {
		n = recv(fd, a->bytes, AHEAD_SIZE, flags);
	} while (n < 0 && errno == EINTR);
	a->at = 0;
	a->end = n > 0 ? (unsigned)n : 0;
	a->has_ended = n == 0;
	return n >= 0;
}

/* SO_RCVTIMEO is our patience: one call waits and reads. */
static bool fetch_patiently(struct ahead *a, int fd)
{
	unsigned before = atomic_fetch_add(&patient, 1);
	bool has = before < PATIENT_MAX && fetch(a, fd, 0);

	atomic_fetch_sub(&patient, 1);
	return has;
}

/* An answer is a few octets, for which the socket has room: for the first one
 * after a command libmilter's question is answered without the kernel. Were
 * there no room, the write would give up after SO_SNDTIMEO and libmilter would
 * ask again. */
static int poll_to_write(struct ahead *a, struct pollfd *p, int timeout_ms)
{
	if (a->is_answered)
		return libc_poll(p, 1, timeout_ms);
	a->is_answered = true;
	p->revents = POLLOUT;
	return 1;
}

int ahead_poll(struct ahead *ahead, struct pollfd *p, int timeout_ms)
{
	int n;

	if (!(p->events & POLLIN))
		return poll_to_write(ahead, p, timeout_ms);
	ahead->is_answered = false;
	if (!has_some(ahead) && !fetch_patiently(ahead, p->fd)) {
		n = libc_poll(p, 1, timeout_ms);
		if (n == 0)
			drop_bytes(ahead);
		if (n <= 0 || !fetch(ahead, p->fd, MSG_DONTWAIT))
			return n;
	}
	p->revents = POLLIN;
	return 1;
}

/* ------------------------------------------------------------------ read */

ssize_t ahead_read(struct ahead *ahead, int fd, void *to, size_t size)
{
	size_t len = ahead->end - ahead->at;

	if (len == 0 && !ahead->has_ended)
		return libc_read(fd, to, size);
	len = len < size ? len : size;
	if (len > 0)
		memcpy(to, ahead->bytes + ahead->at, len);
	ahead->at += (unsigned)len;
	return (ssize_t)len;
}
