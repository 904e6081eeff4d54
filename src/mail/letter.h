/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * letter.h - a mail of plain text to somebody of the firm
 *
 * Shape:   as notice.h
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  as notice.h
 * Owns:    everything is borrowed for the call
 * Threads: may be called from any thread
 */
#ifndef ROBINSON_MAIL_LETTER_H
#define ROBINSON_MAIL_LETTER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/zone.h"

struct letter {
	const struct zone *zone;
	const char *host;
	const char *from; /* bare mailboxes */
	const char *to;
	const char *name; /* one word, for the Message-ID */
	const char *subject; /* English, harmless, and so is the text */
	const struct buf *text;
	int64_t now_utc;
};

enum err letter_compose(
	const struct letter *letter, struct buf *out) MUST_CHECK;

#endif
