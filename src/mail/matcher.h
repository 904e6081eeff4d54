/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * matcher.h - regular expressions at work, within limits
 *
 * A pattern is compiled once and shared by all threads; the room it works in
 * is not. No pattern may stall the daemon: the number of steps and the memory
 * are limited.
 *
 * Errors:  ERR_LIMIT: the limit was reached, nobody knows whether it matches
 * Threads: a matcher belongs to one session
 */
#ifndef ROBINSON_MAIL_MATCHER_H
#define ROBINSON_MAIL_MATCHER_H

#include <stdbool.h>

#include "base/err.h"

struct mail_matcher;

/* "code" is a pcre2_code; "text" valid UTF-8. *m_r is made when NULL. */
enum err matcher_match(struct mail_matcher **m_r, const void *code,
	const char *text, bool *matches_r) MUST_CHECK;
void matcher_free(struct mail_matcher **m);

#endif
