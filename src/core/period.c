/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/period.h"

#include <stdio.h>
#include <string.h>

#define COUNT_DIGITS 4
#define DURATION_DIGITS 9
#define YEAR_MONTHS 12
#define WEEK_DAYS 7

/* "12 months" -> 12 and "months": digits, blanks or none, the rest. */
static enum err split_count(
	const char *text, int max_digits, int64_t *count_r, const char **unit_r)
{
	int64_t count = 0;
	int digits = 0;

	for (; *text >= '0' && *text <= '9'; text++) {
		if (++digits > max_digits)
			return ERR_INVALID;
		count = count * 10 + (*text - '0');
	}
	if (digits == 0)
		return ERR_INVALID;
	while (*text == ' ')
		text++;
	*count_r = count;
	*unit_r = text;
	return ERR_OK;
}

static const struct {
	const char *singular;
	const char *plural;
	const char *letter;
} unit_words[] = {
	[PERIOD_DAYS] = {"day", "days", "d"},
	[PERIOD_WEEKS] = {"week", "weeks", "w"},
	[PERIOD_MONTHS] = {"month", "months", "m"},
	[PERIOD_YEARS] = {"year", "years", "y"},
};

enum err period_parse(const char *text, struct period *period_r)
{
	const char *word;
	int64_t count;

	if (split_count(text, COUNT_DIGITS, &count, &word) || count < 1)
		return ERR_INVALID;
	for (unsigned i = 0; i <= PERIOD_YEARS; i++) {
		if (strcmp(word, unit_words[i].singular) == 0 ||
			strcmp(word, unit_words[i].plural) == 0 ||
			strcmp(word, unit_words[i].letter) == 0) {
			*period_r = (struct period){
				.count = (int)count,
				.unit = (enum period_unit)i,
			};
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

void period_format(const struct period *period, char text_r[PERIOD_TEXT_SIZE])
{
	snprintf(text_r, PERIOD_TEXT_SIZE, "%d %s", period->count,
		period->count == 1 ? unit_words[period->unit].singular :
				     unit_words[period->unit].plural);
}

/* Reckoned from the event in one step, so that 31 January and 2 months is
 * 31 March and not 28 March. */
static void add_months(struct civil *day, int months)
{
	int64_t month =
		(int64_t)day->year * YEAR_MONTHS + day->month - 1 + months;
	int last;

	day->year = (int)(month / YEAR_MONTHS);
	day->month = (int)(month % YEAR_MONTHS) + 1;
	last = civil_month_days(day->year, day->month);
	/* Art. 3(2)(c): where the month has no such day, its last one. */
	if (day->day > last)
		day->day = last;
}

static void add_days(struct civil *day, int days)
{
	civil_from_days(
		civil_days(day->year, day->month, day->day) + days, day);
}

int64_t period_end(
	const struct zone *zone, int64_t event_utc, const struct period *period)
{
	struct civil day;

	zone_to_civil(zone, event_utc, &day);
	switch (period->unit) {
	case PERIOD_DAYS:
		add_days(&day, period->count);
		break;
	case PERIOD_WEEKS:
		add_days(&day, period->count * WEEK_DAYS);
		break;
	case PERIOD_MONTHS:
		add_months(&day, period->count);
		break;
	case PERIOD_YEARS:
		add_months(&day, period->count * YEAR_MONTHS);
		break;
	}
	return zone_day_end(zone, day.year, day.month, day.day);
}

/* Longer than any period is off its average. */
#define SLACK_DAYS 40

int64_t period_kept_since(
	const struct zone *zone, int64_t now_utc, const struct period *period)
{
	static const int unit_days[] = {
		[PERIOD_DAYS] = 1,
		[PERIOD_WEEKS] = WEEK_DAYS,
		[PERIOD_MONTHS] = 31,
		[PERIOD_YEARS] = 366,
	};
	struct civil civil;
	int64_t from, to;

	zone_to_civil(zone, now_utc, &civil);
	to = civil_days(civil.year, civil.month, civil.day);
	from = to - (int64_t)period->count * unit_days[period->unit] -
		SLACK_DAYS;
	/* A later event never ends earlier. */
	while (from < to) {
		int64_t middle = from + (to - from) / 2;

		civil_from_days(middle, &civil);
		if (period_end(zone, zone_from_civil(zone, &civil), period) <
			now_utc)
			from = middle + 1;
		else
			to = middle;
	}
	civil_from_days(from, &civil);
	return zone_from_civil(zone, &civil);
}

enum err duration_parse(const char *text, int64_t *seconds_r)
{
	/* No "m": it would be a month in one place and a minute here. */
	static const struct {
		const char *word;
		int64_t seconds;
	} units[] = {
		{"s", 1},
		{"second", 1},
		{"seconds", 1},
		{"min", 60},
		{"minute", 60},
		{"minutes", 60},
		{"h", 3600},
		{"hour", 3600},
		{"hours", 3600},
		{"d", 86400},
		{"day", 86400},
		{"days", 86400},
		{"w", 604800},
		{"week", 604800},
		{"weeks", 604800},
	};
	const char *word;
	int64_t count;

	if (split_count(text, DURATION_DIGITS, &count, &word))
		return ERR_INVALID;
	if (count == 0 && *word == '\0') {
		*seconds_r = 0;
		return ERR_OK;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(word, units[i].word) == 0) {
			*seconds_r = count * units[i].seconds;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}
