/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * control.h - what the command line asks of the running daemon
 *
 * A Unix socket of mode 0600 beside the milter's own. The daemon serves only
 * root and its own user, as the system names them (SO_PEERCRED); the command
 * line checks in the same way who serves the socket. So it need not trust a
 * file that says which process the daemon is.
 *
 * Shape:   a line "reload" or "metrics", and the end of what is sent; the
 *          answer is a line "taken" or "refused", then lines of text, and the
 *          end
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
	/* Whether they could be told; Prometheus text. */
	bool (*metrics)(void *arg, struct buf *said);
	void *arg;
};

/* Opens the socket at settings->milter.control, while the process still has the
 * rights to; "owner" is the user that the process will run as, (uid_t)-1: the
 * present one. */
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
/* The same for the daemon's metrics: said_r becomes their text. */
enum err control_metrics(const struct settings *settings, struct buf *said_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;

#endif
