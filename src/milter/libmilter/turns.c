/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "milter/libmilter/turns.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "base/clock.h"
#include "milter/libmilter/ahead.h"

/* If no worker asked within this time, libmilter could not start a thread. */
#define TAKE_UP_S 1

static struct {
	pthread_mutex_t lock;
	pthread_cond_t taken;
	atomic_bool takes_up; /* a session was seen to be taken up */
	atomic_int offered; /* the session that is on its way, or -1 */
} turns = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.offered = -1,
};

void turns_open(void)
{
	clock_cond_init(&turns.taken);
}

void turns_close(void)
{
	pthread_cond_destroy(&turns.taken);
}

void turns_take(int fd)
{
	if (atomic_load(&turns.offered) != fd)
		return;
	pthread_mutex_lock(&turns.lock);
	atomic_store(&turns.takes_up, true);
	if (atomic_load(&turns.offered) == fd) {
		atomic_store(&turns.offered, -1);
		pthread_cond_signal(&turns.taken);
	}
	pthread_mutex_unlock(&turns.lock);
}

void turns_offer(int fd)
{
	struct timespec until = clock_monotonic_in(TAKE_UP_S * 1000);

	pthread_mutex_lock(&turns.lock);
	while (atomic_load(&turns.offered) >= 0 &&
		atomic_load(&turns.takes_up) &&
		pthread_cond_timedwait(&turns.taken, &turns.lock, &until) == 0)
		;
	atomic_store(&turns.offered, fd);
	pthread_mutex_unlock(&turns.lock);
}

int turns_show(struct pollfd *fds, nfds_t len, int n)
{
	int first = -1;

	for (nfds_t i = 0; i < len; i++) {
		if (!fds[i].revents || !ahead_find(fds[i].fd))
			continue;
		if (first < 0) {
			first = fds[i].fd;
		} else {
			fds[i].revents = 0;
			n--;
		}
	}
	if (first >= 0)
		turns_offer(first);
	return n;
}
