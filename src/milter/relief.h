/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * relief.h - what happens when file descriptors run out
 *
 * libmilter's listener would spin then without a word: a connection waits,
 * accept() fails, and it looks again at once. So where no descriptor is left,
 * libmilter's number of the listening socket is made to mean a socket that
 * nobody connects to, and we take the waiting connections ourselves and close
 * them: the MTA knows at once and defers. As soon as a few descriptors are
 * free libmilter gets its socket back. Logged, and counted.
 *
 * Threads: belongs to one thread; relief_refused() may be asked by all
 */
#ifndef ROBINSON_MILTER_RELIEF_H
#define ROBINSON_MILTER_RELIEF_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"

struct relief {
	int listening; /* ours */
	int handed; /* libmilter's descriptor of the same socket */
	int deaf; /* a socket that nobody connects to */
	int reserve; /* given up for the moment of an accept */
	bool is_away; /* libmilter listens to the deaf one */
	bool has_knocked; /* at the deaf one, when it came back */
	time_t noticed; /* 0: never */
	time_t logged;
	atomic_ullong refused;
};

enum err relief_init(struct relief *r, int listening, int handed) MUST_CHECK;
void relief_end(struct relief *r);

/* Looks whether descriptors are left; true: watch closely, they ran out not
 * long ago. */
bool relief_look(struct relief *r);

uint64_t relief_refused(const struct relief *r);

#endif
