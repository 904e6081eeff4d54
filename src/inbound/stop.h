/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stop.h - does somebody say "stop"?
 *
 * Of a letter the first three sentences below the greeting are looked at. They
 * are compared with the rows of the grammar (stop_grammar.h) in five
 * languages, and with the administrator's own words: a sentence that begins
 * with one of them is a certain stop.
 *
 * Shape:   UTF-8
 * Errors:  ERR_NOT_FOUND nobody says so; ERR_NOMEM
 * Threads: pure
 * Source:  GDPR Art. 7(3), 21(2)-(3): objecting takes no form
 */
#ifndef ROBINSON_INBOUND_STOP_H
#define ROBINSON_INBOUND_STOP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "inbound/inbound.h"

#define STOP_SAID_SIZE 200
#define STOP_ROW_SIZE 120

struct stop_found {
	enum inbound_grade grade;
	/* What spoke, as it stands in the text, or the administrator's word. */
	char said[STOP_SAID_SIZE];
	/* The row, as stop_match_name() writes it, or "stop-words". */
	char row[STOP_ROW_SIZE];
};

/* "text" has nothing but the writer's own words (opening.h). */
enum err stop_in_letter(const struct inbound_list *words, const char *text,
	size_t len, struct stop_found *found_r) MUST_CHECK;

/* "subject" is decoded. In a reply one behind "Re:" is that of the message
 * which is answered, and so our own: it says "stop" only where it says nothing
 * else, and then it is likely. */
enum err stop_in_subject(const struct inbound_list *words, const char *subject,
	bool is_reply, struct stop_found *found_r) MUST_CHECK;

#endif
