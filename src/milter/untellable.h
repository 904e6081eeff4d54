/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * untellable.h - senders who cannot be told by a notice
 *
 * No notice goes to a sender outside the firm's own domains, or to the null
 * sender. Then nothing is held, and no recipient is taken off, in silence: the
 * SMTP reply tells it. A refusal takes the place of a hold; where that is known
 * at end-of-message only, the whole message is refused. "untellable = hold"
 * holds and splits all the same, but never where what is held could not be
 * released to its sender's name again.
 *
 * Threads: belong to the session's thread
 * Source:  RFC 5321 6.1 (no message is lost without a word), RFC 3464 2
 */
#ifndef ROBINSON_MILTER_UNTELLABLE_H
#define ROBINSON_MILTER_UNTELLABLE_H

#include "milter/session.h"

/* Whether this message is refused where it would be held or split. */
bool untellable_is_refused(const struct session *s);
/* In such a message, refuses the recipients for whom it would be held. True:
 * there were some. */
bool untellable_refuse(
	const struct session *s, struct judge_item *items, size_t len);

/* The line in the log for a message that is held or split all the same; none
 * where the sender can be told. */
void untellable_log(const struct session *s);

#endif
