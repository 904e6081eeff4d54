/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/period.h"

#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400
/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what can be written. */
#define FIRST_UTC (-62135596800)
#define LAST_UTC 253402300799
/* What can be shown: a long period may end in a year of five digits. */
#define LAST_SHOWN_UTC 3093527980799
#define SECONDS_DIGITS 12
#define OFFSET_HOURS_MAX 18
#define ABBREVIATION_MAX 5

/* Reads "min" to "max" digits; false leaves the position where it was. */
static bool take_number(const char **p, int min, int max, int *value_r)
{
	const char *q = *p;
	int value = 0;
	int digits = 0;

	while (digits < max && *q >= '0' && *q <= '9') {
		value = value * 10 + (*q++ - '0');
		digits++;
	}
	if (digits < min || (*q >= '0' && *q <= '9'))
		return false;
	*p = q;
	*value_r = value;
	return true;
}

static bool take(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static void skip_blanks(const char **p)
{
	while (**p == ' ' || **p == '\t')
		(*p)++;
}

static bool take_date(const char **p, struct civil *c)
{
	const char *q = *p;

	if (take_number(&q, 4, 4, &c->year) && take(&q, '-') &&
		take_number(&q, 2, 2, &c->month) && take(&q, '-') &&
		take_number(&q, 2, 2, &c->day)) {
		*p = q;
		return true;
	}
	q = *p;
	if (take_number(&q, 1, 2, &c->day) && take(&q, '.') &&
		take_number(&q, 1, 2, &c->month) && take(&q, '.') &&
		take_number(&q, 4, 4, &c->year)) {
		*p = q;
		return true;
	}
	return false;
}

/* 10:00, 10:00:30, 10:00:30.123 */
static bool take_time(const char **p, struct civil *c)
{
	if (!take_number(p, 1, 2, &c->hour) || !take(p, ':') ||
		!take_number(p, 2, 2, &c->minute))
		return false;
	if (!take(p, ':'))
		return true;
	if (!take_number(p, 2, 2, &c->second))
		return false;
	if (!take(p, '.') && !take(p, ','))
		return true;
	if (**p < '0' || **p > '9')
		return false;
	while (**p >= '0' && **p <= '9')
		(*p)++;
	return true;
}

/* +02, +0200, +02:00 */
static bool take_offset(const char **p, int *seconds_r)
{
	const char *q = *p;
	int sign = *q == '-' ? -1 : 1;
	int hours, minutes = 0;

	if (!take(&q, '+') && !take(&q, '-'))
		return false;
	if (take_number(&q, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_number(&q, 2, 2, &hours) ||
		(take(&q, ':') && !take_number(&q, 2, 2, &minutes))) {
		return false;
	}
	if (hours > OFFSET_HOURS_MAX || minutes > 59)
		return false;
	*p = q;
	*seconds_r = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* What Go writes after the offset: "UTC", "CEST", or the offset once more
 * where the zone has no abbreviation. It adds nothing. */
static bool skip_abbreviation(const char **p, int offset)
{
	const char *q = *p;
	int again;

	if (!take(&q, ' '))
		return true;
	if (take_offset(&q, &again)) {
		*p = q;
		return again == offset;
	}
	while (*q >= 'A' && *q <= 'Z')
		q++;
	if (q - *p - 1 < 1 || q - *p - 1 > ABBREVIATION_MAX)
		return false;
	*p = q;
	return true;
}

enum zone_mark {
	MARK_NONE,
	MARK_OFFSET,
	MARK_BAD
};

static enum zone_mark take_zone(const char **p, int *offset_r)
{
	*offset_r = 0;
	if (take(p, 'Z'))
		return MARK_OFFSET;
	if (**p == '\0')
		return MARK_NONE;
	take(p, ' ');
	if (strcmp(*p, "UTC") == 0) {
		*p += 3;
		return MARK_OFFSET;
	}
	if (!take_offset(p, offset_r) || !skip_abbreviation(p, *offset_r))
		return MARK_BAD;
	return MARK_OFFSET;
}

static enum err parse_seconds(const char *text, int64_t *utc_r)
{
	bool negative = take(&text, '-');
	int64_t utc = 0;
	int digits = 0;

	for (; *text >= '0' && *text <= '9'; text++) {
		if (++digits > SECONDS_DIGITS)
			return ERR_INVALID;
		utc = utc * 10 + (*text - '0');
	}
	if (digits == 0 || *text != '\0')
		return ERR_INVALID;
	if (negative)
		utc = -utc;
	if (utc < FIRST_UTC || utc > LAST_UTC)
		return ERR_INVALID;
	*utc_r = utc;
	return ERR_OK;
}

static enum err parse_trimmed(const struct zone *zone, const char *p,
	enum day_edge edge, int64_t *utc_r)
{
	struct civil c = {0};
	int offset;

	if (take(&p, '@'))
		return parse_seconds(p, utc_r);
	if (!take_date(&p, &c) || !civil_is_valid(&c))
		return ERR_INVALID;
	if (*p == '\0') {
		*utc_r = edge == DAY_LAST ?
			zone_day_end(zone, c.year, c.month, c.day) :
			zone_from_civil(zone, &c);
		return ERR_OK;
	}
	if (!take(&p, 'T') && !take(&p, ' '))
		return ERR_INVALID;
	if (!take_time(&p, &c) || !civil_is_valid(&c))
		return ERR_INVALID;
	switch (take_zone(&p, &offset)) {
	case MARK_NONE:
		*utc_r = zone_from_civil(zone, &c);
		break;
	case MARK_OFFSET:
		*utc_r = civil_days(c.year, c.month, c.day) * DAY_SECONDS +
			c.hour * 3600 + c.minute * 60 + c.second - offset;
		break;
	case MARK_BAD:
		return ERR_INVALID;
	}
	return *p == '\0' ? ERR_OK : ERR_INVALID;
}

enum err instant_parse(const struct zone *zone, const char *text,
	enum day_edge edge, int64_t *utc_r)
{
	char trimmed[64];
	size_t len;

	skip_blanks(&text);
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	if (len >= sizeof(trimmed))
		return ERR_INVALID;
	memcpy(trimmed, text, len);
	trimmed[len] = '\0';
	return parse_trimmed(zone, trimmed, edge, utc_r);
}

bool instant_is_day(const char *text)
{
	struct civil c;

	skip_blanks(&text);
	if (!take_date(&text, &c))
		return false;
	skip_blanks(&text);
	return *text == '\0';
}

/* False where there is no date; one outside of what can be shown becomes
 * the nearest that can. */
static bool showable(int64_t *utc)
{
	if (*utc == INSTANT_NONE)
		return false;
	if (*utc < FIRST_UTC + DAY_SECONDS)
		*utc = FIRST_UTC + DAY_SECONDS;
	if (*utc > LAST_SHOWN_UTC - DAY_SECONDS)
		*utc = LAST_SHOWN_UTC - DAY_SECONDS;
	return true;
}

void instant_format_iso(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE])
{
	int offset, minutes;
	size_t len;

	instant_format(zone, utc, text_r);
	if (!showable(&utc))
		return;
	offset = zone_offset(zone, utc);
	minutes = (offset < 0 ? -offset : offset) / 60;
	*strchr(text_r, ' ') = 'T';
	len = strlen(text_r);
	snprintf(text_r + len, INSTANT_TEXT_SIZE - len, "%c%02d:%02d",
		offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void instant_format(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE])
{
	struct civil c;
	size_t len;

	instant_format_date(zone, utc, text_r);
	if (!showable(&utc))
		return;
	zone_to_civil(zone, utc, &c);
	len = strlen(text_r);
	snprintf(text_r + len, INSTANT_TEXT_SIZE - len, " %02d:%02d:%02d",
		c.hour, c.minute, c.second);
}

void instant_format_date(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE])
{
	struct civil c;

	if (!showable(&utc)) {
		snprintf(text_r, INSTANT_TEXT_SIZE, "-");
		return;
	}
	zone_to_civil(zone, utc, &c);
	snprintf(text_r, INSTANT_TEXT_SIZE, "%04d-%02d-%02d", c.year, c.month,
		c.day);
}

void instant_format_day(
	const struct zone *zone, int64_t utc, char text_r[INSTANT_TEXT_SIZE])
{
	instant_format_date(zone,
		utc == INSTANT_NONE ? INSTANT_NONE : utc + DAY_SECONDS / 2,
		text_r);
}
