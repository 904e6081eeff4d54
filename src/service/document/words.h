/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words.h - what the program's own names are called in a document
 *
 * Everybody may read a document: it says "the person objected", not
 * "objected", and cites the law as the language writes it.
 *
 * Shape:   of a reason, a basis and so on the words in that language
 * Errors:  those of the buffer, kept in it
 * Owns:    words live as long as the translation
 * Threads: pure
 * Source:  GDPR Art. 12(1)
 */
#ifndef ROBINSON_DOCUMENT_WORDS_H
#define ROBINSON_DOCUMENT_WORDS_H

#include "base/buf.h"
#include "base/findings.h"
#include "core/policy.h"
#include "service/document/translation.h"

const char *words_severity(const struct translation *t, enum severity severity);
const char *words_reason(const struct translation *t, enum reason reason);
const char *words_action(const struct translation *t, enum action action);
/* With its article: "consent (Art. 6(1)(a))". */
const char *words_basis(const struct translation *t, enum basis basis);

/* A special category (GDPR Art. 9(1)) as robinson.conf(5) names it. */
const char *words_category(const struct translation *t, const char *name);

/* "3 years", "3 lata" */
void words_period(const struct translation *t, const struct period *period,
	struct buf *out);
/* "3 years after the last contact" */
void words_retain(const struct translation *t, const struct retain_rule *rule,
	struct buf *out);

/* "2.50 %", "2,50 %", without a line end before the sign; the digits behind
 * the point. */
void words_percent(
	const struct translation *t, double share, int digits, struct buf *out);

/* A citation of reason_article(): "art. 21 ust. 3 RODO". */
const char *words_article(const struct translation *t, const char *article);

#endif
