/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compose_private.h - what notices and digests share: a head, dates, octets
 *
 * Errors:  ERR_INVALID an address cannot stand in a head
 * Threads: all functions may be called from any thread
 * Source:  RFC 5322 3.3, 3.4; RFC 6532
 */
#ifndef ROBINSON_MAIL_COMPOSE_PRIVATE_H
#define ROBINSON_MAIL_COMPOSE_PRIVATE_H

#include <gmime/gmime.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/zone.h"

#define COMPOSE_DATE_SIZE 48

/* "Thu, 28 Jun 2018 23:59:59 +0200" */
void compose_date(
	const struct zone *zone, int64_t utc, char date_r[COMPOSE_DATE_SIZE]);

struct compose_head {
	const struct zone *zone;
	const char *from; /* bare mailboxes */
	const char *to;
	const char *subject; /* harmless UTF-8 */
	const char *auto_submitted;
	const char *message_id; /* without angle brackets */
	const char *in_reply_to; /* the same; NULL: it answers nothing */
	int64_t now_utc;
};

/* "body" becomes the message's; its reference stays the caller's. */
enum err compose_message(const struct compose_head *head, GMimeObject *body,
	struct buf *out) MUST_CHECK;

/* Letters, digits, dots and hyphens of "text", for a Message-ID. */
void compose_token(struct buf *out, const char *text);

/* A part whose content is "text" as it is, encoded if it must be. */
GMimePart *compose_part(
	const char *type, const char *subtype, const struct buf *text);
GMimePart *compose_words(const struct buf *text, const char *language_tag);

#endif
