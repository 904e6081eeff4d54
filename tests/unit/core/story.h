/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * story.h - a subject and a policy in words, for tests
 *
 * Shape:   words separated by blanks; a date as in period.h without blanks,
 *          "-" where there is none:
 *              known
 *              source:NAME collected:DATE restricted:DATE
 *              relation:NAME[,SINCE[,END]]
 *              contact:DATE failure:DATE
 *              grant:PURPOSE,BASIS,DATE[,EXPIRY[,unproven]]
 *              withdrawal:PURPOSE,DATE[,day] lift:PURPOSE,DATE
 *              objection:PURPOSE,DATE[,domain][,day][,unconfirmed]
 *              (PURPOSE "*" for all)
 *              send:PURPOSE,DATE[,MESSAGE]
 *              untold:PURPOSE,DATE[,MESSAGE] (a send without the notice)
 *          Grants, withdrawals, lifts and objections take ",told=DATE" behind
 *          their date: when they were put on record; without it, before
 *          times of recording. A word that is none of these ends the test
 *          program.
 */
#ifndef ROBINSON_TESTS_STORY_H
#define ROBINSON_TESTS_STORY_H

#include "core/policy.h"

struct story {
	const struct zone *zone;
	struct subject subject;
	char *text; /* the names of the subject point into it */
};

void story_read(struct story *story, const struct zone *zone, const char *text);
void story_free(struct story *story);

/* The instant, or INSTANT_NONE for "-" and NULL. */
int64_t story_instant(const struct zone *zone, const char *text);

/* A letter for its Message-ID, and one for Date and From: without it there is
 * one for each Message-ID, "-" is none on record, "!" that it has no Date. */
void story_message(const char *letters, struct message_mark *mark_r);

/*
 * The firm of the tests: relations prospect (1 month after last contact),
 * customer (6 years after its end), subscriber (2 years after last contact),
 * member (1 month after last contact, 1 year after collection), lead (1
 * month after collection), visitor (1 month after last contact, 1 year
 * after its end), guest (nothing said), pretender (carries every basis);
 * sources chat, support (for nothing); purposes followup, reminder,
 * newsletter, wellbeing, offers (legitimate interest without assessment),
 * shop, notice, plain (legitimate interest and consent, nothing else).
 */
const struct policy *story_policy(
	const struct zone *zone, struct policy *policy_r);

#endif
