/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notice_text.h - the words of notices and digests, by language
 *
 * One table: a language is one column of texts more, and the tests hold that
 * every text is there in every language with the same variables. The
 * process's locale is never asked: one daemon writes to many people.
 *
 * Shape:   UTF-8; variables as ${name}; paragraphs without line ends, but
 *          those that stand in the text
 * Threads: constant
 */
#ifndef ROBINSON_MAIL_NOTICE_TEXT_H
#define ROBINSON_MAIL_NOTICE_TEXT_H

#include <stddef.h>

#include "base/buf.h"
#include "core/policy.h"

enum notice_language {
	NOTICE_EN,
	NOTICE_PL
};
#define NOTICE_LANGUAGES (NOTICE_PL + 1)

enum notice_text {
	TEXT_SUBJECT_REFUSED,
	TEXT_SUBJECT_HELD,
	TEXT_SUBJECT_EXPIRED,
	TEXT_SUBJECT_DELETED,
	TEXT_SUBJECT_RELEASED,
	TEXT_WHO,
	TEXT_YOUR_MESSAGE,
	TEXT_REFUSED,
	TEXT_HELD,
	TEXT_HELD_UNTIL,
	TEXT_HOW_TO_ASK,
	TEXT_EXPIRED,
	TEXT_DELETED,
	TEXT_RELEASED,
	TEXT_REST_WENT_OUT,
	TEXT_ASK,
	TEXT_PAGE,
	TEXT_RECIPIENT,
	TEXT_SINCE,
	TEXT_DIGEST_SUBJECT,
	TEXT_DIGEST_NONE,
	TEXT_DIGEST_TOTAL,
	TEXT_DIGEST_OLDEST,
	TEXT_DIGEST_FIRST_END,
	TEXT_DIGEST_REASONS,
	TEXT_DIGEST_SENDERS,
	TEXT_DIGEST_MESSAGES,
	TEXT_DIGEST_MORE,
	TEXT_DIGEST_HOW
};
#define NOTICE_TEXTS (TEXT_DIGEST_HOW + 1)

const char *notice_text(enum notice_language language, enum notice_text id);
/* A reason in words of that language; "" for no reason. */
const char *notice_reason(enum notice_language language, enum reason reason);

/* "en" */
const char *notice_language_tag(enum notice_language language);
/* "pl", "pl_PL.UTF-8", "PL-pl"; ERR_NOT_FOUND: there are no texts in it, and
 * *language_r is English. */
enum err notice_language_parse(
	const char *tag, enum notice_language *language_r) MUST_CHECK;

struct notice_variable {
	const char *name;
	const char *value; /* already made harmless */
};

/* Appends the text with its variables filled in; an unknown one stays as it
 * is written. */
enum err notice_fill(struct buf *out, const char *text,
	const struct notice_variable *variables, size_t len);

#endif
