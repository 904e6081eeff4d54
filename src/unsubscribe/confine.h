/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * confine.h - the page's process gives up what it will never need
 *
 * No new privileges, no core file (it would hold the keys), no other program
 * and no other process: whoever breaks in finds the token keys and the
 * recorder's socket, and no tool.
 *
 * Source:  prctl(2), seccomp(2); GDPR Art. 32(1)
 */
#ifndef ROBINSON_UNSUBSCRIBE_CONFINE_H
#define ROBINSON_UNSUBSCRIBE_CONFINE_H

#include "base/err.h"

/* For good, for all threads that are made from now on. errno says why not. */
enum err confine_process(void) MUST_CHECK;

#endif
