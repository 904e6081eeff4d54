/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record.h - staff put on record what a person did, wants or agreed to
 *
 * Each act is one write transaction with its entry in the journal. Doing the
 * same again changes nothing and says so.
 *
 * Shape:   "who" is an address as typed; record_object() also takes @DOMAIN.
 *          What was done is added to "said", whole sentences, a line each.
 * Units:   INSTANT_NONE where a date is not given
 * Errors:  ERR_INVALID what was given is not accepted; ERR_NOT_FOUND there
 *          is no such record; ERR_UNAVAILABLE the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 4(11), 7(1), 7(3), 18, 21(2)-(3)
 */
#ifndef ROBINSON_PERSON_RECORD_H
#define ROBINSON_PERSON_RECORD_H

#include "service/office/desk.h"

struct record_contact {
	const char *who;
	int64_t at_utc;
	const char *source;
	const char *relation; /* NULL: must be on record */
	const char *ref; /* NULL: none */
};
enum err record_contact(struct desk *desk, const struct record_contact *act,
	struct buf *said) MUST_CHECK;

struct record_relate {
	const char *who;
	const char *relation;
	int64_t at_utc; /* INSTANT_NONE: now */
	int64_t end_utc;
};
enum err record_relate(struct desk *desk, const struct record_relate *act,
	struct buf *said) MUST_CHECK;

struct record_grant {
	const char *who;
	const char *purpose;
	const char *basis;
	int64_t at_utc;
	int64_t expires_utc;
	const char *evidence; /* NULL: recorded, but it does not stand */
};
/* A grant with evidence that is the later word (core/order.h) ends the
 * address's own objection for this one purpose, never a domain's. */
enum err record_grant(struct desk *desk, const struct record_grant *act,
	struct buf *said) MUST_CHECK;

struct record_withdraw {
	const char *who;
	const char *purpose;
	int64_t at_utc; /* INSTANT_NONE: now */
	bool is_day; /* at_utc is the first second of the day that is known */
};
enum err record_withdraw(struct desk *desk, const struct record_withdraw *act,
	struct buf *said) MUST_CHECK;

struct record_object {
	const char *who; /* an address or @DOMAIN */
	const char *purpose; /* NULL: all direct marketing */
	int64_t at_utc; /* INSTANT_NONE: now */
	bool is_day; /* as that of a withdrawal */
	const char *channel; /* NULL: not said */
};
enum err record_object(struct desk *desk, const struct record_object *act,
	struct buf *said) MUST_CHECK;

/* Undoes a recording by mistake; "reason" goes into the journal. */
struct record_object_lift {
	const char *who;
	const char *purpose;
	const char *reason;
};
enum err record_object_lift(struct desk *desk,
	const struct record_object_lift *act, struct buf *said) MUST_CHECK;

/* Of a person without a record only the key is kept, as an objection is. */
enum err record_restrict(
	struct desk *desk, const char *who, struct buf *said) MUST_CHECK;
enum err record_restrict_lift(
	struct desk *desk, const char *who, struct buf *said) MUST_CHECK;

#endif
