/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * own_signals.h - the signals that are the program's, and not libmilter's
 *
 * libmilter has a thread that waits in sigwait() for HUP, TERM and INT, and
 * stops at each of them. A thread of ours waits for the same signals, and the
 * kernel would wake the one or the other. So the program has its own
 * sigwait(), which never waits for the signals that are ours; libmilter is the
 * only caller in the process. In every build: without it a reload could stop
 * the daemon.
 *
 * Threads: all
 * Source:  libmilter's signal.c; sigwait(3)
 */
#ifndef ROBINSON_MILTER_OWN_SIGNALS_H
#define ROBINSON_MILTER_OWN_SIGNALS_H

#include <signal.h>

/* HUP, TERM, INT and USR1. */
void own_signals(sigset_t *set_r);

#endif
