/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libmilter_io.h - what libmilter asks of the system, answered by us
 *
 * What Debian's libmilter does. It is built with a pool of worker threads
 * (worker.c). One thread, the controller, waits in poll() for all sessions
 * that are silent; another, the listener, accepts. A session that has
 * something to say is promised to an idle worker, and a thread is started for
 * it only where no worker is idle. A worker counts as idle until it has really
 * woken up, so several sessions that speak at the same moment are all promised
 * to the same one; it serves the first for as long as that one sends its next
 * command within a millisecond, and the others wait for the end of it. A
 * campaign tool that never pauses therefore stops other senders for seconds.
 * For each command libmilter also asks the kernel five times, where file
 * descriptors have run out it accepts in vain for ever, and smfi_stop() is
 * noticed by the listener only after up to five seconds.
 *
 * What is replaced. The program has its own accept(), poll(), read() and
 * close(); the dynamic linker gives these to libmilter in the place of the C
 * library's. They act for two kinds of descriptors only, the listening socket
 * of libmilter_io_open() and the sockets that libmilter accepts on it:
 *   turns.h     sessions are handed to workers one by one: the next one is
 *               not shown before a worker has taken up the last
 *   ahead.h     what the MTA has sent is read at once and given out piece by
 *               piece, and a worker waits longer for the next command. This
 *               halves the processor time that the filter needs
 *   arrivals.h  where no descriptor is left, a connection is accepted and
 *               closed: the MTA knows at once, and defers. The listener does
 *               not sleep through smfi_stop()
 *
 * What must never be touched. Calls for every other descriptor go to the C
 * library as they came, whoever makes them: SQLite, curl, syslog, the helper
 * for incoming mail. No further name of the C library may be defined by the
 * program, and none of libmilter's own; nothing here looks into libmilter's
 * memory, relies on the number of its threads, or changes what the MTA sent or
 * is sent. A libmilter that has one thread for each session works as well.
 *
 * Without. "configure --disable-libmilter-io" builds a program in which the
 * functions below do nothing, and libmilter talks to the C library itself.
 * own_signals.h is apart from this, and in every build.
 *
 * Threads: libmilter_io_open() and libmilter_io_close() while libmilter runs no
 *          thread, the others from all
 * Source:  libmilter's listener.c, worker.c, comm.c; poll(2), accept(2),
 *          ld.so(8)
 */
#ifndef ROBINSON_MILTER_LIBMILTER_IO_H
#define ROBINSON_MILTER_LIBMILTER_IO_H

#include <stdint.h>

#include "base/err.h"

/* "listener" is libmilter's own descriptor of the listening socket. ERR_IO:
 * there are no descriptors to spare. */
enum err libmilter_io_open(int listener) MUST_CHECK;

/* From now on the listener does not wait: to be called before smfi_stop(). */
void libmilter_io_hurry(void);

/* Connections that were closed for want of descriptors since the start. */
uint64_t libmilter_io_refused(void);

/* As before libmilter_io_open(). */
void libmilter_io_close(void);

#endif
