/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cell.h - what a word in a cell says about a wish
 *
 * Truth words as spreadsheets write them in five languages, and the words of
 * status columns. What a word comes to depends on its column (heading.h): a
 * yes in a column of opt-outs is an objection, in one of consents it is none.
 *
 * Shape:   compared without case, diacritics, blanks and punctuation
 * Threads: no state
 * Source:  GDPR Art. 7(3), 21(3)
 */
#ifndef ROBINSON_CSV_CELL_H
#define ROBINSON_CSV_CELL_H

#include <stddef.h>

enum cell_word {
	CELL_EMPTY, /* also the date of all zeroes that MySQL writes */
	CELL_YES,
	CELL_NO,
	CELL_OBJECTS, /* "unsubscribed", "complained" */
	CELL_REFUSES, /* "withdrawn", "not subscribed" */
	CELL_UNDELIVERABLE, /* "bounced", "cleaned" */
	CELL_SUBSCRIBED, /* the contrary of an opt-out, and a consent */
	CELL_AGREES, /* a consent; of an opt-out it says nothing sure */
	CELL_INERT, /* of a status: nothing against writing */
	CELL_UNKNOWN
};

enum cell_word cell_word(const char *text, size_t len);

#endif
