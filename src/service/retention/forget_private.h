/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * forget_private.h - correspondence of which nobody has any use left
 *
 * Message-IDs of letters are kept so that an answer to one counts as solicited;
 * events, so that none is recorded twice; what is needed to undo a click, for
 * as long as it may be undone; delivery reports that did not count, for as long
 * as the quarantine keeps what is held. What is older than that is removed.
 *
 * Errors:  those of the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(c), 5(1)(e)
 */
#ifndef ROBINSON_RETENTION_FORGET_PRIVATE_H
#define ROBINSON_RETENTION_FORGET_PRIVATE_H

#include "service/office/desk.h"

/* In a transaction of its own, as of now. */
enum err forget_correspondence(struct desk *desk) MUST_CHECK;

#endif
