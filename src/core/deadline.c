/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/deadline.h"

#define WEEK_DAYS 7
#define SATURDAY 2
#define SUNDAY 3

/* 0: a Thursday, as 1970-01-01 was. */
static int64_t day_of_week(int64_t day)
{
	int64_t n = day % WEEK_DAYS;

	return n < 0 ? n + WEEK_DAYS : n;
}

/* The full moon of the church falls on a day between 21 March and 18 April;
 * Easter is the Sunday after it. Computed by the golden number and the epact
 * with its two corrections (sun and moon). */
int64_t easter_sunday(int year)
{
	int golden = year % 19 + 1;
	int century = year / 100 + 1;
	int sun = 3 * century / 4 - 12;
	int moon = (8 * century + 5) / 25 - 5;
	int epact = (11 * golden + 20 + moon - sun) % 30;
	int64_t full_moon;

	if (epact < 0)
		epact += 30;
	if ((epact == 25 && golden > 11) || epact == 24)
		epact++;
	full_moon = civil_days(year, 3, 1) - 1 + 44 - epact;
	if (44 - epact < 21)
		full_moon += 30;
	return full_moon + WEEK_DAYS - day_of_week(full_moon - SUNDAY);
}

/* Since when a day is a holiday; 0: as long as matters. */
static const struct {
	int month, day, since_year;
} polish_days[] = {
	{1, 1, 0},
	{1, 6, 2011},
	{5, 1, 0},
	{5, 3, 0},
	{8, 15, 0},
	{11, 1, 0},
	{11, 11, 0},
	{12, 24, 2025},
	{12, 25, 0},
	{12, 26, 0},
};

/* Easter, its Monday, Pentecost, Corpus Christi. */
static const int polish_after_easter[] = {0, 1, 49, 60};

static bool is_polish_holiday(int64_t day)
{
	struct civil c;
	int64_t easter;

	civil_from_days(day, &c);
	for (size_t i = 0; i < sizeof(polish_days) / sizeof(*polish_days); i++)
		if (c.month == polish_days[i].month &&
			c.day == polish_days[i].day &&
			c.year >= polish_days[i].since_year)
			return true;
	easter = easter_sunday(c.year);
	for (size_t i = 0;
		i < sizeof(polish_after_easter) / sizeof(*polish_after_easter);
		i++)
		if (day == easter + polish_after_easter[i])
			return true;
	return false;
}

static bool is_holiday(const struct holidays *holidays, int64_t day)
{
	for (size_t i = 0; i < holidays->more_len; i++)
		if (holidays->more[i] == day)
			return true;
	switch (holidays->calendar) {
	case HOLIDAYS_NONE:
		return false;
	case HOLIDAYS_PL:
		return is_polish_holiday(day);
	}
	return false;
}

bool is_working_day(const struct holidays *holidays, int64_t day)
{
	int64_t of_week = day_of_week(day);

	return of_week != SATURDAY && of_week != SUNDAY &&
		!is_holiday(holidays, day);
}

int64_t deadline_end(const struct zone *zone, const struct holidays *holidays,
	int64_t event_utc, const struct period *period)
{
	int64_t end_utc = period_end(zone, event_utc, period), day;
	struct civil c;

	zone_to_civil(zone, end_utc, &c);
	day = civil_days(c.year, c.month, c.day);
	if (is_working_day(holidays, day))
		return end_utc;
	/* Art. 3(4): with the last hour of the following working day. Only so
	 * many days can be listed. */
	for (size_t i = 0; i <= holidays->more_len + 4 * WEEK_DAYS; i++)
		if (is_working_day(holidays, ++day))
			break;
	civil_from_days(day, &c);
	return zone_day_end(zone, c.year, c.month, c.day);
}
