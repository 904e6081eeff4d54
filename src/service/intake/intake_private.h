/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake_private.h - what the acts of intake.h share
 *
 * Errors:  as intake.h; the cause is left on the desk
 * Threads: inside one write transaction of the desk's session
 */
#ifndef ROBINSON_INTAKE_INTAKE_PRIVATE_H
#define ROBINSON_INTAKE_INTAKE_PRIVATE_H

#include "service/intake/intake.h"
#include "service/person/person.h"
#include "store/doubt.h"

/* One event, while it is put on record. */
struct intake {
	struct desk *desk;
	const struct intake_event *event;
	const struct inbound_answer *answer;
	struct buf *said;
	bool is_proven;
	bool has_from; /* it names somebody, and nobody of the firm */
	struct pseudonym from;
	int taken, over; /* of the client's flood */
	bool is_confirmable; /* as intake_confirm_begin() found */
	bool is_new; /* the last objection was not on record before */
};

/* *is_r false: no address, or one of the firm's own, which is no target. */
enum err intake_identify(struct intake *h, const char *address, bool *is_r,
	struct pseudonym *key_r) MUST_CHECK;

/* Where "seq_r" is not NULL it gets the entry's number. */
struct intake_entry {
	enum journal_kind kind;
	const struct pseudonym *key; /* NULL: of nobody */
	const char *purpose;
	const char *detail;
};
enum err intake_journal(struct intake *h, const struct intake_entry *entry,
	uint64_t *seq_r) MUST_CHECK;

/* The messages of ours to this person that are on record. */
enum err intake_subject(struct intake *h, const struct pseudonym *key,
	struct subject *subject) MUST_CHECK;

struct intake_objection {
	const struct pseudonym *key;
	/* Of a key that a token named: it may be an old one, and nobody's
	 * address. The objection counts from there, and moves to the newest
	 * generation when the person is seen. 0: the newest. */
	unsigned generation;
	const char *purpose; /* NULL: all direct marketing */
	const char *channel;
	bool is_likely; /* what was said may be meant otherwise */
	bool is_unconfirmed;
	enum doubt_cause cause; /* why it is unconfirmed */
	const unsigned char *mark; /* NULL: the number of its entry */
};
/* Adds to "said", after a comma, what became of it. */
enum err intake_objection(
	struct intake *h, const struct intake_objection *o) MUST_CHECK;

/* Keeps by what an answer to the letter is known, where its sender is proven
 * and an answer to it could ever count. That of an objection excuses nothing
 * while the objection stands. */
enum err intake_remember(struct intake *h, bool is_objection) MUST_CHECK;

/* Who objects to all marketing for the first time is told that it is noted,
 * where that is configured and the mail one to be answered: first inside the
 * transaction, before anything is recorded, then after it. */
enum err intake_confirm_begin(struct intake *h) MUST_CHECK;
void intake_confirm_end(struct intake *h);

enum err intake_digest(struct intake *h, const char *message_id,
	unsigned char digest_r[MESSAGE_DIGEST_LEN]) MUST_CHECK;
/* The token that came with it. ERR_NOT_FOUND: there is none, or it is none of
 * ours. */
enum err intake_token(
	struct intake *h, struct unsubscribe_token *token_r) MUST_CHECK;

/* "facts" has a contact or a failure of a person on record; nobody else gets
 * one. Something is said and written only where something is new. */
enum err intake_fold(struct intake *h, const struct pseudonym *key,
	const struct person_facts *facts,
	const struct intake_entry *entry) MUST_CHECK;

/* Adds date and queue id to a doubt, and lists it. */
enum err intake_list(struct intake *h, struct store_doubt *doubt) MUST_CHECK;
/* What its mail said, beside an objection that waits for somebody. */
enum err intake_list_objection(struct intake *h,
	const struct intake_objection *o,
	const unsigned char mark[OBJECTION_MARK_LEN]) MUST_CHECK;

/* intake_failure.c */
enum err intake_failure(struct intake *h) MUST_CHECK;

/* intake_object.c */
enum err intake_stop(struct intake *h) MUST_CHECK;
enum err intake_unsubscribe(struct intake *h) MUST_CHECK;
enum err intake_complaint(struct intake *h) MUST_CHECK;

#endif
