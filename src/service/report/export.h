/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export.h - a person's own data, for a program and for the person
 *
 * Everything held about one address: the record, relations and contacts past
 * and present, grants and withdrawals with what shows them, objections,
 * restriction, failures, sends, letters that may be answered, what is held in
 * the quarantine, what salespersons said and nobody has confirmed yet, the
 * journal's entries, requests, the end of retention, and
 * for each purpose what would be decided now. What Art. 15(1) asks for beside
 * it comes from the configuration, and what that does not say is not promised.
 * Names of staff and of senders are others' data and stay out (Art. 15(4)), and
 * so does the text of a held message, in which others may be named: its number
 * is told.
 *
 * Shape:   a JSON document by the schema "urn:robinson:export:1"
 *          (export.schema.json); the page is made from the very document
 * Errors:  ERR_INVALID the address or language; ERR_UNAVAILABLE the store;
 *          desk->cause tells
 * Owns:    the caller json_decref()s the document
 * Threads: as the desk
 * Source:  GDPR Art. 12(1), 13, 15, 20
 */
#ifndef ROBINSON_REPORT_EXPORT_H
#define ROBINSON_REPORT_EXPORT_H

#include <jansson.h>

#include "service/office/desk.h"

#define EXPORT_SCHEMA "urn:robinson:export:1"

enum export_language {
	EXPORT_EN,
	EXPORT_PL
};
#define EXPORT_LANGUAGES (EXPORT_PL + 1)

/* "pl" and "pl-PL" alike; ERR_INVALID: there is none of that name. */
enum err export_language(
	const char *tag, enum export_language *language_r) MUST_CHECK;

/* Reads; nothing is written. */
enum err export_person(
	struct desk *desk, const char *who, json_t **document_r) MUST_CHECK;
/* The same without the journal's entries, which take long to look for: the list
 * is empty. For staff, who look at them by themselves (journal_back.h). */
enum err export_record(
	struct desk *desk, const char *who, json_t **document_r) MUST_CHECK;
/* How many entries of the person the journal has: by them a document becomes
 * long. */
enum err export_entries(
	struct desk *desk, const char *who, int64_t *entries_r) MUST_CHECK;
/* One file that needs no other. */
enum err export_page(const json_t *document, enum export_language language,
	struct buf *out) MUST_CHECK;
/* Art. 5(2): that the data was given is on record. */
enum err export_journal(struct desk *desk, const char *who) MUST_CHECK;

#endif
