/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * objections.h - objections that wait for the postmaster's decision
 *
 * An objection waits where its sender is not proven, where its mail answers no
 * message of ours, or where its words are only likely meant so. While it waits,
 * no marketing mail goes to the person: by default it is held. The postmaster
 * confirms it, and it is one like any other, or drops it, because somebody else
 * sent it or it was meant otherwise; then what is held can be released. If it was
 * a letter, it counts as one from the day on which it came.
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

/* What the mail of one that waits said. It is kept as long as held messages
 * are, and until somebody has decided. */
struct objections_said {
	unsigned char mark[OBJECTION_MARK_LEN];
	int64_t at_utc; /* when it came */
	struct pseudonym key; /* of who is said to have sent it */
	enum doubt_grade grade;
	enum doubt_cause cause;
	const char *queue_id; /* NULL: not known */
	const char *words; /* one line, harmless; NULL: none */
	bool has_message;
	unsigned char message[MESSAGE_DIGEST_LEN];
};

/* Of all that wait, read once; inside a transaction of the session. */
struct objections_words;
enum err objections_words_read(
	struct store_session *s, struct objections_words **words_r) MUST_CHECK;
/* The same in a transaction of its own. */
enum err objections_words_get(
	struct desk *desk, struct objections_words **words_r) MUST_CHECK;
/* NULL: nothing is kept, or it waits no more. Borrowed. */
const struct objections_said *objections_words_of(
	const struct objections_words *words,
	const unsigned char mark[OBJECTION_MARK_LEN]);
void objections_words_free(struct objections_words **words);

struct objections_item {
	char ref[JOURNAL_REF_SIZE];
	struct pseudonym key;
	const char *purpose; /* NULL: all */
	const char *channel;
	int64_t at_utc;
	const struct objections_said *said; /* NULL: nothing is kept */
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
/* They were letters: dropped, and each a contact of the person on record, and
 * something that an answer may go to, from when it came. Whoever says so also
 * says that the person wrote it. A complaint is none: ERR_INVALID. "reason" goes
 * into the journal; NULL: that it was a letter says enough. */
enum err objections_letter(struct desk *desk, char *const *refs, size_t len,
	const char *reason, struct buf *said) MUST_CHECK;

#endif
