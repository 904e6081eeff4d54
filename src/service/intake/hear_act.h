/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hear_act.h - what the acts of hear.h share
 *
 * Errors:  as hear.h; the cause is left on the desk
 * Threads: inside one write transaction of the desk's session
 */
#ifndef ROBINSON_INTAKE_HEAR_ACT_H
#define ROBINSON_INTAKE_HEAR_ACT_H

#include "service/intake/hear.h"
#include "service/person/person.h"

/* One event, while it is put on record. */
struct hearing {
	struct desk *desk;
	const struct hear_event *event;
	const struct inbound_answer *answer;
	struct buf *said;
	bool is_proven;
	bool has_from; /* it names somebody, and nobody of the firm */
	struct pseudonym from;
	int taken, over; /* of the client's flood */
	bool is_confirmable; /* as hear_confirm_begin() found */
	bool is_new; /* the last objection was not on record before */
};

/* *is_r false: no address, or one of the firm's own, which is no target. */
enum err hear_identify(struct hearing *h, const char *address, bool *is_r,
	struct pseudonym *key_r) MUST_CHECK;

/* Where "seq_r" is not NULL it gets the entry's number. */
struct hear_entry {
	enum journal_kind kind;
	const struct pseudonym *key; /* NULL: of nobody */
	const char *purpose;
	const char *detail;
};
enum err hear_journal(struct hearing *h, const struct hear_entry *entry,
	uint64_t *seq_r) MUST_CHECK;

/* The messages of ours to this person that are on record. */
enum err hear_subject(struct hearing *h, const struct pseudonym *key,
	struct subject *subject) MUST_CHECK;

struct hear_objection {
	const struct pseudonym *key;
	/* Of a key that a token named: it may be an old one, and nobody's
	 * address. The objection counts from there, and moves to the newest
	 * generation when the person is seen. 0: the newest. */
	unsigned generation;
	const char *purpose; /* NULL: all direct marketing */
	const char *channel;
	bool is_unconfirmed;
	const unsigned char *mark; /* NULL: the number of its entry */
};
/* Adds to "said", after a comma, what became of it. */
enum err hear_objection(
	struct hearing *h, const struct hear_objection *o) MUST_CHECK;

/* Keeps by what an answer to the letter is known, where its sender is proven
 * and an answer to it could ever count. That of an objection excuses nothing
 * while the objection stands. */
enum err hear_remember(struct hearing *h, bool is_objection) MUST_CHECK;

/* Who objects to all marketing for the first time is told that it is noted,
 * where that is configured and the mail one to be answered: first inside the
 * transaction, before anything is recorded, then after it. */
enum err hear_confirm_begin(struct hearing *h) MUST_CHECK;
void hear_confirm_end(struct hearing *h);

enum err hear_digest(struct hearing *h, const char *message_id,
	unsigned char digest_r[MESSAGE_DIGEST_LEN]) MUST_CHECK;
/* The token that came with it. ERR_NOT_FOUND: there is none, or it is none of
 * ours. */
enum err hear_token(
	struct hearing *h, struct unsubscribe_token *token_r) MUST_CHECK;

/* "facts" has a contact or a failure of a person on record; nobody else gets
 * one. Something is said and written only where something is new. */
enum err hear_fold(struct hearing *h, const struct pseudonym *key,
	const struct person_facts *facts,
	const struct hear_entry *entry) MUST_CHECK;

/* hear_failure.c */
enum err hear_failure(struct hearing *h) MUST_CHECK;

/* hear_object.c */
enum err hear_stop(struct hearing *h) MUST_CHECK;
enum err hear_unsubscribe(struct hearing *h) MUST_CHECK;
enum err hear_complaint(struct hearing *h) MUST_CHECK;

#endif
