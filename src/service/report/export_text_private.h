/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export_text_private.h - what the page of a person's data says, in their
 * language
 *
 * Shape:   a text of the page by its number; a word of the document (a basis,
 *          a reason, a kind of entry) by its name, which stands for itself
 *          where no language has a better one
 * Threads: constant
 * Source:  GDPR Art. 12(1): concise, intelligible, in plain language
 */
#ifndef ROBINSON_REPORT_EXPORT_TEXT_PRIVATE_H
#define ROBINSON_REPORT_EXPORT_TEXT_PRIVATE_H

#include "service/report/export.h"

enum export_text {
	SAY_LANGUAGE,
	SAY_TITLE,
	SAY_ABOUT,
	SAY_BY,
	SAY_MADE,
	SAY_UNKNOWN_PERSON,
	SAY_RESTRICTED,
	SAY_WHO,
	SAY_CONTROLLER,
	SAY_POSTAL,
	SAY_REACHED,
	SAY_JOINT,
	SAY_REPRESENTATIVE,
	SAY_OFFICER,
	SAY_GIVEN,
	SAY_DATA,
	SAY_RECIPIENTS,
	SAY_TRANSFERS,
	SAY_NOBODY,
	SAY_NOT_TOLD,
	SAY_LOGIC,
	SAY_LOGIC_NOTE,
	SAY_PURPOSES,
	SAY_PURPOSES_NOTE,
	SAY_PURPOSE,
	SAY_NOW,
	SAY_WHY,
	SAY_ACCEPTS,
	SAY_STANDS,
	SAY_NONE,
	SAY_ASSESSMENT,
	SAY_MAY,
	SAY_MAY_NOT,
	SAY_WAITS,
	SAY_LISTS_SILENT,
	SAY_ORIGIN,
	SAY_SOURCE,
	SAY_COLLECTED,
	SAY_COLLECTED_FOR,
	SAY_REFERENCE,
	SAY_KEPT,
	SAY_KEPT_UNLIMITED,
	SAY_KEPT_ENDED,
	SAY_RELATION,
	SAY_SINCE,
	SAY_UNTIL,
	SAY_LASTS,
	SAY_WISHES,
	SAY_GRANT,
	SAY_WITHDRAWAL,
	SAY_OBJECTION,
	SAY_LIFT,
	SAY_ALL_MARKETING,
	SAY_BY_DOMAIN,
	SAY_UNCONFIRMED,
	SAY_EXPIRES,
	SAY_EVIDENCE,
	SAY_CHANNEL,
	SAY_NO_WISHES,
	SAY_EVENTS,
	SAY_DATE,
	SAY_WHAT,
	SAY_DETAILS,
	SAY_CONTACT,
	SAY_LETTER,
	SAY_FAILURE,
	SAY_REPORT,
	SAY_DOUBTED,
	SAY_STATEMENT,
	SAY_NOTE,
	SAY_SEND,
	SAY_HELD,
	SAY_NO_EVENTS,
	SAY_JOURNAL,
	SAY_JOURNAL_NOTE,
	SAY_NO_JOURNAL,
	SAY_OBSERVED,
	SAY_REQUESTS,
	SAY_ANSWER_DUE,
	SAY_ANSWERED,
	SAY_RIGHTS,
	SAY_RIGHTS_NOTE,
	SAY_ASK_AT,
	SAY_BY_REPLY,
	SAY_BY_LINK,
	SAY_BY_MAIL,
	SAY_ANY_AUTHORITY,
	SAY_RIGHT_OBJECT,
	SAY_RIGHT_WITHDRAW,
	SAY_RIGHT_ERASE,
	SAY_RIGHT_RECTIFY,
	SAY_RIGHT_RESTRICT,
	SAY_RIGHT_PORT,
	SAY_RIGHT_COMPLAIN,
	SAY_NOT_KNOWN
};

#define EXPORT_TEXTS (SAY_NOT_KNOWN + 1)

const char *export_text(enum export_language language, enum export_text text);
/* How a wish came in; the words of staff as they are. */
const char *export_channel(enum export_language language, const char *name);
/* A basis; what is none as it is. */
const char *export_basis(enum export_language language, const char *name);
/* A clause of what an entry of the journal adds; another as it is. */
const char *export_clause(enum export_language language, const char *name);
/* A citation of ours as the language writes it: "art. 21 ust. 3 RODO". */
const char *export_article(enum export_language language, const char *article);
/* "name" NULL: the text for what is not known. */
const char *export_word(enum export_language language, const char *name);

#endif
