/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recorder.h - puts the clicks of the public page on record
 *
 * A thread that serves a Unix socket. All clicks that have come while it was
 * at work are put on record together, by one commit, before any of them is
 * answered. What waits in the page's spool goes first.
 *
 * Shape:   packets of click.h
 * Errors:  cause_r in words
 * Owns:    "office" is borrowed until recorder_stop(), which closes the
 *          socket
 * Threads: recorder_open(), _start() and _stop() from one
 * Source:  GDPR Art. 21(2)-(3); RFC 8058
 */
#ifndef ROBINSON_INTAKE_RECORDER_H
#define ROBINSON_INTAKE_RECORDER_H

#include "base/listening.h"
#include "service/office/office.h"

struct recorder;

/*
 * Opens the socket, while the process still has the rights to; "owner" is the
 * user that the process will run as, (uid_t)-1: the present one. Anybody may
 * connect; only root, the process's own user and the page's user are served, as
 * the system names them (SO_PEERCRED).
 */
enum err recorder_open(const struct settings *settings, uid_t owner,
	struct recorder **recorder_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;
enum err recorder_start(
	struct recorder *recorder, struct office *office) MUST_CHECK;
void recorder_stop(struct recorder **recorder);

#endif
