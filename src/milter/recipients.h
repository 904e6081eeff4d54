/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recipients.h - the recipients of the message that a session handles
 *
 * Each recipient is kept in the spelling that the MTA passed, because the MTA
 * knows it by no other, and is judged as the mailbox that the MTA will use
 * (routes.h). Where that may be several mailboxes, or several purposes apply,
 * it is judged under each of them. However often one person is named, in
 * whatever spelling, there is one verdict.
 *
 * Errors:  ERR_NOMEM
 * Owns:    all of it belongs to the session; recipients_reset() at the end
 *          of a message
 * Threads: belongs to the session's thread
 */
#ifndef ROBINSON_MILTER_RECIPIENTS_H
#define ROBINSON_MILTER_RECIPIENTS_H

#include "base/buf.h"
#include "mail/classify.h"
#include "milter/session.h"
#include "service/verdict/routes.h"

enum disposition {
	DISPOSITION_GOES,
	DISPOSITION_HELD,
	DISPOSITION_REFUSED
};

struct recipient {
	size_t text_at; /* in recipients.text */
	size_t mailbox_at; /* likewise: what the MTA will use; text_at where
	                    * that is what was passed */
	bool has_mailer; /* that delivers by SMTP */
	struct routes *routes; /* NULL: it leads nowhere else */
	struct judge_item *faces; /* NULL: it is judged once */
	enum class_kind kind;
	enum disposition disposition;
	bool is_same_form; /* one before has the same plain form, */
	bool is_spare; /* and the MTA would send to both */
	bool is_off; /* to be taken off the envelope */
};

struct recipients {
	struct buf text; /* as passed and as used, each with its NUL */
	struct recipient *each;
	size_t each_cap;
	struct judge_item *items; /* beside "each" */
	size_t items_cap;
	size_t len; /* of both */
	struct recipient_refused *refused; /* at RCPT, in this message */
	size_t refused_len, refused_cap;
};

void recipients_init(struct recipients *r);
void recipients_reset(struct recipients *r);
void recipients_free(struct recipients *r);

enum err recipients_add(
	struct session *s, const struct rcpt_facts *facts) MUST_CHECK;
void recipients_drop_last(struct session *s);

/* Adding a recipient may move the texts: to be called before recipient i is
 * judged. */
void recipients_point(struct session *s, size_t i);

/* What is known at that step: sets the kind and what is to be judged. *bad_r
 * is set where the message names a purpose that is none. */
enum err recipients_classify(struct session *s, size_t i, enum mail_step step,
	const char **bad_r) MUST_CHECK;

/*
 * All are decided: of the items of one person the first speaks for all, with
 * the strictest verdict; the others repeat it. The message goes once to each
 * plain form (address.h): is_same_form, is_spare.
 */
enum err recipients_join(struct session *s) MUST_CHECK;

/* Refused at RCPT and recorded; a person refused before in this message has
 * the same reference again. */
void recipients_refused(struct session *s, const struct judge_item *item);
bool recipients_was_refused(struct session *s, struct judge_item *item);

#endif
