/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session.h - one connection of the MTA, message after message
 *
 * A session knows what happens at which step of a message, and nothing of
 * libmilter: callbacks.c translates. Each step returns what the MTA is to be
 * told.
 *
 * Shape:   session_mail() begins a message, session_rcpt(), session_header()
 *          and session_body() follow, session_end() decides, session_settled()
 *          is told whether all that the answer needs was done, before it is
 *          given; session_reset() follows in
 *          every case. A message is treated under the settings that were in
 *          force at its MAIL, to its end.
 * Errors:  none: what fails inside is a fault, answered as on-fault says
 * Owns:    the session owns message, judge and texts; an answer points into
 *          it until the next step. What it consists of is known to this room
 *          only (session_private.h)
 * Threads: a session belongs to one thread at a time, which may be another one
 *          at each step
 * Source:  RFC 5321; GDPR Art. 5(2), 21(3)
 */
#ifndef ROBINSON_MILTER_SESSION_H
#define ROBINSON_MILTER_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "milter/counters.h"
#include "milter/intake_worker.h"
#include "milter/judge_cache.h"
#include "milter/notice_sender.h"
#include "milter/reply.h"
#include "milter/unfinished.h"

enum answer_kind {
	ANSWER_CONTINUE,
	ANSWER_SKIP, /* the rest of the body is not needed */
	ANSWER_ACCEPT, /* the message goes, nothing more need be shown */
	ANSWER_REFUSE, /* with code and lines */
	ANSWER_HOLD, /* the message goes to the MTA's quarantine */
	ANSWER_DISCARD /* all of it is in Robinson's quarantine: the MTA drops it */
};

struct answer {
	enum answer_kind kind;
	/* For ANSWER_REFUSE: */
	const char *code; /* "550" */
	const char *enhanced; /* "5.7.1" */
	const struct reply *reply; /* its lines */
	/* At end-of-message, for a message that goes or is held: */
	const char *flag; /* value of our header; NULL: none */
	const char *hold_reason; /* for ANSWER_HOLD */
	bool takes_off; /* the recipients that have is_off; others stay */
	const char *unsubscribe; /* value of List-Unsubscribe, in the place of
	                          * the message's own; NULL: none is added */
	bool one_click; /* and List-Unsubscribe-Post */
	bool is_unready; /* what it needs could not be made: treated as if the
			    MTA refused to change the message */
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

/* What the MTA lets a filter do, agreed when the connection begins. */
struct mta_capabilities {
	bool gives_body; /* shows it */
	bool can_delete; /* recipients */
};

/* What all sessions share, and a session borrows. */
struct session_shared {
	struct office *office;
	struct notice_sender *notices; /* NULL: no sender is told by a notice */
	struct intake_worker *intake; /* NULL: incoming mail is not examined */
	struct unfinished *unfinished; /* NULL: nobody watches */
	struct unnamed *unnamed; /* NULL: mail that no section names is not
	                          * counted */
	struct judge_cache *cache; /* NULL: each session makes its own judge */
	struct counters *counters; /* NULL: nobody counts */
};

struct session;

/* "shared" is copied. */
enum err session_new(const struct session_shared *shared,
	struct session **session_r) MUST_CHECK;
void session_free(struct session **session);

void session_agree(
	struct session *s, const struct mta_capabilities *capabilities);

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
/* Whether the MTA carried out what session_end() answered. If not, what was put
 * into the quarantine is taken back, because the message comes again. */
void session_settled(struct session *s, bool is_done);
void session_reset(struct session *s);

/* For the log; "-" where it is not known. */
const char *session_queue_id(const struct session *s);
const char *session_host(const struct session *s);

#endif
