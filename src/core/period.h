/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * period.h - periods of law, elapsed times and dates as people write them
 *
 * Files:   period.c; instants are in instant.c
 * Units:   int64_t seconds since 1970-01-01T00:00:00Z; INSTANT_NONE where
 *          no date is known
 * Errors:  ERR_INVALID: the text is not accepted; the _r value is unset
 * Threads: all functions are pure
 * Source:  Regulation (EEC, Euratom) No 1182/71, Art. 3 (without 3(4))
 */
#ifndef ROBINSON_CORE_PERIOD_H
#define ROBINSON_CORE_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/zone.h"

enum period_unit {
	PERIOD_DAYS,
	PERIOD_WEEKS,
	PERIOD_MONTHS,
	PERIOD_YEARS
};

struct period {
	int count; /* 1 to 9999 */
	enum period_unit unit;
};

/* "1 month", "30 days", "2 years", "6 weeks"; also "d", "w", "m", "y". */
enum err period_parse(const char *text, struct period *period_r) MUST_CHECK;

#define PERIOD_TEXT_SIZE 24

/* "1 month", "30 days" */
void period_format(const struct period *period, char text_r[PERIOD_TEXT_SIZE]);

/* The last second of the period that runs from the event: the event's own
 * day is not counted (Art. 3(1)), it ends with its last day (Art. 3(2)). */
int64_t period_end(const struct zone *zone, int64_t event_utc,
	const struct period *period);

/* The first instant whose period has not ended yet at "now_utc": what is dated
 * before it is over. */
int64_t period_kept_since(
	const struct zone *zone, int64_t now_utc, const struct period *period);

/* Elapsed time: n x 24 h for days and weeks, so many seconds for hours and
 * minutes; months and years are no elapsed time (ERR_INVALID). "14 days",
 * "3 days", "12 hours", "30 minutes", "90 seconds", "7d", "0". */
enum err duration_parse(const char *text, int64_t *seconds_r) MUST_CHECK;

/* Which second a date without time means. */
enum day_edge {
	DAY_FIRST,
	DAY_LAST
};

/*
 * A date as exports and people write it: 2018-05-28, 28.05.2018,
 * 28.05.2018 10:00[:30], 2018-05-28 10:00[:30[.fraction]], ISO 8601 with "T"
 * and zone (Z, +02, +0200, +02:00), Go's "2006-01-02 15:04:05 +0000 UTC",
 * and @SECONDS. Without a zone the firm's is meant. Fractions are cut off.
 * Blanks around the whole, a day, month (with dots) or hour of one digit and
 * a final " UTC" are accepted as well. Years are 0001 to 9999.
 */
enum err instant_parse(const struct zone *zone, const char *text,
	enum day_edge edge, int64_t *utc_r) MUST_CHECK;
/* Whether a text that instant_parse() accepts names a day without a time. */
bool instant_is_day(const char *text);

#define INSTANT_TEXT_SIZE 32

/* INSTANT_NONE is shown as "-". */

/* 2018-06-28T23:59:59+02:00 */
void instant_format_iso(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE]);
/* 2018-06-28 23:59:59 */
void instant_format(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE]);
/* 2018-06-28 */
void instant_format_date(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE]);
/* The day whose first second it was, also where the zone is another since. */
void instant_format_day(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE]);

#endif
