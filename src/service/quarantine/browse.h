/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * browse.h - what is held, a page at a time, for who looks through it
 *
 * A page goes on where the one before ended, forward and backward, whatever
 * comes and goes meanwhile. By whom a message is from and to whom it goes is
 * looked for through keyed digests; words of the subject are looked for in
 * the latest BROWSE_WORDS_LATEST messages that match all else, because
 * subjects lie sealed, and the result says so.
 *
 * Shape:   "sender", "recipient": an address, or a domain ("@example.com"),
 *          as typed; "<>" is the null sender
 * Files:   browse.c, browse_digest.c
 * Errors:  as quarantine.h; ERR_INVALID: what is looked for is neither an
 *          address nor a domain; desk->cause tells
 * Owns:    what a callback is given is valid during the call
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(c), 32(1)(a)
 */
#ifndef ROBINSON_QUARANTINE_BROWSE_H
#define ROBINSON_QUARANTINE_BROWSE_H

#include "service/quarantine/quarantine.h"

#define BROWSE_WORDS_LATEST 5000
#define BROWSE_LIMIT_MAX 500

struct browse_query {
	enum held_sort sort;
	bool is_descending;
	bool has_place; /* "place": the page behind it, or before it */
	bool is_backward;
	struct held_position place;
	size_t limit; /* 1 .. BROWSE_LIMIT_MAX */
	/* As struct held_browse has them: */
	int64_t since_utc, before_utc;
	unsigned states;
	enum reason reason;
	const char *purpose;
	bool is_requested;
	/* NULL: any */
	const char *sender, *recipient, *words;
};

struct browse_result {
	int64_t total; /* on all pages */
	size_t len; /* on this one */
	struct held_position first, last; /* of this page, where len > 0 */
	bool has_before, has_behind;
	/* With words: how many were looked at, and whether there are more. */
	size_t looked_at;
	bool is_partial;
	int64_t undigested; /* messages that a search for a sender or a domain
	                     * does not find yet: came before there were
	                     * digests, and are worked on */
};

enum err browse(struct desk *desk, const struct browse_query *query,
	quarantine_fn *each, void *arg,
	struct browse_result *result_r) MUST_CHECK;

/* Gives digests to messages that came without, for "budget_ms" at the most;
 * *left_r: how many still have none. */
enum err browse_digest(
	struct desk *desk, int64_t budget_ms, int64_t *left_r) MUST_CHECK;

/* What was decided last about a message that is held no more. */
struct browse_fate {
	enum journal_kind kind;
	int64_t at_utc;
	char who[256]; /* ""; nobody of the staff, or sealed under other keys */
	char reason[JOURNAL_DETAIL_MAX + 1];
};
/* ERR_NOT_FOUND: nothing of it is in what was decided lately. */
enum err browse_fate(struct desk *desk, const struct held_id *id,
	struct browse_fate *fate_r) MUST_CHECK;

#endif
