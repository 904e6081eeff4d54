/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * incoming.h - mail from strangers to the firm, observed as it passes
 *
 * Where the client did not log in and a recipient is one of the firm's, the
 * head is kept as it comes, and the beginning of the body. When the MTA takes
 * the message, both are handed to the intake worker. Of those who logged in
 * that is only what goes to the address that notices come from; of what comes
 * from the null sender the way of the MTA's own reports, only reports; of other
 * mail without SMTP nothing. None of this changes, delays or refuses a message,
 * whatever fails, with one exception: mail to the address for unsubscribing
 * that cannot be kept is deferred (GDPR Art. 21(3)).
 *
 * Shape:   incoming_mail(), _rcpt(), _header(), _body(), and _take() when
 *          nothing else keeps the MTA from taking the message
 * Units:   octets
 * Errors:  none: what cannot be kept is cut off, and the log says what could
 *          not be handed over
 * Owns:    its memory is used again for the next message, unless it is large
 * Threads: belongs to the session's thread
 * Source:  GDPR Art. 21(2)-(3); RFC 3464, 5965 (reports)
 */
#ifndef ROBINSON_MILTER_INCOMING_H
#define ROBINSON_MILTER_INCOMING_H

#include "mail/message.h"
#include "milter/intake_worker.h"

struct incoming {
	struct intake_worker *intake; /* borrowed; NULL: nobody examines */
	char *helo; /* of the connection; NULL: not told */
	/* Of the message: */
	bool may_be; /* by where it comes in */
	bool is_kept; /* by a recipient */
	bool is_to_mailbox; /* for unsubscribing */
	bool is_of_login; /* somebody of the firm's: only answers to notices */
	bool is_from_own_mta; /* or from whoever comes the same way */
	bool is_report; /* by its Content-Type */
	bool is_cut;
	size_t recipients_len;
	struct buf recipients; /* of the firm, each with its NUL */
	struct buf head;
	struct buf body;
};

void incoming_init(struct incoming *in);
void incoming_free(struct incoming *in);
void incoming_reset(struct incoming *in);

/* NULL: a new connection. */
void incoming_helo(struct incoming *in, const char *name);
/* The message's sender and client are known. */
void incoming_mail(
	struct incoming *in, const struct settings *s, const struct message *m);
void incoming_rcpt(
	struct incoming *in, const struct settings *s, const char *recipient);
void incoming_header(struct incoming *in, const char *name, const char *value);
/* False: no more of the body is needed. */
bool incoming_body(struct incoming *in, const void *bytes, size_t len);

/* Whether the end of the message must be waited for, once its head is known:
 * of what comes the way of our own MTA's reports, for reports only. */
static inline bool incoming_is_kept(const struct incoming *in)
{
	return in->is_kept && (in->is_report || !in->is_from_own_mta);
}

struct incoming_origin {
	const struct mail_client *client;
	const char *sender; /* of the envelope, bare */
	const char *host;
	const char *queue_id;
};
/* False: a message to the mailbox for unsubscribing could not be kept to be
 * examined: the MTA must not take it, or an objection would be lost. */
bool incoming_take(struct incoming *in, const struct incoming_origin *origin);

#endif
