/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice_scan.h - does the text of a message carry the notice?
 *
 * The fields of the head that say what the body is made of, and the begin of
 * the body, are collected as they come; then each text part is decoded
 * (transfer encoding and character set), HTML reduced to its words, and the
 * pattern looked for. Attachments and enclosed messages are not this
 * message's text. Of multipart/alternative each alternative with text must
 * have it, because a reader sees one of them: an HTML text in each view
 * (html_text_private.h), a plain one unless it is blank; of other parts one
 * must. Where a body is longer than NOTICE_SCAN_MAX, alternatives without an
 * HTML text count as not having it: the HTML text may come later.
 *
 * Shape:   init, then for each message: header, body ..., find ..., reset
 * Units:   octets; of the body no more than NOTICE_SCAN_MAX is looked at
 * Errors:  ERR_NOMEM; a pattern that takes too many steps is not found
 * Owns:    what is collected, until reset
 * Threads: belongs to one session
 * Source:  GDPR Art. 21(4); RFC 2045, 2046, 2183
 */
#ifndef ROBINSON_MAIL_NOTICE_SCAN_H
#define ROBINSON_MAIL_NOTICE_SCAN_H

#include <stdbool.h>

#include "base/buf.h"
#include "config/settings.h"
#include "mail/matcher.h"

#define NOTICE_SCAN_MAX ((size_t)1 << 20)

struct notice_scan {
	struct buf message; /* as it came */
	size_t body_len;
	struct buf texts; /* of the parts, each ended by a NUL */
	struct buf nodes; /* how they stand to each other: see the .c file */
	size_t texts_of; /* of how much of the body they are */
	bool has_texts;
	struct mail_matcher *matcher;
};

void notice_scan_init(struct notice_scan *n);
void notice_scan_reset(struct notice_scan *n);
void notice_scan_free(struct notice_scan *n);

/* Whether this header says what the body is made of. */
bool notice_scan_wants_header(const char *name);
/* Raw, as it came; before the body. */
void notice_scan_header(
	struct notice_scan *n, const char *name, const char *value);

/* False: more of it would not be looked at. */
bool notice_scan_body(struct notice_scan *n, const void *bytes, size_t len);

/* Called after the whole body: its beginning tells nothing of alternatives
 * that follow, or of a style at the end. */
enum err notice_scan_find(struct notice_scan *n,
	const struct settings_header *notice, bool *found_r) MUST_CHECK;

#endif
