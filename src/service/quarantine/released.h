/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * released.h - a released message on its way back through the milter
 *
 * It comes from the machine that releases, without the login or client that
 * once named its purpose: what it was held for is on record.
 *
 * Errors:  every error is a fault (defer the mail)
 * Threads: all functions may be called from any thread, each with its judge
 * Source:  GDPR Art. 5(2)
 */
#ifndef ROBINSON_QUARANTINE_RELEASED_H
#define ROBINSON_QUARANTINE_RELEASED_H

#include "service/verdict/judge.h"

/* For what the message that the token names is held for this recipient.
 * Nothing is proven by it: that is hold_pass(). NULL: it is not held, or the
 * text is no token. */
enum err released_purpose(struct office *office, struct judge *judge,
	const struct settings *settings, const char *token_text,
	const char *recipient,
	const struct policy_purpose **purpose_r) MUST_CHECK;

/* Whether something that was released to this person is under way. */
bool released_is_expected(struct office *office, const struct pseudonym *key);

#endif
