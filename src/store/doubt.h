/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doubt.h - what names a person and was not certain, for somebody to look at
 *
 * A delivery report that proves nothing makes nobody undeliverable; the
 * postmaster shall see it all the same. An objection that waits for somebody
 * stands in the record (store.h); what its mail said is needed by whoever
 * decides. Both are kept as doubts, which no rule reads. A doubt is deleted
 * with the person, moves with the person's key, and is forgotten when its time
 * is over; that of an objection also when somebody has decided.
 *
 * Shape:   at most STORE_DOUBTS_MAX are kept; the oldest makes room, so that
 *          forged mail cannot fill the disk
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  as store.h
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call, in which nothing is asked of the same session
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(c)-(e), 32(1)(a)
 */
#ifndef ROBINSON_STORE_DOUBT_H
#define ROBINSON_STORE_DOUBT_H

#include "store/store.h"

#define STORE_DOUBTS_MAX 10000

/* Written to disk: never renumber. */
enum doubt_kind {
	DOUBT_REPORT = 1, /* a delivery report */
	DOUBT_OBJECTION = 2 /* a mail, or a complaint, that may be one */
};

/* Written to disk: never renumber. */
enum doubt_cause {
	DOUBT_NO_SEND = 1, /* it returns no message of ours to that address */
	DOUBT_SEVERAL = 2, /* it names several persons */
	/* of an objection; of several that hold the first of these: */
	DOUBT_UNPROVEN = 3, /* nobody knows whether its sender wrote it */
	DOUBT_NO_ANSWER = 4, /* it answers no message of ours */
	DOUBT_LIKELY = 5 /* its words may be meant otherwise */
};

/* Written to disk: never renumber. */
enum doubt_grade {
	DOUBT_UNGRADED = 0, /* there are no words */
	DOUBT_IS_LIKELY = 1,
	DOUBT_IS_CERTAIN = 2
};

const char *doubt_kind_name(enum doubt_kind kind); /* "report" */
/* "returns no message of ours to that address" */
const char *doubt_cause_words(enum doubt_cause cause);
const char *doubt_grade_name(enum doubt_grade grade); /* "likely" */

struct store_doubt {
	int64_t at_utc;
	enum doubt_kind kind;
	enum doubt_cause cause;
	struct pseudonym key; /* of the address that it names */
	const char *queue_id; /* NULL: not known */
	/* What the message said of it, as "5.1.1" or "please stop": a
	 * stranger's words, sealed at rest. NULL: nothing. */
	const char *words;
	/* Of DOUBT_OBJECTION; all zero of others: */
	enum doubt_grade grade;
	unsigned char mark[OBJECTION_MARK_LEN]; /* of the objection */
	/* By what an answer to the mail is known, once it is a letter. */
	bool has_message;
	unsigned char message[MESSAGE_DIGEST_LEN];
};

/* Inside a write transaction, as the next verb. */
enum err store_doubt_add(
	struct store_session *s, const struct store_doubt *doubt) MUST_CHECK;
/* Somebody has decided about the objection with that mark; ERR_OK also where
 * nothing was kept of it. */
enum err store_doubt_settle(struct store_session *s,
	const unsigned char mark[OBJECTION_MARK_LEN]) MUST_CHECK;
/* Forgets the doubts from before that instant, and those of objections that
 * wait no more. */
enum err store_doubts_purge(
	struct store_session *s, int64_t before_utc) MUST_CHECK;

/* What waits of the objections of "from" is of "to" from now on. The message is
 * forgotten: only the address that wrote it may be answered. */
enum err store_doubts_move(struct store_session *s,
	const struct pseudonym *from, const struct pseudonym *to) MUST_CHECK;

/* Of one person (NULL: of all), oldest first; stops when "each" returns
 * false. */
enum err store_doubts_each(struct store_session *s, const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_doubt *doubt),
	void *arg) MUST_CHECK;

#endif
