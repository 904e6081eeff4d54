/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/pool.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

/* How long a worker stays with a session that says nothing, and how many
 * workers do so at a time. */
#define PATIENCE_MS 100
#define PATIENT_MAX 256
/* A session that was handed out and is not taken up: its thread could not be
 * started. */
#define TAKE_UP_S 1
#define AHEAD_SIZE 4096
#define PEERS_MAX 65536
#define LOG_AGAIN_S 60
#define BREATH_NS 10000000

/* One socket of a session. Belongs to the thread that libmilter lets have the
 * session. */
struct peer {
	unsigned char *ahead; /* AHEAD_SIZE octets; NULL while nobody waits */
	unsigned at, end; /* read, and not given out yet */
	bool has_ended; /* the MTA has closed its side */
	bool is_answered; /* let write without a look, since it spoke last */
};

static struct {
	atomic_int listener; /* -1: none */
	atomic_bool hurries;
	int wake; /* readable when it hurries */
	int reserve; /* given up for the moment of an accept */
	time_t logged;
	atomic_ullong refused;
	atomic_uint patient;
	atomic_bool takes_up; /* a session was seen to be taken up */
	pthread_mutex_t lock;
	pthread_cond_t taken;
	atomic_int handed; /* the session that is on its way, or -1 */
	_Atomic(struct peer *) peers[PEERS_MAX];
} pool = {
	.listener = -1,
	.wake = -1,
	.reserve = -1,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.handed = -1,
};

static struct peer *peer_of(int fd)
{
	return fd >= 0 && fd < PEERS_MAX ?
		atomic_load_explicit(&pool.peers[fd], memory_order_acquire) :
		NULL;
}

/* ------------------------------------------------------ what the kernel has */

static int kernel_poll(struct pollfd *fds, nfds_t len, int timeout_ms)
{
	const struct timespec timeout = {
		timeout_ms / 1000, (timeout_ms % 1000) * 1000000L};

	return ppoll(fds, len, timeout_ms < 0 ? NULL : &timeout, NULL);
}

static ssize_t kernel_read(int fd, void *to, size_t size)
{
	const struct iovec all = {to, size};

	return readv(fd, &all, 1);
}

/* close() has no second name, as the others have. */
static int kernel_close(int fd)
{
	static _Atomic(void *) found;
	void *next = atomic_load_explicit(&found, memory_order_relaxed);
	int (*function)(int);

	if (!next) {
		next = dlsym(RTLD_NEXT, "close");
		atomic_store_explicit(&found, next, memory_order_relaxed);
	}
	memcpy(&function, &next, sizeof(function));
	return function(fd);
}

/* --------------------------------------------------------- one by one */

/* Shows that "fd" was taken up, or will not be. */
static void take_up(int fd)
{
	if (atomic_load(&pool.handed) != fd)
		return;
	pthread_mutex_lock(&pool.lock);
	atomic_store(&pool.takes_up, true);
	if (atomic_load(&pool.handed) == fd) {
		atomic_store(&pool.handed, -1);
		pthread_cond_signal(&pool.taken);
	}
	pthread_mutex_unlock(&pool.lock);
}

/* Waits until the last one has been taken up. */
static void hand_out(int fd)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += TAKE_UP_S;
	pthread_mutex_lock(&pool.lock);
	while (atomic_load(&pool.handed) >= 0 && atomic_load(&pool.takes_up) &&
		pthread_cond_timedwait(&pool.taken, &pool.lock, &until) == 0)
		;
	atomic_store(&pool.handed, fd);
	pthread_mutex_unlock(&pool.lock);
}

/* ---------------------------------------------------------- reading ahead */

static void drop_ahead(struct peer *peer)
{
	free(peer->ahead);
	peer->ahead = NULL;
	peer->at = peer->end = 0;
}

static bool has_some(const struct peer *peer)
{
	return peer->at < peer->end || peer->has_ended;
}

/* Whether there is something to give out now. */
static bool fetch(struct peer *peer, int fd, int flags)
{
	ssize_t n;

	if (!peer->ahead)
		peer->ahead = malloc(AHEAD_SIZE);
	if (!peer->ahead)
		return false;
	do {
		n = recv(fd, peer->ahead, AHEAD_SIZE, flags);
	} while (n < 0 && errno == EINTR);
	peer->at = 0;
	peer->end = n > 0 ? (unsigned)n : 0;
	peer->has_ended = n == 0;
	return n >= 0;
}

/* SO_RCVTIMEO is our patience: one call waits and reads. */
static bool fetch_patiently(struct peer *peer, int fd)
{
	unsigned before = atomic_fetch_add(&pool.patient, 1);
	bool has = before < PATIENT_MAX && fetch(peer, fd, 0);

	atomic_fetch_sub(&pool.patient, 1);
	return has;
}

/* An answer is a few octets, for which there is room: who asks for the first
 * is not made to ask the kernel. Were there none, the write would give up after
 * SO_SNDTIMEO and libmilter ask again. */
static int poll_to_write(struct peer *peer, struct pollfd *p, int timeout_ms)
{
	if (peer->is_answered)
		return kernel_poll(p, 1, timeout_ms);
	peer->is_answered = true;
	p->revents = POLLOUT;
	return 1;
}

static int poll_peer(struct peer *peer, struct pollfd *p, int timeout_ms)
{
	int n;

	take_up(p->fd);
	if (!(p->events & POLLIN))
		return poll_to_write(peer, p, timeout_ms);
	peer->is_answered = false;
	if (!has_some(peer) && !fetch_patiently(peer, p->fd)) {
		n = kernel_poll(p, 1, timeout_ms);
		if (n == 0)
			drop_ahead(peer);
		if (n <= 0 || !fetch(peer, p->fd, MSG_DONTWAIT))
			return n;
	}
	p->revents = POLLIN;
	return 1;
}

static ssize_t read_peer(struct peer *peer, int fd, void *to, size_t size)
{
	size_t len = peer->end - peer->at;

	if (len == 0 && !peer->has_ended)
		return kernel_read(fd, to, size);
	len = len < size ? len : size;
	if (len > 0)
		memcpy(to, peer->ahead + peer->at, len);
	peer->at += (unsigned)len;
	return (ssize_t)len;
}

/* -------------------------------------------------------------- accepting */

static void log_now_and_then(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (pool.logged && now.tv_sec - pool.logged < LOG_AGAIN_S)
		return;
	pool.logged = now.tv_sec;
	log_error("out of file descriptors: connections of the MTA are closed "
		  "(%llu until now); raise the limit of open files",
		atomic_load(&pool.refused));
}

static void refuse_one(int listener)
{
	const struct timespec breath = {.tv_nsec = BREATH_NS};
	int fd;

	if (pool.reserve >= 0)
		kernel_close(pool.reserve);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0) {
		kernel_close(fd);
		atomic_fetch_add(&pool.refused, 1);
	}
	pool.reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	log_now_and_then();
	/* Somebody else has taken the one that was kept. */
	if (fd < 0 || pool.reserve < 0)
		nanosleep(&breath, NULL);
}

/* Without a peer a session is served as libmilter would, only slower. */
static void greet(int fd)
{
	const struct timeval patience = {.tv_usec = PATIENCE_MS * 1000};
	struct peer *peer = NULL;

	if (fd < PEERS_MAX &&
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)) == 0 &&
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			sizeof(patience)) == 0)
		peer = calloc(1, sizeof(*peer));
	if (!peer)
		return;
	atomic_store_explicit(&pool.peers[fd], peer, memory_order_release);
	hand_out(fd);
}

static int accept_peer(int listener, struct sockaddr *address, socklen_t *len)
{
	int fd = accept4(listener, address, len, SOCK_CLOEXEC);

	if (fd >= 0) {
		greet(fd);
	} else if (errno == EMFILE || errno == ENFILE) {
		refuse_one(listener);
		errno = EMFILE;
	}
	return fd;
}

static int poll_listener(struct pollfd *p, int timeout_ms)
{
	struct pollfd both[] = {*p, {.fd = pool.wake, .events = POLLIN}};
	int n;

	if (atomic_load(&pool.hurries)) /* the other one is answered for ever */
		return kernel_poll(p, 1, 1);
	n = kernel_poll(both, 2, timeout_ms);
	p->revents = both[0].revents;
	if (n > 0)
		n = p->revents ? 1 : 0;
	return n;
}

/* Of the sessions that have something to say only the first is shown. */
static int poll_all(struct pollfd *fds, nfds_t len, int timeout_ms)
{
	int n = kernel_poll(fds, len, timeout_ms);
	int first = -1;

	if (n <= 0)
		return n;
	for (nfds_t i = 0; i < len; i++) {
		if (!fds[i].revents || !peer_of(fds[i].fd))
			continue;
		if (first < 0) {
			first = fds[i].fd;
		} else {
			fds[i].revents = 0;
			n--;
		}
	}
	if (first >= 0)
		hand_out(first);
	return n;
}

/* By itself, because the C library declares of its poll() that it does not
 * look at what it is given. */
static __attribute__((noinline)) int poll_any(
	struct pollfd *fds, nfds_t len, int timeout_ms)
{
	struct peer *peer;

	if (len != 1)
		return poll_all(fds, len, timeout_ms);
	peer = peer_of(fds->fd);
	if (peer)
		return poll_peer(peer, fds, timeout_ms);
	if (fds->fd >= 0 && fds->fd == atomic_load(&pool.listener))
		return poll_listener(fds, timeout_ms);
	return kernel_poll(fds, len, timeout_ms);
}

/* --------------------------------------------- instead of the C library's */

int accept(int fd, struct sockaddr *restrict address, socklen_t *restrict len)
{
	if (fd >= 0 && fd == atomic_load(&pool.listener))
		return accept_peer(fd, address, len);
	return accept4(fd, address, len, 0);
}

int poll(struct pollfd *fds, nfds_t len, int timeout_ms)
{
	return poll_any(fds, len, timeout_ms);
}

ssize_t read(int fd, void *to, size_t size)
{
	struct peer *peer = peer_of(fd);

	return peer ? read_peer(peer, fd, to, size) : kernel_read(fd, to, size);
}

int close(int fd)
{
	struct peer *peer = peer_of(fd);

	if (peer) {
		atomic_store(&pool.peers[fd], NULL);
		take_up(fd);
		free(peer->ahead);
		free(peer);
	}
	return kernel_close(fd);
}

/* ----------------------------------------------------------- begin and end */

enum err pool_open(int listener)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&pool.taken, &attr);
	pthread_condattr_destroy(&attr);
	pool.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pool.reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (pool.wake < 0 || pool.reserve < 0) {
		pool_close();
		return ERR_IO;
	}
	atomic_store(&pool.listener, listener);
	return ERR_OK;
}

void pool_hurry(void)
{
	const uint64_t one = 1;

	atomic_store(&pool.hurries, true);
	(void)!write(pool.wake, &one, sizeof(one));
}

uint64_t pool_refused(void)
{
	return atomic_load(&pool.refused);
}

void pool_close(void)
{
	atomic_store(&pool.listener, -1);
	if (pool.wake >= 0)
		kernel_close(pool.wake);
	if (pool.reserve >= 0)
		kernel_close(pool.reserve);
	pool.wake = pool.reserve = -1;
	atomic_store(&pool.hurries, false);
	pthread_cond_destroy(&pool.taken);
}
