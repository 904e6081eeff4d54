/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice.h - telling a sender what became of a message
 *
 * A delivery status notification: words for the person, fields for programs,
 * the head of the message in question, never its body. It is sent from the
 * null sender, so that no answer of a machine comes back. Composed again from
 * the same values it has the same Message-ID: a notice that was sent twice
 * after a crash is seen to be one.
 *
 * Shape:   out is a whole message, lines ending in CRLF, its body plain ASCII
 *          (quoted-printable); its head too, but where an address is not
 *          (RFC 6532), and then it needs SMTPUTF8
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  ERR_INVALID an address of the head cannot stand in one;
 *          ERR_LIMIT (NOTICE_MAX), ERR_NOMEM
 * Owns:    everything is borrowed for the call
 * Threads: all functions may be called from any thread
 * Source:  RFC 3464, RFC 6522, RFC 6533, RFC 3463, RFC 3834 5
 */
#ifndef ROBINSON_MAIL_NOTICE_H
#define ROBINSON_MAIL_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/zone.h"
#include "config/settings.h"
#include "mail/notice_text.h"

#define NOTICE_MAX ((size_t)4 << 20)

enum notice_fate {
	FATE_REFUSED,
	FATE_HELD,
	FATE_EXPIRED, /* held, not released in time, deleted */
	FATE_DELETED, /* held, and deleted by a person */
	FATE_RELEASED /* held, and sent after all because a person said so */
};
#define NOTICE_FATES (FATE_RELEASED + 1)

struct notice_recipient {
	const char *address; /* as the MTA passed it */
	enum notice_fate fate;
	enum reason reason;
	const char *ref; /* of the journal entry; "" or NULL: none */
};

struct notice {
	enum notice_language language;
	const struct zone *zone; /* the firm's: dates in words and fields */
	const char *host; /* the Reporting-MTA */
	const char *from; /* bare mailbox that reads the answers */
	const char *to; /* the envelope sender of the message */
	const char *reference; /* by which people name the message */
	/* Tells this notice from others about the message ("held"); together
	 * with reference, now_utc and host it makes the Message-ID. */
	const char *kind;
	const char *contact; /* whom to ask; NULL: not said */
	const char *page; /* the reference follows it; NULL: there is none */
	int64_t now_utc;
	int64_t arrived_utc; /* INSTANT_NONE: not known */
	int64_t until_utc; /* end of what is held; INSTANT_NONE: none */
	bool rest_went_out; /* the message had other recipients too */
	const char *subject; /* decoded; NULL: none */
	const char *head; /* of the message, raw; may be followed by its body */
	size_t head_len;
	const struct notice_recipient *recipients;
	size_t recipients_len; /* at least one */
};

enum err notice_compose(const struct notice *n, struct buf *out) MUST_CHECK;

/*
 * Whether the envelope sender is told at all: not the null sender (never
 * answer a bounce), nobody outside the firm's own domains and their subdomains.
 */
bool notice_is_due(const struct settings *s, const char *sender);

#endif
