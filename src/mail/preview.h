/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * preview.h - a message for the eyes of a postmaster, harmless
 *
 * Shape:   UTF-8, lines end in LF: the headers a reader goes by, decoded; the
 *          first part of plain text or, where there is none or it is blank,
 *          what a reader sees of the words of the first HTML part
 *          (html_text_private.h), said to be that; the name, type and size
 *          of every other part, of a forwarded message without a name its
 *          subject. Whatever moves a cursor or turns the reading direction is
 *          a question mark. No markup is rendered, nothing is fetched.
 * Units:   octets
 * Errors:  ERR_LIMIT: longer than "out" takes, what is there is its begin;
 *          ERR_NOMEM
 * Owns:    everything is borrowed for the call
 * Threads: all functions may be called from any thread
 * Source:  RFC 2045-2047, RFC 5322
 */
#ifndef ROBINSON_MAIL_PREVIEW_H
#define ROBINSON_MAIL_PREVIEW_H

#include "base/buf.h"

enum err preview_message(
	const void *message, size_t len, struct buf *out) MUST_CHECK;
/* One header's value, decoded, on one line; at most max_len octets. What
 * fails shows in buf_err(). */
enum err preview_value(const char *raw, size_t max_len, struct buf *out);

#endif
