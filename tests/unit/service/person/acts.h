/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * acts.h - what staff puts on record, a step each
 *
 * Owns:    what is said is the caller's buffer
 */
#ifndef ROBINSON_TESTS_ACTS_H
#define ROBINSON_TESTS_ACTS_H

#include "unit/service/house.h"

#include "service/person/record.h"

enum act {
	END,
	CONTACT, /* a: source, b: relation */
	RELATE, /* a: relation, b: end */
	GRANT, /* a: purpose, b: evidence */
	EXPLICIT, /* the same with explicit consent */
	LEGITIMATE, /* the same with a basis that cannot be granted */
	WITHDRAW, /* a: purpose */
	OBJECT, /* a: purpose */
	TELL, /* an import does, without a date; b: channel, a: purpose that a
	       * consent is withdrawn for, NULL: objected to all */
	UNOBJECT, /* a: purpose, b: reason */
	RESTRICT,
	UNRESTRICT
};

struct step {
	enum act act;
	const char *who;
	const char *a, *b;
	const char *at;
	enum err expected;
	const char *says; /* part of what is said, or of the cause */
};

static inline enum err run_grant(struct house *h, const struct step *s,
	const char *basis, struct buf *said)
{
	return record_grant(h->desk,
		&(struct record_grant){.who = s->who,
			.purpose = s->a,
			.basis = basis,
			.at_utc = house_instant(h, s->at),
			.expires_utc = INSTANT_NONE,
			.evidence = s->b},
		said);
}

static inline enum err tell(struct house *h, const struct step *s)
{
	const struct withdrawal w = {.purpose = s->a,
		.at_utc = INSTANT_NONE,
		.recorded_utc = HOUSE_NOW,
		.channel = s->b};
	const struct objection o = {.at_utc = INSTANT_NONE,
		.recorded_utc = HOUSE_NOW,
		.channel = s->b};
	struct store_session *session = h->desk->session;
	struct identity who;
	enum err e;

	assert_int_equal(desk_identify(h->desk, s->who, &who), ERR_OK);
	assert_int_equal(store_write_begin(session), ERR_OK);
	e = s->a ? store_withdrawal_add(session, &who.key, &w, NULL) :
		   store_objection_add(session, &who.key, &o);
	assert_int_equal(store_write_commit(session), ERR_OK);
	return e;
}

static inline enum err run_step(
	struct house *h, const struct step *s, struct buf *said)
{
	int64_t at = house_instant(h, s->at);

	switch (s->act) {
	case CONTACT:
		return record_contact(h->desk,
			&(struct record_contact){.who = s->who,
				.at_utc = at,
				.source = s->a,
				.relation = s->b},
			said);
	case RELATE:
		return record_relate(h->desk,
			&(struct record_relate){.who = s->who,
				.relation = s->a,
				.at_utc = at,
				.end_utc = house_instant(h, s->b)},
			said);
	case GRANT:
		return run_grant(h, s, "consent", said);
	case EXPLICIT:
		return run_grant(h, s, "explicit-consent", said);
	case LEGITIMATE:
		return run_grant(h, s, "legitimate-interest", said);
	case WITHDRAW:
		return record_withdraw(h->desk,
			&(struct record_withdraw){.who = s->who,
				.purpose = s->a,
				.at_utc = at,
				.is_day = s->at && instant_is_day(s->at)},
			said);
	case OBJECT:
		return record_object(h->desk,
			&(struct record_object){.who = s->who,
				.purpose = s->a,
				.at_utc = at,
				.is_day = s->at && instant_is_day(s->at),
				.channel = "phone"},
			said);
	case TELL:
		return tell(h, s);
	case UNOBJECT:
		return record_object_lift(h->desk,
			&(struct record_object_lift){s->who, s->a, s->b}, said);
	case RESTRICT:
		return record_restrict(h->desk, s->who, said);
	case UNRESTRICT:
		return record_restrict_lift(h->desk, s->who, said);
	case END:
		break;
	}
	return ERR_OK;
}

#endif
