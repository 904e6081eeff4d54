/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plain.h - text of strangers made harmless for a mail, a terminal, a page
 *
 * Whatever octets come in, what goes out is valid UTF-8 on one line without
 * anything that moves a cursor, ends a header or turns the reading direction:
 * each such character becomes a question mark, each octet that is no UTF-8
 * U+FFFD.
 *
 * Threads: pure
 * Source:  RFC 5322 2.2 (no CR or LF in a header's text); Unicode TR 36 3.1
 */
#ifndef ROBINSON_MAIL_PLAIN_H
#define ROBINSON_MAIL_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Appends; at most max_len octets of it, cut between characters. */
enum err plain_add(
	struct buf *out, const char *text, size_t len, size_t max_len);
enum err plain_adds(struct buf *out, const char *text, size_t max_len);

/*
 * The head of a message for somebody's eyes: lines end in LF, tabs stay,
 * other control characters become question marks; ends at the first empty
 * line. *is_ascii_r: nothing else is in it.
 */
enum err plain_add_head(struct buf *out, const char *head, size_t len,
	bool *is_ascii_r) MUST_CHECK;

#endif
