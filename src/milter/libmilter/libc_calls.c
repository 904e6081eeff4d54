/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* RTLD_NEXT is an extension */

#include "milter/libmilter/libc_calls.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* *function_r becomes what comes after the program in the order of lookup.
 * Several threads may look it up at once: they find the same. */
static void find(_Atomic(void *) *found, const char *name, void *function_r)
{
	void *next = atomic_load_explicit(found, memory_order_relaxed);

	if (!next) {
		next = dlsym(RTLD_NEXT, name);
		if (!next)
			abort(); /* a process without a C library */
		atomic_store_explicit(found, next, memory_order_relaxed);
	}
	/* ISO C knows no conversion from an object's pointer. */
	memcpy(function_r, &next, sizeof(next));
}

int libc_accept(int fd, struct sockaddr *address, socklen_t *len)
{
	static _Atomic(void *) found;
	int (*next)(int, struct sockaddr *, socklen_t *);

	find(&found, "accept", &next);
	return next(fd, address, len);
}

int libc_poll(struct pollfd *fds, nfds_t len, int timeout_ms)
{
	static _Atomic(void *) found;
	int (*next)(struct pollfd *, nfds_t, int);

	find(&found, "poll", &next);
	return next(fds, len, timeout_ms);
}

ssize_t libc_read(int fd, void *to, size_t size)
{
	static _Atomic(void *) found;
	ssize_t (*next)(int, void *, size_t);

	find(&found, "read", &next);
	return next(fd, to, size);
}

int libc_close(int fd)
{
	static _Atomic(void *) found;
	int (*next)(int);

	find(&found, "close", &next);
	return next(fd);
}
