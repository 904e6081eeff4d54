/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * confirmation.h - tells a person who objected by mail that this is recorded
 *
 * In the firm's own words, as an answer to the person's mail. It is sent from
 * the null sender and marked as made by a program, so that no machine answers
 * it and no rule takes it for marketing.
 *
 * Shape:   as notice.h
 * Errors:  as notice.h
 * Owns:    everything is borrowed for the call
 * Threads: may be called from any thread
 * Source:  GDPR Art. 12(3); RFC 3834 3
 */
#ifndef ROBINSON_MAIL_CONFIRMATION_H
#define ROBINSON_MAIL_CONFIRMATION_H

#include "base/buf.h"
#include "base/zone.h"
#include "config/settings.h"

struct confirmation {
	const struct zone *zone;
	const char *host;
	const char *from; /* bare mailboxes */
	const char *to;
	const char *in_reply_to; /* without angle brackets */
	const struct settings_list *text; /* the subject, then paragraphs */
	int64_t now_utc;
};

enum err confirmation_compose(
	const struct confirmation *c, struct buf *out) MUST_CHECK;

#endif
