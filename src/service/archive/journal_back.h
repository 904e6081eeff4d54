/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal_back.h - the journal read from its end, a piece at a time
 *
 * The journal has no index by person: who asks for a person's entries looks
 * through all of it. Here that is done backwards, for as long as somebody who
 * waits for a page would wait; the rest when they ask for it.
 *
 * Shape:   the newest entry first. A look gives up when it has what was asked
 *          for, or when its time is over and it has looked at one piece at
 *          least, and says where the next one goes on.
 * Units:   nanoseconds of the monotonic clock
 * Errors:  ERR_INVALID the address; ERR_UNAVAILABLE the store; desk->cause
 * Owns:    entries live during the call of "each" only
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 15
 */
#ifndef ROBINSON_ARCHIVE_JOURNAL_BACK_H
#define ROBINSON_ARCHIVE_JOURNAL_BACK_H

#include "service/office/desk.h"

/* So many entries are looked at in one go, however short the time. */
#define JOURNAL_BACK_PIECE 20000

struct journal_back_query {
	const char *address; /* NULL: everybody */
	enum journal_kind kind; /* 0: all; those of factsum.h never */
	uint64_t before_seq; /* 0: from the newest on */
	size_t most; /* entries */
	int64_t time_ns;
};

struct journal_back_place {
	uint64_t next_seq; /* the next look's before_seq; 0: there is no more */
	int64_t looked_to_utc; /* INSTANT_NONE: there is nothing */
	int64_t first_utc; /* of the first entry that the journal has */
	int percent; /* of the journal that was looked at, in all looks */
};

/* "sender" as in journal_view.h. */
enum err journal_back(struct desk *desk, const struct journal_back_query *query,
	void (*each)(void *arg, const struct journal_entry *entry,
		const char *sender),
	void *arg, struct journal_back_place *place_r) MUST_CHECK;

#endif
