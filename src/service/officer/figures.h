/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * figures.h - what needs all persons, made once at night
 *
 * The record of processing, the advice for each relation and the counts of all
 * persons read the whole store: with ten million of them that takes minutes. No
 * page waits for it. One thread of the desk process makes them in the night,
 * or when an officer asks; the pages show what was made, and when.
 *
 * Shape:   sealed in the store as parcels of nobody (parcel.h):
 *            "figures"         a JSON object: {"persons", "without_basis",
 *                              "restricted", "undeliverable", "unproven",
 *                              "ended", "objections_kept", "purposes":
 *                              [{"name", "may_go", "grants"}], "findings":
 *                              {"errors", "warnings"}}
 *            "report pl"       what is within <main> of the report's page
 *            "advice pl NAME"  likewise, of that relation
 * Errors:  ERR_NOT_FOUND: not made yet, or longer than a day ago; those of
 *          report.h and advise.h; desk->cause
 * Owns:    the caller json_decref()s figures
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 30(1)
 */
#ifndef ROBINSON_OFFICER_FIGURES_H
#define ROBINSON_OFFICER_FIGURES_H

#include <jansson.h>

#include "service/office/desk.h"

/* Of these hours in the firm's time zone, once. */
#define FIGURES_FROM_HOUR 2
#define FIGURES_TO_HOUR 5
#define FIGURES_AGE_S (20 * 3600)
/* So few persons are read while somebody would wait: by day, too, when there
 * are no figures. */
#define FIGURES_FEW 50000

/* Both languages go into one answer (staff/wire/wire.h). */
#define FIGURES_PAGE_MAX ((size_t)400 * 1024)

/* Whether it is time. */
enum err figures_are_due(struct desk *desk, bool *are_due_r) MUST_CHECK;
enum err figures_make(struct desk *desk) MUST_CHECK;

enum err figures_get(
	struct desk *desk, json_t **figures_r, int64_t *made_utc_r) MUST_CHECK;
enum err figures_report(struct desk *desk, const char *language,
	struct buf *html, int64_t *made_utc_r) MUST_CHECK;
enum err figures_advice(struct desk *desk, const char *language,
	const char *relation, struct buf *html, int64_t *made_utc_r) MUST_CHECK;

#endif
