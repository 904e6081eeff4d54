/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * answers.h - the answers that all parts of a session give alike
 *
 * Threads: belong to the session's thread
 */
#ifndef ROBINSON_MILTER_ANSWERS_H
#define ROBINSON_MILTER_ANSWERS_H

#include "milter/session.h"

struct answer answer_continue(void);
struct answer answer_accept(void);
/* The session's reply has its lines already. */
struct answer answer_refuse(
	struct session *s, const char *code, const char *enhanced);
/* With this one line. */
struct answer answer_say(struct session *s, const char *code,
	const char *enhanced, enum refusal_text id);
/* 451, without a line in the log. */
struct answer answer_later(struct session *s);
/* 451, whatever on-fault says: what is known already forbids letting it go.
 * "cause" NULL: what the judge says, and "kind" does not count. */
struct answer answer_defer(
	struct session *s, enum counters_fault kind, const char *cause);
/* As on-fault says. */
/* The verdicts cannot be recorded. ERR_EXISTS, as judge_record() has it: the
 * message is deferred, whatever on-fault says, and is judged anew when it
 * comes again. */
struct answer answer_unrecorded(struct session *s, enum err e);
struct answer answer_fault(struct session *s);

#endif
