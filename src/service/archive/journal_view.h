/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal_view.h - what was decided and done, for people who may ask
 *
 * Errors:  ERR_INVALID the address; ERR_UNAVAILABLE the store; desk->cause
 * Threads: as the desk
 * Source:  GDPR Art. 5(2)
 */
#ifndef ROBINSON_ARCHIVE_JOURNAL_VIEW_H
#define ROBINSON_ARCHIVE_JOURNAL_VIEW_H

#include "service/office/desk.h"

struct journal_query {
	int64_t since_utc; /* INSTANT_NONE: from the beginning */
	const char *address; /* NULL: everybody */
	const char *ref; /* NULL, or this one entry */
	const char *purpose; /* NULL: all */
	const char *sender; /* login, or else address; NULL: everybody's */
	enum reason reason; /* 0: all */
	bool has_until;
	int64_t until_utc; /* the last instant, where has_until */
	bool with_sums; /* those of factsum.h too; else only by their ref */
};

/* "sender" is the name of who sent or did it, opened; NULL: none, or sealed
 * under another key. Entries live during the call of "each" only. */
enum err journal_view(struct desk *desk, const struct journal_query *query,
	bool (*each)(void *arg, const struct journal_entry *entry,
		const char *sender),
	void *arg) MUST_CHECK;

#endif
