/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * desk.h - where a member of staff works: the office, a session, their name
 *
 * Each use case of the command line (and of the staff pages) takes a desk.
 * What went wrong is left on it in words, made for the person who asked.
 *
 * Errors:  as the use cases say; desk->cause explains every one of them
 * Owns:    desk_open() .. desk_close(); the office is borrowed
 * Threads: a desk belongs to one thread at a time
 * Source:  GDPR Art. 5(2): who did what is on record
 */
#ifndef ROBINSON_OFFICE_DESK_H
#define ROBINSON_OFFICE_DESK_H

#include "crypto/unsubscribe.h"
#include "service/office/identity.h"
#include "service/office/office.h"

#define DESK_CAUSE_SIZE 600

struct desk_scratch;
struct desk;

/*
 * While a desk has one, an act of one transaction is done and given up again:
 * "look" sees in between what it would have left, through desk->session. For
 * whoever wants to know beforehand what an act does. An act that goes beyond
 * the store (a release, an import) is not rehearsed.
 */
struct desk_rehearsal {
	void (*look)(void *arg, struct desk *desk);
	void *arg;
};

struct desk {
	struct office *office;
	struct store *store; /* the office's, or the scratch's */
	struct desk_scratch *scratch; /* NULL: none */
	const struct settings *settings;
	struct identifier *identifier;
	struct store_session *session;
	struct unsubscriber *unsubscriber; /* see desk_unsubscriber() */
	const char *operator_name; /* the login of who asks; borrowed */
	int64_t now_utc;
	const struct desk_rehearsal *rehearsal; /* NULL: acts are done */
	struct desk *helper; /* see desk_helper() */
	char cause[DESK_CAUSE_SIZE];
};

/* ERR_UNAVAILABLE: keys or store are away; cause_r says why. */
enum err desk_open(struct office *office, const char *operator_name,
	struct desk **desk_r, char cause_r[DESK_CAUSE_SIZE]) MUST_CHECK;
void desk_close(struct desk **desk);

/* For a dry run before there is a store: a desk on an empty store of its own,
 * which is gone when the desk is closed. ERR_EXISTS: there is a store, so that
 * desk_open() has to answer; other errors and causes as there. */
enum err desk_open_scratch(struct office *office, const char *operator_name,
	struct desk **desk_r, char cause_r[DESK_CAUSE_SIZE]) MUST_CHECK;

/* On another store than the office's, opened with "keys"; both are borrowed. */
enum err desk_open_on(struct office *office, struct store *store,
	const struct keyfile *keys, const char *operator_name,
	struct desk **desk_r, char cause_r[DESK_CAUSE_SIZE]) MUST_CHECK;

/* A second desk of the same office for a thread that helps with a large job;
 * NULL: it cannot be had, go on alone. It is closed with the first. */
struct desk *desk_helper(struct desk *desk);

/* The inner parts of opening: "desk" has its store, keys are given. */
enum err desk_furnish(struct desk *desk, const struct keyfile *keys,
	char cause_r[DESK_CAUSE_SIZE]) MUST_CHECK;
void desk_scratch_free(struct desk_scratch **scratch);

/* Leaves the cause on the desk and returns "e". */
enum err desk_fail(struct desk *desk, enum err e, const char *fmt, ...)
	PRINTF_LIKE(3, 4) MUST_CHECK;
/* The same with the session's own words for what failed while "doing". */
enum err desk_store_fail(
	struct desk *desk, enum err e, const char *doing) MUST_CHECK;
/* With the words of another session of the desk's store. */
enum err desk_session_fail(struct desk *desk, const struct store_session *s,
	enum err e, const char *doing) MUST_CHECK;

/* A write transaction of the session. desk_end() commits it when "e" is
 * ERR_OK, and gives it up otherwise; it returns "e", or why the commit failed.
 */
enum err desk_begin(struct desk *desk) MUST_CHECK;
enum err desk_end(struct desk *desk, enum err e) MUST_CHECK;
/* For what may be lost where the machine goes down (store.h). */
enum err desk_begin_unsynced(struct desk *desk) MUST_CHECK;

/* Opens tokens of recipients; made when first asked for. */
enum err desk_unsubscriber(
	struct desk *desk, struct unsubscriber **u_r) MUST_CHECK;

/* An address as typed. ERR_INVALID says what is wrong with it. */
enum err desk_identify(struct desk *desk, const char *text,
	struct identity *identity_r) MUST_CHECK;

/* The same, and all keys of the person: as identifier_keys(), in whatever
 * transaction but one for reading. */
enum err desk_keys(struct desk *desk, const char *text, bool ever,
	struct identity_keys *keys_r) MUST_CHECK;

/* A name that the configuration must know; ERR_INVALID names those that it
 * knows. The result is the configuration's own string. */
enum err desk_relation(
	struct desk *desk, const char *name, const char **name_r) MUST_CHECK;
enum err desk_source(
	struct desk *desk, const char *name, const char **name_r) MUST_CHECK;
enum err desk_purpose(struct desk *desk, const char *name,
	const struct policy_purpose **purpose_r) MUST_CHECK;

/* A contact, a collection or a grant more than a day ahead is refused: it
 * would count as absent. "what" names it. */
enum err desk_refuse_ahead(
	struct desk *desk, const char *what, int64_t at_utc) MUST_CHECK;

/* An entry of the journal about an act of administration, inside the write
 * transaction: the desk's operator is its sender. */
struct desk_act {
	enum journal_kind kind;
	const struct pseudonym *key; /* NULL: of nobody */
	const char *purpose; /* NULL: none */
	const char *detail;
};
enum err desk_journal(struct desk *desk, const struct desk_act *act) MUST_CHECK;
/* In a transaction of its own that others may share, and on disk a moment later,
 * for all of that moment at once: a flood of looks must not make mail wait for
 * the disk. Neither within one nor in a rehearsal. */
enum err desk_journal_alone(
	struct desk *desk, const struct desk_act *act) MUST_CHECK;

#endif
