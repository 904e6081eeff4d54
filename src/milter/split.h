/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * split.h - a message whose recipients do not all get it
 *
 * mixed = split: those who may get it do, for some it is held, the rest is
 * refused. All of it is on disk before a recipient is taken off the envelope,
 * and never are all of them taken off: a message that nobody gets is refused,
 * or discarded when it lies in the quarantine. The MTA's own quarantine holds
 * whole messages only: there what goes and what is held stay together.
 * mixed = all: the strictest verdict holds for all who were judged; what
 * Robinson's own quarantine holds is theirs, the firm's own addresses get
 * theirs.
 *
 * The sender is told by a notice what the SMTP reply could not tell; where no
 * notice may be sent, nothing is split or held (untellable.h).
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
