/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zone.h - the firm's time zone as an immutable value
 *
 * A zone is read once by its name in the tz database and never changes. The
 * process's TZ and the C library's global zone are neither read nor touched.
 * GLib's GTimeZone reads it; of the years that matter a table is kept here.
 *
 * Units:   int64_t seconds since 1970-01-01T00:00:00Z; civil dates in the
 *          proleptic Gregorian calendar
 * Owns:    zone_open() gives the zone to the caller, who ends it by zone_free()
 * Threads: a zone may be read by all threads at once
 * Source:  Regulation (EEC, Euratom) No 1182/71, Art. 3
 */
#ifndef ROBINSON_BASE_ZONE_H
#define ROBINSON_BASE_ZONE_H

#include <stdint.h>

#include "base/err.h"

/* No date is known. Smaller than every date. */
#define INSTANT_NONE INT64_MIN

struct civil {
	int year;
	int month; /* 1 to 12 */
	int day; /* 1 to 31 */
	int hour; /* 0 to 23 */
	int minute;
	int second; /* 0 to 59: leap seconds do not exist in POSIX time */
};

struct zone;

/* ERR_NOT_FOUND: the tz database has no such name. Empty, absolute or
 * "../" names and POSIX TZ strings are ERR_INVALID. */
enum err zone_open(const char *name, struct zone **zone_r) MUST_CHECK;
void zone_free(struct zone **zone);
const char *zone_name(const struct zone *zone);

/* What the wall clock shows at "utc". */
void zone_to_civil(const struct zone *zone, int64_t utc, struct civil *civil_r);

/* Seconds east of Greenwich at "utc". */
int zone_offset(const struct zone *zone, int64_t utc);

/*
 * The instant of a wall-clock time. One that occurs twice is the earlier;
 * one that does not exist is moved past the gap (02:30 in a gap from 02:00
 * to 03:00 is 03:30 by the new offset). The civil date must be valid.
 */
int64_t zone_from_civil(const struct zone *zone, const struct civil *civil);

/* The last second of the day: 23:59:59, or the last one that the day has. */
int64_t zone_day_end(const struct zone *zone, int year, int month, int day);

/* Pure calendar arithmetic, no zone. */
int64_t civil_days(int year, int month, int day); /* since 1970-01-01 */
void civil_from_days(int64_t days, struct civil *civil_r); /* 00:00:00 */
int civil_month_days(int year, int month);
int civil_is_valid(const struct civil *civil);

#endif
