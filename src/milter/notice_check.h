/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice_check.h - does a message tell of the right to object?
 *
 * A purpose may ask for it in the text, in the headers, or in both. The headers
 * are known before the body; the text is searched only where nothing but a
 * missing notice could stop the message for a person, and the MTA is asked for
 * no more of the body than that needs.
 *
 * Shape:   notice_check_begin() with the first piece of the body,
 *          notice_check_body() with each, notice_check_settle() at the end
 * Errors:  ERR_NOMEM: nobody knows whether the notice is there
 * Owns:    what is collected, until the message ends
 * Threads: belongs to the session's thread
 * Source:  GDPR Art. 21(4)
 */
#ifndef ROBINSON_MILTER_NOTICE_CHECK_H
#define ROBINSON_MILTER_NOTICE_CHECK_H

#include "mail/notice_scan.h"

struct session;

struct notice_check {
	struct notice_scan scan;
	bool is_scanning;
	bool has_enough; /* an MTA that cannot skip the rest shows it all */
};

/* Whether any purpose asks for a notice in the text. */
bool notice_check_wants_body(const struct settings *settings);
bool notice_check_wants_header(
	const struct settings *settings, const char *name);

/* All headers are known: what they say goes to the items that are not decided
 * yet, for which a notice in the text counts as missing. */
void notice_check_headers(struct session *s);
/* Called when these items were decided: whether the text must be looked at.
 * "is_fault": a fault stopped that, which may be over at the end of the
 * message. */
bool notice_check_begin(struct session *s, bool is_fault);
/* False: enough was seen. */
bool notice_check_body(struct session *s, const void *bytes, size_t len);

/* The body has ended: every item that is not decided is told whether the notice
 * was found. */
enum err notice_check_settle(struct session *s) MUST_CHECK;
/* Whether an item lacks its notice only because the MTA did not show the
 * text. */
bool notice_check_is_blind(const struct session *s);

#endif
