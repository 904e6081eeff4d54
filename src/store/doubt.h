/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doubt.h - reports that name a person and are not certain enough to count
 *
 * A delivery report that proves nothing makes nobody undeliverable; the
 * postmaster shall see it all the same. It is kept as a doubt, which no rule
 * reads. A doubt is deleted with the person, moves with the person's key, and
 * is forgotten when its time is over.
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
	DOUBT_REPORT = 1 /* a delivery report */
};

/* Written to disk: never renumber. */
enum doubt_cause {
	DOUBT_NO_SEND = 1, /* it returns no message of ours to that address */
	DOUBT_SEVERAL = 2 /* it names several persons */
};

const char *doubt_kind_name(enum doubt_kind kind); /* "report" */
/* "returns no message of ours to that address" */
const char *doubt_cause_words(enum doubt_cause cause);

struct store_doubt {
	int64_t at_utc;
	enum doubt_kind kind;
	enum doubt_cause cause;
	struct pseudonym key; /* of the address that it names */
	const char *queue_id; /* NULL: not known */
	/* What the message said of it, as "5.1.1": a stranger's words, sealed
	 * at rest. NULL: nothing. */
	const char *words;
};

/* Inside a write transaction, as the next verb. */
enum err store_doubt_add(
	struct store_session *s, const struct store_doubt *doubt) MUST_CHECK;
/* Forgets the doubts from before that instant. */
enum err store_doubts_purge(
	struct store_session *s, int64_t before_utc) MUST_CHECK;

/* Of one person (NULL: of all), oldest first; stops when "each" returns
 * false. */
enum err store_doubts_each(struct store_session *s, const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_doubt *doubt),
	void *arg) MUST_CHECK;

#endif
