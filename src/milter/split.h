/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * split.h - a message whose recipients do not all get it
 *
 * mixed = split: it goes to the recipients who may get it, is held for some,
 * and is refused for the rest. All of that is on disk before a recipient is
 * taken off the envelope, and never are all recipients taken off: a message
 * that nobody gets is refused, or discarded when it lies in the quarantine. The
 * MTA's own quarantine holds whole messages only: there what goes and what is
 * held stay together. mixed = all: the strictest verdict holds for all
 * recipients who were judged. Robinson's own quarantine holds the message for
 * these only; the firm's own addresses get it.
 *
 * A notice tells the sender what the SMTP reply could not; where no notice may
 * be sent, nothing is split or held (untellable.h).
 *
 * Threads: belongs to the session's thread
 * Source:  RFC 3464; RFC 5321 6.1
 */
#ifndef ROBINSON_MILTER_SPLIT_H
#define ROBINSON_MILTER_SPLIT_H

#include "milter/verdicts.h"

/* Records the verdicts and gives the answer to end-of-message. */
struct answer split_end(struct verdicts *v, const struct message_mark *mark);

#endif
