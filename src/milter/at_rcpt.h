/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * at_rcpt.h - the verdict about one recipient, while its RCPT is open
 *
 * The only place where one recipient can be refused to the sending client.
 * The way of one recipient: on_rcpt() (callbacks.c) -> session_rcpt() ->
 * at_rcpt_judge() -> judge_decide() (what the store knows, and
 * policy_decide()) -> judge_record() (the journal, as journal-sync says) ->
 * reply_add_verdict() -> back to the MTA.
 *
 * Only what is refused is recorded here. Of a recipient who is accepted or held,
 * and of one whose verdict the headers may still change, the entry is written
 * at the end of the message (verdicts.h, split.h).
 *
 * Threads: belongs to the session's thread
 * Source:  RFC 5321 3.3, 4.5.4.1
 */
#ifndef ROBINSON_MILTER_AT_RCPT_H
#define ROBINSON_MILTER_AT_RCPT_H

#include "milter/session.h"

/* Judges the recipient that was added last, whose purpose is known. With any
 * answer but ANSWER_CONTINUE it is no longer a recipient of the message. */
struct answer at_rcpt_judge(struct session *s);

#endif
