/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * act.h - what an officer does for a person, and what it would change
 *
 * One struct for all acts, so that what is shown beforehand and what is done
 * afterwards are the same. officer_effect() does the act, looks, and gives it
 * up: what it tells is what the program does, and no description of it.
 *
 * Shape:   the effect is a JSON object:
 *            "act"       officer_act_name()
 *            "changes"   whether anything would be other than it is
 *            "before", "after"  {"known", "restricted", "relations", "contacts",
 *                        "failures", "grants", "withdrawals", "objections",
 *                        "sends", "held"}: numbers, but the first two
 *            "purposes"  [{"name", "shown_as", "before", "after"}], each of
 *                        the two {"reason", "action"}
 *            "other"     of a rectification, for the new address: "before",
 *                        "after", "purposes"; else null
 *            "notified"  other systems are told of the erasure
 * Errors:  ERR_INVALID what was given is not accepted; ERR_NOT_FOUND there is
 *          no such record, objection or open request; ERR_DENIED the person's
 *          data is restricted, which opposes erasure; ERR_UNAVAILABLE the
 *          store; desk->cause tells
 * Owns:    an act is borrowed; the caller json_decref()s an effect
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 12(2), 15-18, 21
 */
#ifndef ROBINSON_OFFICER_ACT_H
#define ROBINSON_OFFICER_ACT_H

#include <jansson.h>

#include "service/office/desk.h"

enum officer_act_kind {
	ACT_ERASE,
	ACT_RESTRICT,
	ACT_RESTRICT_LIFT,
	ACT_RECTIFY,
	ACT_OBJECT,
	ACT_OBJECT_LIFT,
	ACT_WITHDRAW,
	ACT_EXPORT
};

#define OFFICER_ACTS (ACT_EXPORT + 1)

const char *officer_act_name(enum officer_act_kind kind); /* "object-lift" */
enum err officer_act_parse(
	const char *name, enum officer_act_kind *kind_r) MUST_CHECK;

struct officer_act {
	enum officer_act_kind kind;
	const char *who; /* an address */
	const char *to; /* ACT_RECTIFY: the new address */
	const char *purpose; /* NULL: all direct marketing; a withdrawal needs
	                      * one */
	const char *channel; /* ACT_OBJECT: how it came; NULL: not said */
	const char *reason; /* ACT_OBJECT_LIFT */
	int64_t at_utc; /* of a wish; INSTANT_NONE: now */
	bool is_day; /* only its day is known */
	bool without_objection; /* ACT_ERASE, ACT_RECTIFY */
	int64_t request; /* of the register, closed with it; 0: none */
};

/* Nothing is changed. An export has no effect but its entry in the journal. */
enum err officer_effect(struct desk *desk, const struct officer_act *act,
	json_t **effect_r) MUST_CHECK;
/* Of an export: that the data is given, on record. What was done is added to
 * "said" in English, a line each. */
enum err officer_do(struct desk *desk, const struct officer_act *act,
	struct buf *said) MUST_CHECK;

#endif
