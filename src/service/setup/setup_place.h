/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_place.h - what a configuration needs before the daemon can run with it
 *
 * The directories of store and socket, the key file for the daemon's group, and
 * an empty store. What is there already stays as it is, so that a second run
 * goes on where the first one stopped; only a key file that the daemon cannot
 * read is given to its group.
 *
 * Errors:  cause_r in words: what could not be done, and why; what was done
 *          before it has been told by "done"
 * Owns:    everything is borrowed
 * Threads: one; needs root. The store is made by a process that has become the
 *          daemon's user
 */
#ifndef ROBINSON_SETUP_PLACE_H
#define ROBINSON_SETUP_PLACE_H

#include "base/clock.h"
#include "config/settings.h"

#define SETUP_CAUSE_SIZE 600

struct setup_place {
	const struct settings *settings;
	const struct clock_source *clock;
	/* "made" or "kept", and what. */
	void (*done)(void *arg, const char *how, const char *what);
	void *arg;
};

enum err setup_place(const struct setup_place *place,
	char cause_r[SETUP_CAUSE_SIZE]) MUST_CHECK;

/* The file at "path", whole or not at all, and never in the place of another:
 * ERR_EXISTS. "prepare" does what must be done before it has that name, and says
 * itself what fails. */
enum err setup_write(const char *path, const char *text, size_t len,
	enum err (*prepare)(void *arg, const char *draft), void *arg,
	char cause_r[SETUP_CAUSE_SIZE]) MUST_CHECK;

#endif
