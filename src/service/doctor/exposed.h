/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exposed.h - files of ours that others may read or write
 *
 * Keys, the store with its -wal and -shm, and the spools: everybody but their
 * owner and group is kept out.
 *
 * Errors:  none: what is not there, or not to be seen, is left out
 * Threads: all functions may be called from any thread
 * Source:  GDPR Art. 32(1)
 */
#ifndef ROBINSON_DOCTOR_EXPOSED_H
#define ROBINSON_DOCTOR_EXPOSED_H

#include <sys/types.h>

#include "config/settings.h"

/* "chmod o-rwx PATH" mends it. */
void exposed_each(const struct settings *settings,
	void (*tell)(void *arg, const char *path, mode_t mode), void *arg);

/* A warning in the log for each. */
void exposed_log(const struct settings *settings);

#endif
