/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc_calls.h - the C library's functions behind the program's own
 *
 * Where the program defines accept(), poll(), read() and close(), these are
 * what the calls would have reached otherwise: arguments, results and errno
 * are theirs, and they are points of cancellation as theirs are.
 *
 * Threads: all
 * Source:  dlsym(3), RTLD_NEXT
 */
#ifndef ROBINSON_MILTER_LIBC_CALLS_H
#define ROBINSON_MILTER_LIBC_CALLS_H

#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

int libc_accept(int fd, struct sockaddr *address, socklen_t *len);
int libc_poll(struct pollfd *fds, nfds_t len, int timeout_ms);
ssize_t libc_read(int fd, void *to, size_t size);
int libc_close(int fd);

#endif
