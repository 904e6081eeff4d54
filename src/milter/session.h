/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.h - one connection of the MTA, message after message
 *
 * Knows what happens at which step of a message, and nothing of libmilter:
 * callbacks.c translates. Each step returns what the MTA is to be told.
 *
 * Shape:   session_mail() begins a message, session_rcpt(),
 *          session_header() and session_body() follow, session_end()
 *          decides, session_settled() hears whether the MTA took the answer;
 *          session_reset() ends it however it ended. Each message lives
 *          under the settings that it began with.
 * Errors:  none: what fails inside is a fault, answered as on-fault says
 * Owns:    the session owns message, judge and texts; an answer points into
 *          it until the next step
 * Threads: a session belongs to one thread at a time, another one each time
 * Source:  RFC 5321; GDPR Art. 5(2), 21(3)
 */
#ifndef ROBINSON_MILTER_SESSION_H
#define ROBINSON_MILTER_SESSION_H

#include "crypto/token.h"
#include "mail/classify.h"
#include "milter/courier.h"
#include "milter/incoming.h"
#include "milter/keep.h"
#include "milter/notice_check.h"
#include "milter/reply.h"
#include "milter/routes.h"
#include "milter/unfinished.h"
#include "milter/unsubscribe_headers.h"
#include "service/judge.h"

enum answer_kind {
	ANSWER_CONTINUE,
	ANSWER_SKIP, /* the rest of the body is not needed */
	ANSWER_ACCEPT, /* the message goes, nothing more need be shown */
	ANSWER_REFUSE, /* with code and lines */
	ANSWER_HOLD, /* the message goes to the MTA's quarantine */
	ANSWER_DISCARD /* all of it is in Robinson's: the MTA forgets it */
};

struct answer {
	enum answer_kind kind;
	const char *code; /* "550"; for ANSWER_REFUSE */
	const char *enhanced; /* "5.7.1" */
	/* At end-of-message, for a message that goes or is held: */
	const char *flag; /* value of our header; NULL: none */
	const char *hold_reason; /* for ANSWER_HOLD */
	bool takes_off; /* the recipients that are is_off; others are left */
	const char *unsubscribe; /* value of List-Unsubscribe, in the place of
	                          * the message's own; NULL: none is added */
	bool one_click; /* and List-Unsubscribe-Post */
	bool is_unready; /* what it needs could not be made: as if the MTA
	                  * had not let us change the message */
};

/* What the MTA tells at MAIL; text is borrowed, NULL where not told. */
struct mail_facts {
	const char *sender; /* as passed, with or without "<>" */
	const char *told_sender; /* {mail_addr} */
	const char *auth_user;
	const char *client_address;
	const char *listener_name;
	const char *listener_port;
	const char *host;
	bool utf8;
};

/* What it tells at RCPT. */
struct rcpt_facts {
	const char *recipient; /* as passed */
	const char *told_recipient; /* {rcpt_addr} */
	const char *queue_id; /* NULL: not known yet */
	const char *mailer; /* {rcpt_mailer} */
};

enum lot {
	LOT_GOES,
	LOT_HELD,
	LOT_REFUSED
};

struct session_recipient {
	size_t text_at; /* in session.recipient_text */
	size_t mailbox_at; /* likewise: what the MTA will use; text_at where
	                    * that is what was passed */
	bool has_mailer; /* that delivers by SMTP */
	struct routes *routes; /* NULL: it leads nowhere else */
	struct judge_item *faces; /* NULL: it is judged once */
	enum class_kind kind;
	enum lot lot;
	bool is_same_form; /* one before has the same plain form, */
	bool is_spare; /* and the MTA would send to both */
	bool is_off; /* to be taken off the envelope */
};

/* What the MTA agreed to. */
struct session_means {
	bool gives_body;
	bool can_skip; /* the rest of a body */
	bool can_delete; /* recipients */
};

struct session {
	struct office *office;
	struct judge *judge;
	struct courier *courier; /* borrowed; NULL: nobody is told */
	struct session_means means;
	struct keep keep;
	struct unsubscribe_headers unsubscribe;
	struct notice_check notice;
	bool has_address; /* told at connect */
	struct incoming incoming; /* what strangers write, as it passes */
	struct unfinished_session unfinished;

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
	int flag_headers; /* how many of ours came with the message */
	int purpose_headers;
	int token_headers;
	char token[TOKEN_TEXT_SIZE + 8]; /* the first of them, maybe cut */
	const char *fault; /* in words; NULL: what the judge says */
	int64_t letter; /* to be posted once it is settled; 0: none */
	bool has_place; /* for a letter */
	struct held_id held; /* put into the quarantine; "": nothing */
	struct buf recipient_text;
	struct session_recipient *recipients;
	size_t recipients_cap;
	struct judge_item *items; /* beside recipients */
	size_t items_cap;
	size_t len; /* of both */
	struct session_refused *refused; /* at RCPT, in this message */
	size_t refused_len, refused_cap;
	struct reply reply;
	char flag[256];
	char hold_reason[256];
};

enum err session_new(
	struct office *office, struct session **session_r) MUST_CHECK;
void session_free(struct session **session);

/* What connect told; NULL: not an internet address. */
void session_client(struct session *s, const struct sockaddr *address);
void session_helo(struct session *s, const char *name);

struct answer session_mail(struct session *s, const struct mail_facts *facts);
struct answer session_rcpt(struct session *s, const struct rcpt_facts *facts);
/* DATA, where the MTA tells of it. "queue_id" NULL: not known yet. */
void session_data(struct session *s, const char *queue_id);
void session_header(struct session *s, const char *name, const char *value);
/* Whether bodies may be needed at all under these settings. */
bool session_wants_body(const struct settings *settings);
/* A piece of the body: collected where the message may be held. */
struct answer session_body(struct session *s, const void *bytes, size_t len);
struct answer session_end(struct session *s, const char *queue_id);
/* Nothing else keeps the MTA from taking the message: what a stranger wrote is
 * kept to be examined. False: an objection would be lost, "answer" defers it,
 * and it is settled as one that could not be carried out. */
bool session_take(struct session *s, struct answer *answer);
/* What session_end() answered was carried out, or could not be: then what was
 * put into the quarantine is taken back, because the message comes again. */
void session_settled(struct session *s, bool is_done);
void session_reset(struct session *s);

/* By what the message is known again, once all headers are known. What fails
 * is a fault. */
enum err session_mark(
	struct session *s, struct message_mark *mark_r) MUST_CHECK;

/* All headers are known: the judge is told what the message replies to. */
void session_answers(struct session *s);

/* As the MTA passed it. */
const char *session_recipient(const struct session *s, size_t i);

/* The subject with the tag in front; NULL: there is none, or it has the tag.
 * The caller free()s it. */
char *session_tagged_subject(struct session *s);

#endif
