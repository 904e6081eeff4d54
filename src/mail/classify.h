/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * classify.h - which purpose a message serves
 *
 * The classify blocks are tried in order; a purpose header of an authorised
 * sender wins over them. The answer is given as soon as no later step can
 * change it: the milter asks at each step and acts at once.
 *
 * Threads: settings are read only; a message belongs to its session
 * Source:  the configuration; RFC 2047 (decoded header values)
 */
#ifndef ROBINSON_MAIL_CLASSIFY_H
#define ROBINSON_MAIL_CLASSIFY_H

#include "mail/message.h"

/* How far the message has come: what is before is known, what is after may
 * still come. */
enum mail_step {
	STEP_MAIL, /* sender, login, client, listener */
	STEP_RCPT, /* and this recipient */
	STEP_HEADERS /* and all headers */
};

enum class_kind {
	CLASS_OPEN, /* later steps decide */
	CLASS_NOT_MARKETING, /* nothing can match any more */
	CLASS_DECLARED_NONE, /* purpose = none: accepted, but journaled */
	CLASS_PURPOSE
};

struct classification {
	enum class_kind kind;
	const struct policy_purpose *purpose; /* for CLASS_PURPOSE */
	const struct policy_purpose *also; /* NULL, or another one: where the
	                                    * sender on the wire is another
	                                    * than the MTA tells, and both
	                                    * send marketing, both purposes
	                                    * are asked about */
	const char *by; /* block's name, or the header's */
	/* NULL: by the header, or by nothing. With CLASS_NOT_MARKETING: the
	 * block that a report of the null sender would have met, which no block
	 * makes marketing. */
	const struct settings_classify *block;
	/* The purpose header named something that is no purpose (kind is
	 * CLASS_PURPOSE, purpose NULL): text of the message, valid as long as
	 * it is; a mistake of the sender, answered 550. NULL: none. */
	const char *bad_purpose;
};

/*
 * "recipient" (as the MTA passed it) is given from STEP_RCPT on. At STEP_MAIL
 * blocks with recipient or header conditions are open; at STEP_RCPT those
 * with header conditions, and everything from a sender who may name the
 * purpose himself. Purposes are per recipient, because a block may name
 * recipients. A block or header that names "none" gives CLASS_DECLARED_NONE.
 * Allocates only where headers of the message are looked at: room for the
 * patterns (once a session) and encoded values.
 *
 * Of two senders (message_sender()) the stricter purpose counts. A sender of
 * whom nothing is known meets the "sender" of a block that names a purpose,
 * and neither that of a block that says "none" nor of purpose-header.
 *
 * The null sender meets no "sender" condition. What else makes its message
 * marketing is open until the headers are known: a delivery report and an
 * automatic answer are not, where no header marks them as sent in bulk
 * (RFC 5321 4.5.5: a report is never stopped).
 */
void classify_message(const struct settings *s, struct message *m,
	enum mail_step step, const char *recipient,
	struct classification *class_r);

/* Whether the message, of which all is known, meets this block, as one of its
 * senders wrote it. The block need not be one of the settings: a copy with one
 * of its conditions asks about that one. */
bool classify_meets(const struct settings *s, struct message *m,
	const char *recipient, const struct settings_classify *block);

/* Which headers are needed to tell what a null sender's message is. */
bool classify_wants_of_null(const char *name);
/* Which headers any block asks about, and by which an answer is known where a
 * purpose has an answer window: the edge keeps these and no others.
 * "name" is compared without case. */
bool classify_wants_header(const struct settings *s, const char *name);
/* Whether headers can matter for anything at all under these settings. */
bool classify_wants_headers(const struct settings *s);
/* Whether this message's sender may name the purpose himself, whoever of
 * several it is. */
bool classify_trusts_sender(const struct settings *s, const struct message *m);

#endif
