/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sales.h - what salespersons say that persons did, and how much they ask
 *
 * A salesperson says that a person called, met them, ordered or wrote. Such a
 * statement may wait until somebody has confirmed it; who it is about lies
 * sealed with it until then, and is forgotten when it is decided. What remains
 * is a number: how many statements of which account were confirmed. A statement
 * that waits is deleted with the person and moves with the person's key.
 *
 * Shape:   an id is never used again; an account is a number of staff.h
 * Files:   verbs_sales.c
 * Units:   seconds since 1970-01-01T00:00:00Z; days as store_day()
 * Errors:  as store.h; ERR_NOT_FOUND, ERR_LIMIT as said at the verbs
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call, in which nothing is asked of the same session
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(c)-(e), 5(2), 32(1)(a)
 */
#ifndef ROBINSON_STORE_SALES_H
#define ROBINSON_STORE_SALES_H

#include "store/store.h"

/* Written to disk: never renumber. */
enum statement_kind {
	STATEMENT_CALL = 1,
	STATEMENT_MEETING = 2,
	STATEMENT_ORDER = 3,
	STATEMENT_LETTER = 4
};

/* Written to disk: never renumber. */
enum statement_state {
	STATEMENT_WAITS = 1,
	STATEMENT_COUNTED = 2, /* at once: nobody was asked */
	STATEMENT_CONFIRMED = 3,
	STATEMENT_REFUSED = 4
};

const char *statement_kind_name(enum statement_kind kind); /* "call" */
enum err statement_kind_parse(
	const char *name, enum statement_kind *kind_r) MUST_CHECK;

/* What stands in an entry about one between its kind and who said it. */
#define STATEMENT_SAID_BY ", said by "

#define STATEMENT_NOTE_MAX 500 /* octets */

struct store_statement {
	int64_t id; /* by the store */
	int64_t account; /* of who says it */
	enum statement_kind kind;
	enum statement_state state;
	int64_t at_utc; /* when the person did it */
	int64_t said_utc;
	const char *source; /* as for a contact; NULL: the person's own */
	const char *relation; /* NULL: as it is */
	const char *teller; /* the account's name, sealed at rest */
	/* Of one that waits; otherwise NULL and all zero: */
	struct pseudonym key;
	const char *who; /* the address as typed, sealed at rest */
	const char *note; /* sealed at rest; NULL: none */
};

/* Inside a write transaction, as the verbs that change anything. Of one that
 * does not wait "who", "note" and key are not kept. */
enum err store_statement_add(struct store_session *s,
	const struct store_statement *statement, int64_t *id_r) MUST_CHECK;
/* Those that wait, oldest first, behind the id "after" (0: from the first), at
 * most "limit" (0: all); stops when "each" returns false. */
enum err store_statements_each(struct store_session *s, int64_t after,
	size_t limit,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg) MUST_CHECK;
/* The one, if it waits. ERR_NOT_FOUND: there is none, or somebody has
 * decided. */
enum err store_statement_get(struct store_session *s, int64_t id,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg) MUST_CHECK;
/* Of one person. */
enum err store_statements_of(struct store_session *s,
	const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg) MUST_CHECK;
/* What waits of "from" is of "to" from now on, whose address is "who"; *moved_r:
 * how many. Inside a write transaction, as the next verbs. */
enum err store_statements_move(struct store_session *s,
	const struct pseudonym *from, const struct pseudonym *to,
	const char *who, int64_t *moved_r) MUST_CHECK;
/* Decided: who and what is forgotten. ERR_NOT_FOUND: none waits. */
enum err store_statement_settle(struct store_session *s, int64_t id,
	enum statement_state state, int64_t at_utc) MUST_CHECK;
/* Forgets statements from before that instant, decided or not. */
#define STORE_STATEMENT_KEEP_S (INT64_C(90) * 86400)
enum err store_statements_purge(
	struct store_session *s, int64_t before_utc) MUST_CHECK;

struct statement_count {
	int64_t account;
	const char *teller;
	int64_t waiting, counted, confirmed, refused;
};
/* Of statements made then or later, by account. */
enum err store_statement_counts(struct store_session *s, int64_t since_utc,
	bool (*each)(void *arg, const struct statement_count *count),
	void *arg) MUST_CHECK;

/*
 * Adds to the number of addresses that an account has asked about in a day.
 * ERR_LIMIT: it would become more than "most", and nothing is added; *left_r is
 * in any case how many it may still ask about. Inside a write transaction.
 */
struct store_asking {
	int64_t account;
	int64_t day;
	int64_t addresses; /* may be 0: how many are left */
	int64_t most;
};
enum err store_asking_add(struct store_session *s,
	const struct store_asking *asking, int64_t *left_r) MUST_CHECK;
/* Forgets the numbers of days before this one. */
enum err store_askings_purge(
	struct store_session *s, int64_t before_day) MUST_CHECK;

/*
 * Entries of the journal about mail of one sender that was refused or held,
 * newest first: a verdict for each recipient refused, and the entry of each
 * message that lies in the quarantine. Quick, however long the journal is and
 * however much of the sender's mail went.
 */
struct stopped_filter {
	const unsigned char *sender; /* as an entry has it */
	size_t sender_len;
	int64_t since_utc;
	uint64_t before_seq; /* 0: from the newest */
	/* Also the verdicts of what is held: where the MTA holds it, there is
	 * no other entry. */
	bool with_held_verdicts;
	size_t limit;
};
enum err store_stopped_each(struct store_session *s,
	const struct stopped_filter *filter,
	bool (*each)(void *arg, const struct journal_entry *entry),
	void *arg) MUST_CHECK;

#endif
