/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * selftest.h - the confined process tries to get out
 *
 * Prints TAP on standard output: what must be denied is, what must work does.
 *
 * Threads: one
 */
#ifndef ROBINSON_INBOUND_SELFTEST_H
#define ROBINSON_INBOUND_SELFTEST_H

/* The process is confined. Returns how many points failed. */
int selftest_run(void);

#endif
