/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * web.h - the process that speaks HTTP
 *
 * It holds no key and no store, and gives up files, new sockets and other
 * programs before it serves. It asks the desk process for all that it shows.
 *
 * Owns:    the descriptors and the settings are borrowed
 * Threads: one call in a process
 */
#ifndef ROBINSON_STAFF_WEB_WEB_H
#define ROBINSON_STAFF_WEB_WEB_H

#include "base/clock.h"
#include "config/settings.h"

struct staff_web_options {
	const struct settings *settings;
	const struct clock_source *clock;
	int desk_fd; /* a socket pair with the desk process */
	int listen_fd; /* listens */
	int metrics_fd; /* listens for who reads metrics; -1: nobody does */
};

/* Serves until SIGTERM, SIGINT or the end of the desk process; SIGHUP changes
 * nothing: what it reads of the settings takes a restart. The process is its
 * user's already, and all its threads are yet to come. Returns a code of
 * <sysexits.h>. */
int staff_web_main(const struct staff_web_options *options);

#endif
