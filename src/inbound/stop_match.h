/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stop_match.h - which row of the grammar stands in a text?
 *
 * Files:   stop_match.c; stop_names.c has the names
 * Shape:   a text whose tokens after the looked-at sentences were cut off
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_STOP_MATCH_H
#define ROBINSON_INBOUND_STOP_MATCH_H

#include <stdbool.h>

#include "inbound/stop.h"
#include "inbound/stop_grammar.h"
#include "inbound/stop_text.h"

struct stop_match {
	enum inbound_grade grade; /* INBOUND_UNSAID: no row */
	size_t first, last; /* tokens */
	const struct stop_row *row;
	const struct stop_language *language; /* in which it was read */
};

/* The best grade of all languages; "whole" asks for rows that span the text
 * from edge to edge. */
void stop_match(
	const struct stop_text *text, bool whole, struct stop_match *match_r);

/* The classes STOP_POLITE and STOP_GREETING of each token. */
void stop_politeness(
	const struct stop_text *text, uint64_t classes_r[STOP_TOKENS_MAX]);

/* How a row is named to people: "English: remove + me + list/ad/mail", cut to
 * its room; an edge is "|". */
void stop_match_name(
	const struct stop_match *match, char name_r[STOP_ROW_SIZE]);

#endif
