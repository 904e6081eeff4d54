/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rehearse.h - what the daemon would say of a message, without its being sent
 *
 * Purpose by the blocks of the configuration, as at end-of-message, and the
 * verdict for each recipient by the rules. Nothing is recorded. What only a
 * message that is sent can tell is not asked: whether it answers one of the
 * person's own, and whether it is a retry. A release is not looked for.
 *
 * Errors:  ERR_UNAVAILABLE: the store or a do-not-mail list; ERR_NOMEM;
 *          desk->cause
 * Owns:    everything is borrowed; what is filled in points into the settings
 *          and the message
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 24(1)
 */
#ifndef ROBINSON_VERDICT_REHEARSE_H
#define ROBINSON_VERDICT_REHEARSE_H

#include "mail/classify.h"
#include "mail/notice_scan.h"
#include "service/verdict/check.h"

struct rehearsal_recipient {
	const char *address;

	struct classification class;
	bool is_own; /* of the firm's own domains: no marketing target */
	bool is_asked; /* the rules were asked: what follows is filled in */
	const struct policy_purpose *purpose; /* whose verdict it is */
	struct verdict verdict;
	const char *cause; /* for a bad address; else NULL */
};

struct rehearsal {
	struct message *message; /* with all its headers */
	struct notice_scan *text; /* with head and body */
	struct rehearsal_recipient *recipients;
	size_t recipients_len;
};

/* Hands the head's fields and the body to "text", as the daemon does. False:
 * there is more of the body than is looked at. */
bool rehearsal_fill_text(struct rehearsal *r, const char *body, size_t len);

enum err rehearse(struct desk *desk, struct rehearsal *r) MUST_CHECK;

/* Whether the message goes to this recipient, perhaps with a mark. */
bool rehearsal_may_go(const struct rehearsal_recipient *recipient);

#endif
