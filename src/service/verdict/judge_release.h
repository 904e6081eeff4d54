/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge_release.h - is a message that a person let go still forbidden?
 *
 * The recipient is judged once more, and with it every mailbox that its
 * address may lead to (routes.h): somebody may have objected, been restricted
 * or withdrawn a consent since the message was held.
 *
 * Errors:  those of judge_decide()
 * Owns:    as judge.h
 * Threads: as judge.h
 * Source:  RULES D17, D18, M3
 */
#ifndef ROBINSON_VERDICT_JUDGE_RELEASE_H
#define ROBINSON_VERDICT_JUDGE_RELEASE_H

#include "service/verdict/judge.h"

/*
 * Decides "item", whose recipient and purpose are given; its key is that of
 * the address as written. The verdict is the one that no release overrules,
 * if any mailbox has such a one. "host" is the mail server's name, "" where it
 * is not known.
 */
enum err judge_release(struct judge *judge, const struct settings *settings,
	const char *host, const struct message_mark *message,
	struct judge_item *item) MUST_CHECK;

#endif
