/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * order.h - which of two records of one person is the later word
 *
 * Where both have a date, the dates tell; a record against writing that is
 * known only by its day outlasts everything of that day, whatever the order of
 * recording. Where one has none, the order of recording tells. Where that is
 * not known either, or both are of one instant, the one against writing is the
 * later.
 *
 * What is from before times of recording keeps the effect it had: an objection
 * without a date is ended by every dated lift, because staff gave the lift
 * knowing of it; a withdrawal without a date by no grant.
 *
 * Units:   seconds since 1970-01-01T00:00:00Z; INSTANT_NONE: not known; zone
 *          NULL: a day is taken to have 25 hours, which none exceeds
 * Threads: all functions are pure
 * Source:  GDPR Art. 7(3), 21(3); Regulation (EEC, Euratom) No 1182/71, Art. 3
 */
#ifndef ROBINSON_CORE_ORDER_H
#define ROBINSON_CORE_ORDER_H

#include "core/subject.h"

struct order_record {
	int64_t at_utc;
	int64_t recorded_utc; /* INSTANT_NONE: from before */
	bool is_day; /* at_utc is the first second of a day */
	bool is_against; /* an objection, a withdrawal */
	bool is_lift; /* given on sight of what it ends */
};

/* Less than 0: "a" is the earlier word; more: the later one. Never 0 between
 * one against writing and one in favour of it. */
int order_compare(const struct zone *zone, const struct order_record *a,
	const struct order_record *b);

/* A wish as the rules see it. The last second of the day of one that is known
 * only by its day; otherwise its own, or INSTANT_NONE. */
int64_t order_last_second(const struct zone *zone, int64_t at_utc, bool is_day);

/* Whether the lift ends the objection. Of another purpose, or of a domain: for
 * the caller to tell. */
bool order_lifts(const struct zone *zone, const struct objection_lift *lift,
	const struct objection *objection);
/* Whether an objection of the subject covers the purpose and was not ended for
 * it by a later grant. What a domain said no person's grant ends. */
bool order_stands_against(const struct zone *zone,
	const struct subject *subject, const struct objection *objection,
	const char *purpose);
/* When the last of what speaks in favour of writing, a grant or a lift, was put
 * on record; INSTANT_NONE: nothing was. A grant given on sight of a wish
 * without a date is recorded a second behind it: a wish without a date that
 * comes after that is recorded no earlier, so that it is the later word. */
int64_t order_favour_recorded(const struct subject *s);
/* Whether the grant outlasts the withdrawal. */
bool order_outlasts(const struct zone *zone, const struct grant *grant,
	const struct withdrawal *withdrawal);
/* Whether what the person wrote at "wrote_utc", a question to be answered, is
 * the later word: of a wish without a date the time of recording counts. */
bool order_wrote_after_objection(const struct zone *zone, int64_t wrote_utc,
	const struct objection *objection);
bool order_wrote_after_withdrawal(const struct zone *zone, int64_t wrote_utc,
	const struct withdrawal *withdrawal);

#endif
