/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice_check.h - does a message tell of the right to object?
 *
 * A purpose may ask for it in the text, in the headers, or in both. The
 * headers are known before the body; the text is looked for only where a
 * person would get the message for want of nothing but the notice, and the
 * MTA is asked for as much of the body as that takes.
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
/* After those were decided: whether the text must be looked at. A fault may be
 * over at the end of the message. */
bool notice_check_begin(struct session *s, bool is_fault);
/* False: enough was seen. */
bool notice_check_body(struct session *s, const void *bytes, size_t len);

/* All is known: the answer goes to every item that is not decided. */
enum err notice_check_settle(struct session *s) MUST_CHECK;
/* One of them misses its notice in a text that the MTA did not show. */
bool notice_check_is_blind(const struct session *s);

#endif
