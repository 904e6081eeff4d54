/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * erasure_notify.h - the systems of record are told who was removed
 *
 * References wait in the store's outbox until notify-command has ended with
 * success and notify-file is on disk: at least once, and in order. A line is
 * number, time, act and reference, between tabs; in the reference a
 * backslash, a tab and a line feed are written \\, \t and \n.
 *
 * Errors:  ERR_UNAVAILABLE the command or the file did not take them: they
 *          come again; those of the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 17(1), 19
 */
#ifndef ROBINSON_RETENTION_ERASURE_NOTIFY_H
#define ROBINSON_RETENTION_ERASURE_NOTIFY_H

#include "service/office/desk.h"

/* Whether a command or a file is configured. */
bool erasure_notify_is_wanted(const struct desk *desk);

/* Hands over all that waits; *taken_r also counts before a failure. */
enum err erasure_notify_run(struct desk *desk, int64_t *taken_r) MUST_CHECK;

#endif
