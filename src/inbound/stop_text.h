/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stop_text.h - what somebody wrote, as words and sentences
 *
 * A sentence ends with its mark, with its paragraph, or with a line that was
 * not broken because it was full. An e-mail address is one word, and a link
 * is none.
 *
 * Shape:   UTF-8; the words as stop_grammar.h describes them
 * Owns:    a struct stop_text its words; they tell where in the caller's text
 *          they stand
 * Errors:  ERR_NOMEM
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_STOP_TEXT_H
#define ROBINSON_INBOUND_STOP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* So much of a letter is looked at. */
#define STOP_TOKENS_MAX 200
#define STOP_WORD_SIZE 40 /* of a longer word the begin */

struct stop_token {
	char word[STOP_WORD_SIZE]; /* "": between sentences */
	size_t begin, end; /* octets of the text */
	bool is_after_comma; /* or another mark within a sentence */
	bool is_mailbox;
};

struct stop_text {
	struct stop_token tokens[STOP_TOKENS_MAX];
	size_t len; /* the first and the last stand between sentences */
};

enum err stop_text_read(
	const char *text, size_t len, struct stop_text *text_r) MUST_CHECK;

#endif
