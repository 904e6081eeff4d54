/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * refusal_text.h - what a salesperson reads where a message is refused
 *
 * One table, as that of notices: a language is one column more, and the tests
 * hold that every text is there in every language, with the same variables.
 * The words of a reason speak to whoever sent the message, and tell no more of
 * the person than a salesperson may know.
 *
 * Shape:   UTF-8, one line; variables as ${name}; what stands in square
 *          brackets is left out where a variable in it has no value
 * Threads: constant
 * Source:  GDPR Art. 5(1)(c), 5(1)(f): no more than is needed, to nobody else
 */
#ifndef ROBINSON_MAIL_REFUSAL_TEXT_H
#define ROBINSON_MAIL_REFUSAL_TEXT_H

#include "config/settings.h"
#include "mail/notice_text.h"

enum refusal_text {
	REFUSAL_MORE, /* ${count}: recipients that are not named */
	REFUSAL_WITHOUT_ONE,
	REFUSAL_WITHOUT_SOME,
	REFUSAL_ASK, /* ${contact} */
	REFUSAL_REFERENCE, /* ${ref}, ${link} */
	REFUSAL_NOT_SHOWN, /* an address that cannot be written here */
	REFUSAL_NOT_KNOWN, /* a date */
	REFUSAL_FAULT,
	REFUSAL_TOO_MANY,
	REFUSAL_HEAD_TOO_LARGE,
	REFUSAL_BAD_PURPOSE, /* ${header}, ${found} */
	REFUSAL_FULL,
	REFUSAL_TOO_LARGE_TO_HOLD,
	REFUSAL_TOKEN,
	REFUSAL_NOT_NOTED
};
#define REFUSAL_TEXTS (REFUSAL_NOT_NOTED + 1)

/* reply-language, or English where there are no texts in it. */
enum notice_language refusal_language(const struct settings *s);

const char *refusal_text(enum notice_language language, enum refusal_text id);

/* Why, as the end of a sentence that begins with the address. Variables:
 * ${since} ${last_contact} ${next} ${list} ${cause} ${officer}. "" for no
 * reason. */
const char *refusal_reason(enum notice_language language, enum reason reason);

/* The short words of notice_reason(), and the law, as far as the sender of a
 * message may know: where reason_is_confidential(), what is common to all
 * of these. */
const char *refusal_words(enum notice_language language, enum reason reason);
const char *refusal_article(enum notice_language language, enum reason reason);
/* The reason's name, or "not-permitted". */
const char *refusal_name(enum reason reason);

/* notice_fill(), and square brackets as above. A value of NULL is none. */
enum err refusal_fill(struct buf *out, const char *text,
	const struct notice_variable *variables, size_t len);

#endif
