/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * person_page.h - all that is known of a person, for the officer who asks
 *
 * The record as the person would be given it (export.h), and beside it what
 * an officer needs to judge: what happened, in the order of time, and each rule
 * for each purpose by itself. The journal is not part of it: that is looked
 * through on demand (journal_back.h).
 *
 * Shape:   a JSON object: the members of export.schema.json but those that are
 *          about the firm and the journal, and but the four lists of instants,
 *          of which only the numbers stand in "counts"; then
 *            "events"    [{"kind", "at", "date", "day", "name", "shown_as",
 *                        "detail", "by_domain", "without_evidence",
 *                        "unconfirmed"}], undated ones first; "at" are seconds,
 *                        null where there is no date; "kind" is a word of
 *                        person_event_name()
 *            "events_left_out"  how many are not in the list
 *            "scale"     {"from", "to", "ticks": [{"at", "text"}]}; null:
 *                        fewer than two dates are known
 *            "purposes"  each with "rules": [{"rule", "reason", "article",
 *                        "state"}], where the state is "applies", "not",
 *                        "unknown" (a list cannot be asked) or "unasked" (there
 *                        is no message), and "next", when it may go again
 *            "notified"  whether other systems are told of an erasure
 * Files:   person_page.c, person_events.c
 * Limits:  PERSON_EVENTS_MAX events: of more the oldest sends are left out
 *          first, then the oldest of all
 * Errors:  ERR_INVALID the address; ERR_UNAVAILABLE the store; ERR_NOMEM;
 *          desk->cause
 * Owns:    the caller json_decref()s the value
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 12(1), 15
 */
#ifndef ROBINSON_OFFICER_PERSON_PAGE_H
#define ROBINSON_OFFICER_PERSON_PAGE_H

#include <jansson.h>

#include "service/office/desk.h"
#include "service/verdict/explain.h"

#define PERSON_EVENTS_MAX 400

enum err person_page(
	struct desk *desk, const char *who, json_t **person_r) MUST_CHECK;

const char *person_event_name(enum explain_kind kind); /* "relation-end" */

#endif
