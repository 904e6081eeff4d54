/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * decide.h - one act on one held message or on many
 *
 * Each message by itself: what cannot be done to one is done to the others.
 * Where somebody else decided about one before, it is told who did what, and
 * when. What a time limit leaves is not tried, and is told too.
 *
 * Errors:  ERR_INVALID the reason, or until when; ERR_UNAVAILABLE; of each
 *          message its end; desk->cause tells
 * Owns:    everything is borrowed; what "each" is given is valid during the
 *          call
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e), 5(2), 21(3)
 */
#ifndef ROBINSON_QUARANTINE_DECIDE_H
#define ROBINSON_QUARANTINE_DECIDE_H

#include "service/quarantine/browse.h"

enum decide_act {
	DECIDE_RELEASE,
	DECIDE_DELETE,
	DECIDE_EXTEND
};

struct decide_order {
	enum decide_act act;
	const struct held_id *ids;
	size_t len;
	const char *reason; /* of the operator, in words */
	const char *only; /* of a release: this recipient; NULL: all */
	int64_t until_utc; /* of DECIDE_EXTEND */
	int64_t budget_ms; /* after that nothing more is begun */
};

enum decide_end {
	DECIDE_DONE,
	DECIDE_UNDER_WAY, /* the MTA has it; the milter has not seen it yet */
	DECIDE_REFUSED, /* by the rules, or by the MTA for good: held again */
	DECIDE_LATER, /* the MTA did not take it now: held again */
	DECIDE_UNCLEAR, /* no answer was heard: a person must look */
	DECIDE_GONE, /* somebody else was quicker: "fate" */
	DECIDE_FAILED, /* "text" says why */
	DECIDE_NOT_TRIED /* the time was over */
};

const char *decide_end_name(enum decide_end end);

struct decide_result {
	const struct held_id *id;
	enum decide_end end;
	const char *address; /* of a release: whom; NULL: the message */
	const char *text; /* "": nothing more to say */
	const struct browse_fate *fate; /* NULL: not known */
};

enum err decide(struct desk *desk, const struct decide_order *order,
	void (*each)(void *arg, const struct decide_result *result),
	void *arg) MUST_CHECK;

#endif
