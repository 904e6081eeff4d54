/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reply.h - what the sender of a refused message reads
 *
 * In the firm's language (reply-language), in the words of whoever sent it, with
 * the law in brackets; where the settings name a person to ask and a page, with
 * these.
 *
 * Shape:   up to REPLY_LINES_MAX lines of REPLY_LINE_MAX octets: printable,
 *          no CR or LF, "%" doubled as libmilter wants it, ASCII unless the
 *          message uses SMTPUTF8: without it letters lose their marks. A
 *          template of the configuration that has no form in ASCII gives way
 *          to the shipped text.
 *
 *              <adam.nowak@example.com> objected to such mail on 2018-06-28
 *              (Art. 21(3) GDPR); ref 7F3K2MQ9, https://firma.example/r/7F3K2MQ9
 *              Questions? Ask Anna, extension 12
 *
 * Owns:    a reply keeps its memory from message to message
 * Threads: a reply belongs to one session
 * Source:  RFC 5321 4.2, 4.5.3.1.5 (512 octets a line); RFC 3463; RFC 6531
 */
#ifndef ROBINSON_MILTER_REPLY_H
#define ROBINSON_MILTER_REPLY_H

#include "base/buf.h"
#include "mail/refusal.h"
#include "service/verdict/judge.h"

#define REPLY_LINES_MAX 32
#define REPLY_LINE_MAX 480
/* libmilter takes 980 octets. */
#define REPLY_JOINED_MAX 960

struct reply {
	struct buf text; /* the lines, each with its NUL */
	size_t starts[REPLY_LINES_MAX];
	size_t len;
	size_t omitted; /* lines that found no room */
};

void reply_init(struct reply *r);
void reply_reset(struct reply *r);
void reply_free(struct reply *r);

/* Never fails: without memory the reply has no lines and the MTA gives its
 * own text. */
void reply_add_text(struct reply *r, const char *text, bool utf8);
/* A text of the configuration; false: it has no form in ASCII and the session
 * takes nothing else, so nothing was added. */
bool reply_add_own(struct reply *r, const char *text, bool utf8);
/* A text of ours in the language of the settings, which may be NULL. */
void reply_say(struct reply *r, const struct settings *s, enum refusal_text id,
	const struct notice_variable *variables, size_t len, bool utf8);
/* Adds why this one recipient may not get the message: a line or two. */
void reply_add_verdict(struct reply *r, const struct settings *s,
	const struct judge_item *item, bool utf8);
/* Adds whom to ask, if the settings say. */
void reply_add_contact(struct reply *r, const struct settings *s, bool utf8);

/* Makes one line of all, where they fit into REPLY_JOINED_MAX; otherwise they
 * stay. For mail that came without SMTP: Postfix puts the reply into a bounce,
 * and each end of a line becomes "__550 5.7.1" there. */
void reply_join(struct reply *r);

/* The n-th line; NULL from the end on. */
const char *reply_line(const struct reply *r, size_t n);

/* "<a@x>" or "a@x" -> "a@x" without copying. */
const char *reply_bare_address(const char *recipient, size_t *len_r);

#endif
