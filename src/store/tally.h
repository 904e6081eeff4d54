/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tally.h - how many entries the journal has had, day by day
 *
 * Each entry is counted in the transaction that writes it, so that both are
 * there or neither. Numbers stay when the journal is trimmed. Beside them
 * stands how many messages passed that no block of the configuration names and
 * that bear marks of marketing; these are counted afterwards, and a daemon
 * that is killed loses those of its last minute.
 *
 * Shape:   one number for each day, kind, meaning, purpose, reason, action,
 *          sender, and whether the verdict was enforced; a sender is sealed
 *          (pseudonym_seal_name()) and has one number for each generation of
 *          keys
 * Units:   days since 1970-01-01 in UTC: a store knows no other zone
 * Errors:  as store.h
 * Owns:    everything is borrowed; what "each" is given is valid during its
 *          call
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(e), 5(2)
 */
#ifndef ROBINSON_STORE_TALLY_H
#define ROBINSON_STORE_TALLY_H

#include "store/store.h"

struct store_tally {
	int64_t day;
	enum journal_kind kind;
	enum journal_meaning meaning;
	const char *purpose; /* NULL: none */
	enum reason reason; /* 0 where there is no verdict */
	enum action action;
	bool is_enforced;
	const unsigned char *sender; /* NULL: none */
	size_t sender_len;
	int64_t entries;
};

/* The day in which an instant lies. */
int64_t store_day(int64_t at_utc);

/* In order of days, both given ones included; stops when "each" returns
 * false. */
enum err store_tally_each(struct store_session *s, int64_t first_day,
	int64_t last_day,
	bool (*each)(void *arg, const struct store_tally *tally),
	void *arg) MUST_CHECK;

/* Messages of one day and sender, and the mark that tells most. */
struct store_unnamed {
	int64_t day;
	const char *mark; /* the name of a header */
	const unsigned char *sender; /* sealed; NULL: of all further senders */
	size_t sender_len;
	int64_t messages;
};

/* So many numbers a day have a sender; what comes after that is counted
 * without. */
#define STORE_UNNAMED_MAX 2000

/* Inside a write transaction: adds to the number that is there. */
enum err store_unnamed_add(struct store_session *s,
	const struct store_unnamed *unnamed) MUST_CHECK;
/* As store_tally_each(). */
enum err store_unnamed_each(struct store_session *s, int64_t first_day,
	int64_t last_day,
	bool (*each)(void *arg, const struct store_unnamed *unnamed),
	void *arg) MUST_CHECK;

/* Forgets the numbers of all days before this one, of both; *rows_r: how many
 * there were. Inside a write transaction. */
enum err store_tally_purge(struct store_session *s, int64_t before_day,
	int64_t *rows_r) MUST_CHECK;

#endif
