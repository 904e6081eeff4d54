/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session_private.h - what a session consists of
 *
 * For the files that carry out its steps: session.c (the order of the steps),
 * session_body.c (what of the body is needed), at_rcpt.c, recipients.c,
 * verdicts.c, split.c, released.c, answers.c, changes.c, notice_check.c,
 * unsubscribe_headers.c and untellable.c. callbacks.c and everything else knows
 * session.h only.
 *
 * Owns:    see session.h
 * Threads: belongs to the session's thread
 */
#ifndef ROBINSON_MILTER_SESSION_PRIVATE_H
#define ROBINSON_MILTER_SESSION_PRIVATE_H

#include "mail/classify.h"
#include "milter/held_copy.h"
#include "milter/incoming.h"
#include "milter/notice_check.h"
#include "milter/our_headers.h"
#include "milter/recipients.h"
#include "milter/session.h"
#include "milter/unsubscribe_headers.h"
#include "service/verdict/judge.h"

struct session {
	struct office *office;
	struct judge *judge;
	struct notice_sender *notices; /* borrowed; NULL: nobody is told */
	struct judge_cache *cache; /* borrowed; NULL: there is none */
	struct counters *counters; /* borrowed; NULL: nobody counts */
	struct mta_capabilities mta;
	struct held_copy copy;
	struct unsubscribe_headers unsubscribe;
	struct notice_check notice;
	bool has_address; /* told at connect */
	struct incoming incoming; /* what strangers write, as it passes */
	struct unfinished_session unfinished;
	struct unnamed *unnamed; /* borrowed; NULL: nobody counts */

	/* Of the message: */
	const struct settings *settings; /* NULL: no message */
	struct message message;
	char host[JOURNAL_HOST_MAX + 1];
	char queue_id[JOURNAL_QUEUE_ID_MAX + 1];
	bool utf8;
	bool is_local; /* not by SMTP: sendmail(1), cron */
	bool is_exempt; /* no rule can match: headers of ours are removed */
	bool is_too_big; /* the head is */
	bool may_return; /* a released message might come this way */
	bool is_classified;
	bool has_body; /* a piece of it was shown */
	bool is_taken; /* the answer lets the MTA keep it */
	enum class_kind most; /* of all recipients */
	const char *bad_purpose; /* NULL: none */
	struct recipients to;
	struct our_headers ours; /* that came with the message */
	bool is_watched; /* for marks of marketing */
	const char *mark; /* the one that tells most; NULL: none */
	unsigned mark_rank;
	const char *fault; /* in words; NULL: what the judge says */
	enum counters_fault fault_kind; /* where there are words */
	int64_t letter; /* to be posted once it is settled; 0: none */
	bool has_place; /* for a letter */
	struct held_id held; /* put into the quarantine; "": nothing */
	struct reply reply;
	char flag[256];
	char hold_reason[256];
};

/* By what the message is known again, once all headers are known. What fails
 * is a fault. */
enum err session_mark(
	struct session *s, struct message_mark *mark_r) MUST_CHECK;

/* All headers are known: the judge is told what the message replies to. */
void session_set_in_reply_to(struct session *s);

/* Whether messages are held in Robinson's own quarantine. */
bool session_holds_here(const struct settings *settings);
/* A step after RCPT: the MTA goes on with the message. */
void session_is_shown(struct session *s);
/* Recipients whose purpose the headers had to tell. */
enum err session_classify(struct session *s) MUST_CHECK;

/* It goes, and no section names it. */
void session_count_unnamed(struct session *s);

/* As the MTA passed it. */
const char *session_recipient(const struct session *s, size_t i);

#endif
