/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/zone.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DAY_SECONDS 86400

/* The years that firms keep dates of, 1970 to 2105, as a table of ours: there
 * GLib searches anew at each question. A slot is some 24 days long, shorter
 * than the time between two changes, as a rule. */
#define TABLE_END ((int64_t)1 << 32)
#define SLOT_BITS 21
#define SLOTS ((size_t)(TABLE_END >> SLOT_BITS))
#define CHANGES_MAX 2048

struct change {
	int64_t from_utc;
	int offset;
};

struct zone {
	GTimeZone *tz;
	char *name;
	struct change *changes; /* NULL: no table; the last is a sentinel */
	uint16_t slots[SLOTS]; /* the change in force when the slot begins */
};

/* GLib also takes POSIX strings and offsets; the configuration names a
 * place, so that its daylight-saving rules are those of the law there. */
static int is_plain_name(const char *name)
{
	if (name[0] == '\0' || name[0] == '/' || name[0] == ':' ||
		strstr(name, ".."))
		return 0;
	if (!g_ascii_isalpha(name[0]))
		return 0;
	for (const char *p = name; *p; p++) {
		if (!g_ascii_isalnum(*p) && !strchr("_-+/", *p))
			return 0;
	}
	return strcmp(name, "UTC") == 0 || strchr(name, '/') != NULL;
}

static int find_interval(const struct zone *zone, int64_t utc)
{
	return g_time_zone_find_interval(zone->tz, G_TIME_TYPE_UNIVERSAL, utc);
}

/* GLib numbers the intervals in the order of time. */
static int64_t interval_end(const struct zone *zone, int64_t begin)
{
	int interval = find_interval(zone, begin);
	int64_t low = begin, high = TABLE_END;

	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (find_interval(zone, middle) == interval)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* False: more changes than a table is worth. */
static bool find_changes(struct zone *zone)
{
	size_t n = 0;

	for (int64_t at = 0; at < TABLE_END; at = interval_end(zone, at)) {
		if (n + 1 == CHANGES_MAX)
			return false;
		zone->changes[n++] = (struct change){at,
			g_time_zone_get_offset(
				zone->tz, find_interval(zone, at))};
	}
	zone->changes[n] = (struct change){.from_utc = TABLE_END};
	return true;
}

static void fill_slots(struct zone *zone)
{
	uint16_t n = 0;

	for (size_t slot = 0; slot < SLOTS; slot++) {
		while (zone->changes[n + 1].from_utc <= (int64_t)slot
				<< SLOT_BITS)
			n++;
		zone->slots[slot] = n;
	}
}

static enum err make_table(struct zone *zone)
{
	zone->changes = calloc(CHANGES_MAX, sizeof(*zone->changes));
	if (!zone->changes)
		return ERR_NOMEM;
	if (find_changes(zone)) {
		fill_slots(zone);
		return ERR_OK;
	}
	free(zone->changes);
	zone->changes = NULL;
	return ERR_OK;
}

enum err zone_open(const char *name, struct zone **zone_r)
{
	struct zone *zone;
	enum err e = ERR_OK;

	*zone_r = NULL;
	if (!is_plain_name(name))
		return ERR_INVALID;
	zone = calloc(1, sizeof(*zone));
	if (!zone)
		return ERR_NOMEM;
	zone->tz = g_time_zone_new_identifier(name);
	zone->name = strdup(name);
	if (!zone->tz || !zone->name)
		e = zone->tz ? ERR_NOMEM : ERR_NOT_FOUND;
	if (!e)
		e = make_table(zone);
	if (e) {
		zone_free(&zone);
		return e;
	}
	*zone_r = zone;
	return ERR_OK;
}

void zone_free(struct zone **zone)
{
	if (!zone || !*zone)
		return;
	if ((*zone)->tz)
		g_time_zone_unref((*zone)->tz);
	free((*zone)->name);
	free((*zone)->changes);
	free(*zone);
	*zone = NULL;
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

int zone_offset(const struct zone *zone, int64_t utc)
{
	const struct change *change;

	if (!zone->changes || utc < 0 || utc >= TABLE_END)
		return g_time_zone_get_offset(
			zone->tz, find_interval(zone, utc));
	change = &zone->changes[zone->slots[utc >> SLOT_BITS]];
	while (change[1].from_utc <= utc)
		change++;
	return change->offset;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

void zone_to_civil(const struct zone *zone, int64_t utc, struct civil *civil_r)
{
	int64_t local = utc + zone_offset(zone, utc);
	int64_t days = floor_div(local, DAY_SECONDS);
	int rest = (int)(local - days * DAY_SECONDS);

	civil_from_days(days, civil_r);
	civil_r->hour = rest / 3600;
	civil_r->minute = rest / 60 % 60;
	civil_r->second = rest % 60;
}

/* Of a time, by the offsets in force around it: an offset is right that maps
 * the time back to itself. */
struct instants {
	int64_t first, last; /* by the larger and the smaller offset */
	bool is_first, is_last; /* whether it is right */
	int64_t by_before; /* by the offset before */
};

static void find(const struct zone *zone, const struct civil *civil,
	struct instants *found_r)
{
	int64_t local = civil_days(civil->year, civil->month, civil->day) *
			DAY_SECONDS +
		civil->hour * 3600 + civil->minute * 60 + civil->second;
	int before = zone_offset(zone, local - DAY_SECONDS);
	int after = zone_offset(zone, local + DAY_SECONDS);

	found_r->first = local - (before > after ? before : after);
	found_r->last = local - (before > after ? after : before);
	found_r->is_first =
		found_r->first + zone_offset(zone, found_r->first) == local;
	found_r->is_last =
		found_r->last + zone_offset(zone, found_r->last) == local;
	found_r->by_before = local - before;
}

/* With two of them the earlier instant is taken. With none the time lies in a
 * gap: the offset before the gap moves it past the gap by as much as it lies
 * inside. */
int64_t zone_from_civil(const struct zone *zone, const struct civil *civil)
{
	struct instants found;

	find(zone, civil, &found);
	return found.is_first ? found.first :
		found.is_last ? found.last :
				found.by_before;
}

/* A clock that goes back across midnight shows the last second of a day
 * twice: the day ends with the later one. */
int64_t zone_day_end(const struct zone *zone, int year, int month, int day)
{
	const struct civil last = {year, month, day, 23, 59, 59};
	struct instants found;
	struct civil next;

	find(zone, &last, &found);
	if (found.is_last)
		return found.last;
	if (found.is_first)
		return found.first;
	civil_from_days(civil_days(year, month, day) + 1, &next);
	return zone_from_civil(zone, &next) - 1;
}

/* Days since 1970-01-01 by eras of 400 years that begin on 1 March. */
int64_t civil_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year =
		(153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
		year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

void civil_from_days(int64_t days, struct civil *civil_r)
{
	int64_t z = days + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*civil_r = (struct civil){
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
		.month = (int)(mp < 10 ? mp + 3 : mp - 9),
	};
	civil_r->year = (int)(yoe + era * 400 + (civil_r->month <= 2));
}

int civil_month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 2 &&
		((year % 4 == 0 && year % 100 != 0) || year % 400 == 0))
		return 29;
	return days[month - 1];
}

int civil_is_valid(const struct civil *civil)
{
	return civil->year >= 1 && civil->year <= 9999 && civil->month >= 1 &&
		civil->month <= 12 && civil->day >= 1 &&
		civil->day <= civil_month_days(civil->year, civil->month) &&
		civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 &&
		civil->minute <= 59 && civil->second >= 0 &&
		civil->second <= 59;
}
