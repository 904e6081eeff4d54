/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * refusal.h - why a message may not go, told to whoever wants to send it
 *
 * What may be told of one verdict, and in which words: by the reply of the
 * milter, and by "robinson check" for those who have no keys. Of a reason that
 * is confidential (reason_is_confidential()) no date is known here, because it
 * would tell one from the other.
 *
 * Shape:   UTF-8, one line
 * Errors:  those of the buffer
 * Owns:    the texts are those of settings, verdict and cause, or in the struct:
 *          it may not be copied
 * Threads: pure
 * Source:  GDPR Art. 5(1)(c), 5(1)(f)
 */
#ifndef ROBINSON_MAIL_REFUSAL_H
#define ROBINSON_MAIL_REFUSAL_H

#include "core/period.h"
#include "mail/refusal_text.h"

struct refusal {
	enum notice_language language;
	enum reason reason;
	/* NULL: not known, or not to be told. */
	const char *since, *last_contact, *next, *list, *cause, *officer;
	char since_text[INSTANT_TEXT_SIZE];
	char last_contact_text[INSTANT_TEXT_SIZE];
	char next_text[INSTANT_TEXT_SIZE];
};

/* "cause": what is wrong with an address; NULL: not said. */
void refusal_of(const struct settings *s, const struct verdict *v,
	const char *cause, struct refusal *refusal_r);

/* "objected to such mail on 2018-06-28 (Art. 21(3) GDPR)" */
enum err refusal_add_why(struct buf *out, const struct refusal *refusal);

#endif
