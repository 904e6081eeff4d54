/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * automatic_subject.h - words by which automatic replies are known
 *
 * Compared without case and diacritics, at the begin of the subject and up to
 * the end of a word; "Re:" and its like and list tags in brackets are
 * skipped. What a person may write as well ("Urlop w sierpniu - oferta?") is
 * none: automatic_rows.h tells what must follow the words.
 *
 * Shape:   UTF-8, decoded
 * Errors:  ERR_NOMEM
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_AUTOMATIC_SUBJECT_H
#define ROBINSON_INBOUND_AUTOMATIC_SUBJECT_H

#include <stdbool.h>

#include "base/err.h"
#include "inbound/inbound.h"

/* *row_r: the words that speak, of the table or of "own", the
 * administrator's (UTF-8); NULL: none do. A subject that begins with one of
 * those is automatic whatever follows. */
enum err automatic_in_subject(const struct inbound_list *own,
	const char *subject, const char **row_r) MUST_CHECK;

/* Asked of mail to the unsubscribe mailbox alone: elsewhere such words make no
 * letter automatic. Does it begin with the words of somebody who is away? They may stand
 * anywhere in its first sentences, those of "own" where a sentence or a line
 * begins. */
enum err automatic_in_text(const struct inbound_list *own, const char *text,
	bool *is_r) MUST_CHECK;

#endif
