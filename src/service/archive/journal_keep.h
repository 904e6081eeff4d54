/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal_keep.h - the journal's own retention, and proofs kept elsewhere
 *
 * Shape:   a file of heads is JSON: an array of objects with instance, seq,
 *          ref, at (seconds), mac and sign (hexadecimal)
 * Errors:  ERR_INVALID the configuration or the file; ERR_CORRUPT the journal
 *          is not what was written; those of the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e), 5(2)
 */
#ifndef ROBINSON_ARCHIVE_JOURNAL_KEEP_H
#define ROBINSON_ARCHIVE_JOURNAL_KEEP_H

#include "service/office/desk.h"

/* Removes the entries whose retention has ended, in small transactions, and
 * then the daily numbers whose own has; *trimmed_r, of entries, also counts before a failure. ERR_INVALID: none is configured;
 * ERR_LIMIT: the clock is not believed (clock_guard.h), unless "confirmed" says
 * why it is right; NULL: nobody has looked. */
enum err journal_keep_trim(struct desk *desk, const char *confirmed,
	uint64_t *trimmed_r) MUST_CHECK;

enum err journal_keep_heads(struct desk *desk, struct buf *out) MUST_CHECK;

struct journal_held {
	size_t heads; /* in the file */
	size_t trimmed; /* of them, whose entries were trimmed since */
};
/* Whether the journal holds the entries that the heads name. That its chain is
 * whole is journal_verify.h's to say. */
enum err journal_keep_check(struct desk *desk, const char *path,
	struct journal_held *held_r) MUST_CHECK;

#endif
