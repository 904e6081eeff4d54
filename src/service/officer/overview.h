/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * overview.h - how the installation does, without naming anybody
 *
 * Read from what is counted anyway: the daily numbers of the journal, the sum
 * of the quarantine, the lists' own dates, the register, and what the daemon
 * counts of its faults. Nothing goes through all persons or all entries, so it
 * is as quick with ten million of them. What needs all persons is made at
 * night (figures.h).
 *
 * Shape:   a JSON object:
 *            "made", "first_day", "last_day"  days are of UTC, as they are
 *                        counted
 *            "days"      [{"day", "accept", "flag", "hold", "reject"}], each
 *                        day once; what was only observed stands in
 *                        "observed" by its action's name
 *            "reasons"   [{"reason", "action", "purpose", "shown_as",
 *                        "count"}], the greatest first
 *            "came"      [{"purpose", "shown_as", "objections",
 *                        "withdrawals", "complaints", "contacts"}]: what came
 *                        of mail and clicks from outside and what staff put
 *                        on record; "purpose" null: all marketing
 *            "failures"  delivery reports of addresses that do not exist
 *            "quarantine" {"messages", "bytes", "limit"}
 *            "lists"     [{"name", "usable", "cause", "dated", "age_s",
 *                        "max_age_s", "entries"}]
 *            "requests"  {"open", "overdue", "next": [{"id", "article",
 *                        "received", "due", "late"}]}, OVERVIEW_REQUESTS of
 *                        them, those due first
 *            "faults"    {"since", "store_up", "total", "kinds": [{"kind",
 *                        "outcome", "count"}]} since the daemon was started;
 *                        null: it does not answer
 * Errors:  ERR_UNAVAILABLE the store; ERR_NOMEM; desk->cause
 * Owns:    the caller json_decref()s the value
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 24(1), 39(1)(b)
 */
#ifndef ROBINSON_OFFICER_OVERVIEW_H
#define ROBINSON_OFFICER_OVERVIEW_H

#include <jansson.h>

#include "service/office/desk.h"

#define OVERVIEW_DAYS_MAX 92
#define OVERVIEW_REASONS_MAX 40
#define OVERVIEW_REQUESTS 10

/* Of so many days up to today. */
enum err officer_overview(
	struct desk *desk, int days, json_t **overview_r) MUST_CHECK;

#endif
