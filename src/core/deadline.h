/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * deadline.h - until when a request of a person must be answered
 *
 * A retention never runs to the next working day, because that would keep
 * data longer. A deadline of the firm does: one that would end on a public
 * holiday, a Saturday or a Sunday ends with the next working day's last hour.
 *
 * Shape:   a calendar names the holidays of a country by rule, some of them
 *          by Easter; beside it single days are listed
 * Units:   days since 1970-01-01; int64_t seconds since 1970-01-01T00:00:00Z
 * Owns:    "more" is borrowed
 * Threads: all functions are pure
 * Source:  Regulation (EEC, Euratom) No 1182/71, Art. 2(1), 3(4); GDPR
 *          Art. 12(3); for Poland the act of 18 January 1951 on days off
 *          work, as amended
 */
#ifndef ROBINSON_CORE_DEADLINE_H
#define ROBINSON_CORE_DEADLINE_H

#include "core/period.h"

/* In the order of the words that the configuration accepts. */
enum holiday_calendar {
	HOLIDAYS_NONE, /* Saturdays and Sundays alone */
	HOLIDAYS_PL
};

struct holidays {
	enum holiday_calendar calendar;
	const int64_t *more; /* further days */
	size_t more_len;
};

/* Easter Sunday of a year, 1583 to 9999, in the Gregorian calendar. */
int64_t easter_sunday(int year);

/* Neither Saturday, Sunday nor a public holiday. */
bool is_working_day(const struct holidays *holidays, int64_t day);

/* The last second of the period, moved to the end of the next working day
 * where it does not fall on one. */
int64_t deadline_end(const struct zone *zone, const struct holidays *holidays,
	int64_t event_utc, const struct period *period);

#endif
