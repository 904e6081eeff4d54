/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arrivals.h - connections of the MTA as libmilter's listener accepts them
 *
 * libmilter tries to accept for ever, without a word and without a pause,
 * where file descriptors have run out. Here one descriptor is kept in
 * reserve: the connection is accepted with it and closed, which the MTA
 * notices at once. That is logged, once a minute, and counted.
 *
 * libmilter's listener looks whether it is to stop every five seconds. Here
 * its poll() returns as soon as arrivals_hurry() is called.
 *
 * Errors:  arrivals_accept() as accept(2); EMFILE also where a connection was
 *          refused
 * Threads: arrivals_open() and arrivals_close() while libmilter runs no
 *          thread, arrivals_accept() and arrivals_poll() from its listener,
 *          the others from all
 * Source:  libmilter's listener.c
 */
#ifndef ROBINSON_MILTER_ARRIVALS_H
#define ROBINSON_MILTER_ARRIVALS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"

/* ERR_IO: there are no descriptors to spare. */
enum err arrivals_open(int listener) MUST_CHECK;
void arrivals_close(void);

bool arrivals_is_listener(int fd);
int arrivals_accept(int listener, struct sockaddr *address, socklen_t *len);
int arrivals_poll(struct pollfd *p, int timeout_ms);

void arrivals_hurry(void);
/* How many were refused since the start. */
uint64_t arrivals_refused(void);

#endif
