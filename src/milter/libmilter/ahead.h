/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ahead.h - reads all that the MTA has sent, gives it out piece by piece
 *
 * libmilter reads the length of a command, its letter and its data one after
 * the other, asks poll() before each, and asks again whether it may write the
 * answer: five calls for each command. Here one call waits and reads all that
 * has come, up to 4096 octets, and the rest is answered from memory.
 *
 * A worker also stays with a session that is silent for up to 100 ms, so that
 * no other thread has to look after it between two commands; where more than
 * 256 workers wait so, further ones do not.
 *
 * Units:   milliseconds
 * Errors:  as poll(2), read(2)
 * Owns:    the memory belongs to the descriptor, from ahead_begin() to
 *          ahead_end()
 * Threads: a session's socket belongs to the thread that libmilter lets have
 *          the session; ahead_find() from all
 * Source:  libmilter's comm.c
 */
#ifndef ROBINSON_MILTER_AHEAD_H
#define ROBINSON_MILTER_AHEAD_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

struct ahead;

/* False: this socket cannot be read ahead, and nothing has changed but its
 * timeouts. */
bool ahead_begin(int fd);
/* The descriptor is about to be closed. False: it was not read ahead. */
bool ahead_end(int fd);

/* NULL: the descriptor is not a session's. */
struct ahead *ahead_find(int fd);

int ahead_poll(struct ahead *ahead, struct pollfd *p, int timeout_ms);
ssize_t ahead_read(struct ahead *ahead, int fd, void *to, size_t size);

#endif
