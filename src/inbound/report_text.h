/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report_text.h - delivery reports that are written for people only
 *
 * Many mail servers send a text and no machine-readable part. Each has its
 * own way to begin, to name the recipients and to return the message; they are
 * rows of a table. What the text says of a recipient is judged as a diagnostic
 * is (bad_address.h).
 *
 * Shape:   texts are valid UTF-8; beyond REPORT_TEXT_MAX octets they are not
 *          read
 * Errors:  ERR_NOT_FOUND no row's report, or not from a machine; ERR_NOMEM
 * Threads: pure
 * Source:  FORMATS.md, delivery reports
 */
#ifndef ROBINSON_INBOUND_REPORT_TEXT_H
#define ROBINSON_INBOUND_REPORT_TEXT_H

#include "inbound/fields.h"
#include "inbound/report.h"

#define REPORT_TEXT_MAX ((size_t)64 * 1024)

/* What is read of one. */
struct report_letter {
	const struct fields *head;
	const char *sender; /* envelope; "" null */
	const char *text;
	/* Beside a machine-readable part: only what the text says of those that
	 * are silent there. */
	bool is_beside;
};

/*
 * The recipients whose address is no good, for good. *source_r: the name of
 * the row, a constant. *returned_r: where in the text the head of the returned
 * message begins; NULL: it is not there.
 */
enum err report_read_text(struct mail_report *report,
	const struct report_letter *letter, const char **source_r,
	const char **returned_r) MUST_CHECK;

/* --- the table, report_texts.c --- */

struct report_source {
	const char *name; /* NULL ends the table */
	/* A field that is there and, unless NULL, has these words in it. */
	const char *field, *says;
	bool is_any; /* null sender and the name of a machine are enough */
	const char *opening; /* words of the text; NULL: whatever it says */
	/* What may stand on a line before a recipient; NULL: nothing */
	const char *before;
	bool is_reason_first; /* above its recipient, not below */
	bool is_within; /* recipients also stand within a line */
	bool names_failed; /* "field" names those that failed, all of them */
};

extern const struct report_source report_sources[];
extern const struct report_source report_beside;

/* Where a text goes over to the message that it returns; ended by NULL. */
extern const char *const report_ends[];

#endif
