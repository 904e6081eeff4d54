/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * objections.h - objections that wait for the postmaster's decision
 *
 * An objection waits where its sender is not proven, where its mail answers no
 * message of ours, or where its words are only likely meant so. While it waits,
 * no marketing mail goes to the person: by default it is held. The postmaster
 * confirms it, and it is one like any other, or drops it, because somebody else
 * sent it or it was meant otherwise; then what is held can be released.
 *
 * Shape:   one is known by the reference of its entry in the journal; its
 *          mark is that entry's number: "journal", a NUL, 8 bytes of number,
 *          the highest first
 * Errors:  ERR_INVALID what was given; ERR_NOT_FOUND there is none of that
 *          reference; ERR_UNAVAILABLE the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 12(6), 21(3), 5(2)
 */
#ifndef ROBINSON_PERSON_OBJECTIONS_H
#define ROBINSON_PERSON_OBJECTIONS_H

#include "service/office/desk.h"
#include "store/doubt.h"

void objections_mark(uint64_t seq, unsigned char mark_r[OBJECTION_MARK_LEN]);

struct objections_item {
	char ref[JOURNAL_REF_SIZE];
	struct pseudonym key;
	const char *purpose; /* NULL: all */
	const char *channel;
	int64_t at_utc;
};
/* Oldest first; stops when "each" returns false. */
enum err objections_each(struct desk *desk,
	bool (*each)(void *arg, const struct objections_item *item),
	void *arg) MUST_CHECK;

/* Delivery reports that did not count, oldest first; as above. */
enum err objections_reports(struct desk *desk,
	bool (*each)(void *arg, const struct store_doubt *report),
	void *arg) MUST_CHECK;

/* All of them or none. What was done is added to "said", a line each. */
enum err objections_confirm(struct desk *desk, char *const *refs, size_t len,
	struct buf *said) MUST_CHECK;
/* "reason" goes into the journal. */
enum err objections_drop(struct desk *desk, char *const *refs, size_t len,
	const char *reason, struct buf *said) MUST_CHECK;

#endif
