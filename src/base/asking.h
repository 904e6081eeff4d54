/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * asking.h - one question to a program that listens at a Unix socket
 *
 * The question is sent and ended, and all that comes back is the answer.
 *
 * Shape:   any octets; an answer has as many as its buffer takes
 * Units:   a minute to connect, and a minute without an octet of the answer
 * Errors:  ERR_NOT_FOUND nobody listens there; ERR_DENIED it may not be opened,
 *          or somebody else serves it; ERR_UNAVAILABLE no answer, or one that
 *          is too long; cause_r in words
 * Threads: a call blocks its own only
 * Source:  unix(7)
 */
#ifndef ROBINSON_BASE_ASKING_H
#define ROBINSON_BASE_ASKING_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/listening.h"

struct asking {
	const char *path;
	const char *question;
	size_t len;
	/* Whether a process of this user may serve it; NULL: whoever does. */
	bool (*trusts)(const void *arg, uid_t uid);
	const void *arg;
};

enum err asking_ask(const struct asking *asking, struct buf *answer_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;

#endif
