/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * simulate.h - what if the rules were others
 *
 * Decides the journal's verdicts again under another configuration, which is
 * only read, and counts what would have been different. Nothing is recorded.
 * What went out counts as it went: a message that the other rules would have
 * stopped is still one that the person got.
 *
 * Shape:   one cell for each that differs in old verdict, new verdict, purpose,
 *          sender and doubt; in no order
 * Errors:  ERR_LIMIT: more than 8 lists; ERR_UNAVAILABLE the store; ERR_NOMEM;
 *          desk->cause
 * Owns:    a simulation owns its texts; simulate_free()
 * Threads: as the desk
 * Source:  GDPR Art. 24(1), 25(1): to judge a measure before it is taken
 */
#ifndef ROBINSON_VERDICT_SIMULATE_H
#define ROBINSON_VERDICT_SIMULATE_H

#include "service/office/desk.h"

/* Why a verdict cannot be known under the other rules. */
enum simulate_doubt {
	SIMULATE_KNOWN, /* it is known */
	SIMULATE_PURGED, /* the person was removed since */
	SIMULATE_CHANGED, /* records or rules are not those of the time */
	SIMULATE_NO_PURPOSE, /* the other configuration has none of that name */
	SIMULATE_LIST, /* what a list said at the time */
	SIMULATE_NOTICE, /* whether it told of the right to object */
	SIMULATE_DOMAIN, /* whether the domain had objected */
	SIMULATE_AGAIN, /* whether it was the same message once more */
	SIMULATE_ANSWER /* whether it answered what the person wrote */
};

#define SIMULATE_DOUBTS (SIMULATE_ANSWER + 1)

const char *simulate_doubt_name(enum simulate_doubt doubt); /* "purged" */
const char *simulate_doubt_words(enum simulate_doubt doubt);

/* What differs between the configurations and the journal cannot tell. */
#define SIMULATE_NOTE_CLASSIFY 1u /* which purpose a message has */
#define SIMULATE_NOTE_ADDRESSES 2u /* which addresses are one person */
#define SIMULATE_NOTE_OWN_DOMAINS 4u /* who is no marketing target */
#define SIMULATE_NOTE_SIZE 8u /* which messages are too large to be held */

struct simulate_cell {
	enum reason old_reason, new_reason; /* in doubt the new one is 0 */
	enum action old_action, new_action;
	enum simulate_doubt doubt;
	const char *purpose;
	const char *sender; /* NULL: none, or sealed under another key */
	int64_t count;
};

struct simulation {
	int64_t verdicts;
	int64_t first_utc, last_utc; /* INSTANT_NONE: there are none */
	unsigned notes; /* SIMULATE_NOTE bits */
	struct simulate_cell *cells;
	size_t len;
	struct simulate_work *work; /* the room's own */
};

/* since_utc INSTANT_NONE: from the beginning. */
enum err simulate_run(struct desk *desk, const struct settings *other,
	int64_t since_utc, struct simulation *simulation_r) MUST_CHECK;
void simulate_free(struct simulation *simulation);

#endif
