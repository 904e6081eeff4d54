/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * control.h - what the command line asks of the running daemon
 *
 * A Unix socket of mode 0600 beside the milter's own. Served are root and the
 * process's own user, as the system names them (SO_PEERCRED); who asks makes
 * sure of the other end in the same way. So nobody has to believe a file that
 * says which process the daemon is.
 *
 * Shape:   a line "reload", and the end of what is sent; the answer is a line
 *          "taken" or "refused", then lines of text, and the end
 * Errors:  cause_r in words
 * Owns:    control_stop() closes the socket
 * Threads: control_open(), _start() and _stop() from one; the work is done by
 *          a thread of its own, one request after the other
 * Source:  unix(7)
 */
#ifndef ROBINSON_OFFICE_CONTROL_H
#define ROBINSON_OFFICE_CONTROL_H

#include "base/buf.h"
#include "base/listening.h"
#include "config/settings.h"

#define CONTROL_ANSWER_MAX ((size_t)256 * 1024)

struct control;

struct control_work {
	/* Whether the settings were taken, and lines that say more. */
	bool (*reload)(void *arg, struct buf *said);
	void *arg;
};

/* Where settings->milter.control says, while the process may still do so;
 * "owner" is who it will be, (uid_t)-1: who it is. */
enum err control_open(const struct settings *settings, uid_t owner,
	struct control **control_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;
/* "work" is copied. */
enum err control_start(
	struct control *control, const struct control_work *work) MUST_CHECK;
void control_stop(struct control **control);

/*
 * Has the daemon read its configuration again: said_r becomes what it says.
 * ERR_OK: taken; ERR_INVALID: refused; ERR_NOT_FOUND: nobody listens there, or
 * there is no such place; ERR_DENIED: it does not serve us, or is not the
 * daemon; ERR_UNAVAILABLE: no answer.
 */
enum err control_reload(const struct settings *settings, struct buf *said_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;

#endif
