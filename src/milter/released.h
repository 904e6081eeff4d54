/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * released.h - a message that comes with the token of a release
 *
 * First the rules are asked again: what a person said no to is refused whatever
 * a postmaster says; other reasons are overruled, and the journal says so. Then
 * the token must be proven to stand for this message, this recipient and this
 * one time.
 *
 * Threads: belongs to the session's thread
 * Source:  GDPR Art. 21(3), 18(2), 7(3), 9(1)
 */
#ifndef ROBINSON_MILTER_RELEASED_H
#define ROBINSON_MILTER_RELEASED_H

#include "milter/session.h"

/* Whether the message is to be treated as a released one: it carries a header
 * with the shape of a token. A header without that shape is just removed. */
bool released_is(const struct session *s);
/* At end-of-message. */
struct answer released_end(struct session *s);

#endif
