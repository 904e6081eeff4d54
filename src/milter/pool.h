/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pool.h - what libmilter's threads ask of the system, and what we answer
 *
 * libmilter keeps its sockets to itself, but it asks the C library for them,
 * with accept(), poll(), read() and close(). The program has functions of
 * these names of its own, which come before the library's. For libmilter's
 * listening socket and for what was accepted on it they answer so that
 *
 *   - no session starves. A libmilter with a pool of workers (Debian's) hands
 *     a session that has something to say to an idle worker, and starts a new
 *     one only if it finds none idle: where several speak up at once, all of
 *     them are promised to the same idle one, and a session may wait for the
 *     end of another. So sessions are handed out one by one: the next one is
 *     not shown before a worker has taken up the last;
 *   - a command costs little. libmilter asks the kernel five times for each
 *     one. Here all that the MTA has sent is read at once and given out piece
 *     by piece;
 *   - a worker stays with a session that goes on. libmilter gives it a
 *     millisecond for its next command before another thread has to look
 *     after it; here it is given some more;
 *   - nobody spins where file descriptors have run out. libmilter would try
 *     to accept for ever without a word. Here the connection is taken with a
 *     descriptor kept for that, and closed: the MTA knows at once and defers.
 *     Logged, and counted;
 *   - the listener sees smfi_stop(), which itself waits for the listener, at
 *     once and not within five seconds.
 *
 * Everything else in the process has what the kernel answers. A libmilter
 * that has a thread for each session is served as well.
 *
 * Threads: pool_open() before libmilter's first, the rest from all
 * Source:  libmilter's listener.c, worker.c, comm.c; poll(2), accept(2)
 */
#ifndef ROBINSON_MILTER_POOL_H
#define ROBINSON_MILTER_POOL_H

#include <stdint.h>

#include "base/err.h"

/* "listener" is libmilter's own descriptor of the listening socket. */
enum err pool_open(int listener) MUST_CHECK;

/* From now on the listener does not wait. */
void pool_hurry(void);

/* Connections that were closed for want of descriptors. */
uint64_t pool_refused(void);

/* As before pool_open(). Nobody may be in accept() or poll() any more. */
void pool_close(void);

#endif
