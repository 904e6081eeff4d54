/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stop.h - does somebody say "stop"?
 *
 * A word of the list is met where the subject is that word, after "Re:" and
 * the like, or where the first line of the letter begins with it. Case,
 * punctuation and the way of writing accents are put aside.
 *
 * Shape:   UTF-8
 * Errors:  ERR_NOT_FOUND no word is met; ERR_NOMEM
 * Threads: pure
 * Source:  GDPR Art. 21(2)-(3): objecting takes no form
 */
#ifndef ROBINSON_INBOUND_STOP_H
#define ROBINSON_INBOUND_STOP_H

#include <stddef.h>

#include "base/err.h"
#include "inbound/inbound.h"

/* *word_r is the list's own. */
enum err stop_in_subject(const struct inbound_list *words, const char *subject,
	const char **word_r) MUST_CHECK;
enum err stop_in_line(const struct inbound_list *words, const char *line,
	size_t len, const char **word_r) MUST_CHECK;

#endif
