/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * turns.h - sessions are handed to libmilter's workers one by one
 *
 * libmilter promises several sessions to one idle worker where they speak at
 * the same moment, and all but the first may wait for the end of another
 * (libmilter_io.h). So the next session is not shown to it before a worker has
 * asked for the last one: then each finds a worker that is really idle, or
 * gets a new thread.
 *
 * A session that nobody asks for within a second is waited for no longer:
 * libmilter could not start a thread. A libmilter that never asks by poll() is
 * not waited for at all.
 *
 * Threads: turns_open() and turns_close() while libmilter runs no thread,
 *          turns_take() from all, the others from listener and controller
 * Source:  libmilter's worker.c
 */
#ifndef ROBINSON_MILTER_TURNS_H
#define ROBINSON_MILTER_TURNS_H

#include <poll.h>

void turns_open(void);
void turns_close(void);

/* The session of this socket is about to be handed out: returns when the one
 * before has been taken up. */
void turns_offer(int fd);
/* A worker asks for the session of this socket, or the socket is closed. */
void turns_take(int fd);
/* Of the "n" descriptors that are ready, only the first that is a session's
 * stays marked ready, and is offered. Returns how many descriptors remain;
 * those that are no session's remain. */
int turns_show(struct pollfd *fds, nfds_t len, int n);

#endif
