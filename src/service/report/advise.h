/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * advise.h - how long is a silent person worth keeping?
 *
 * From the counts of silences that ended (a contact, a removal) and the
 * silences that last to this day, the chance of a return is estimated
 * (survival.h), and the first day from which on it is too small is advised as
 * retention. It is also counted how many returns of the past that retention
 * would have lost, and how many persons it would end today.
 *
 * A silence runs in days of the firm's zone from the last contact, or where
 * none is known from the collection, as the retention does.
 *
 * Units:   whole days
 * Errors:  ERR_INVALID the configuration has no such relation, or the
 *          threshold is none; those of the store; desk->cause tells
 * Owns:    advise() .. advice_free()
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e), 5(2), 25(1)
 */
#ifndef ROBINSON_REPORT_ADVISE_H
#define ROBINSON_REPORT_ADVISE_H

#include "core/survival.h"
#include "service/document/page.h"
#include "service/office/desk.h"

struct advice {
	const struct settings *settings;
	const struct translation *translation; /* of texts; NULL: English */
	const struct policy_relation *relation; /* the settings' */
	const struct zone *zone; /* too */
	double threshold;
	int64_t now_utc;
	struct survival fit;
	struct survival_advice found;
	/* Where the spells come from: */
	int64_t returned;
	int64_t removed;
	int64_t silent; /* to this day */
	int64_t undated; /* subjects that no date is known of: left out */
	/* What the advised period, or "days" where the caller asked about
	 * another one, would change; 0 where none was found. */
	int days;
	int64_t end_now; /* subjects whose time is over by the present rules */
	int64_t would_end; /* by them with the advised period */
	int64_t would_have_lost; /* returns of the past after that day */
};

/* "translation": of what is written; it must outlive the advice. "progress"
 * may be NULL. */
enum err advise(struct desk *desk, const struct translation *translation,
	const char *relation, double threshold,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg,
	struct advice *advice_r) MUST_CHECK;
void advice_free(struct advice *advice);

/* "retain = {...}" as the relation would have it: the rule that runs from the
 * last contact replaced, or added. */
enum err advice_retain_line(
	const struct advice *advice, struct buf *out) MUST_CHECK;

/* How many digits behind the point the threshold is written with. */
int advice_threshold_digits(const struct advice *advice);
/* The page to file: data, method, finding, limits. */
enum err advice_markdown(
	const struct advice *advice, struct buf *out) MUST_CHECK;
enum err advice_html(const struct advice *advice, struct buf *out) MUST_CHECK;
/* The curve, its bounds and the advised day; without XML declaration. What
 * fails is kept in the buffer. */
enum err advice_svg(const struct advice *advice, struct buf *out);
/* The same for a page: one for a wide and one for a narrow screen. */
void advice_figure(const struct page *p, const struct advice *advice);

#endif
