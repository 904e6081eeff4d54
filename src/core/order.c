/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/order.h"

#include <string.h>

#define HALF_A_DAY_S 43200
#define LONGEST_DAY_S 90000

/* From the middle of the day: so it is the same day also where the firm has
 * moved to another zone since. */
int64_t order_last_second(const struct zone *zone, int64_t at_utc, bool is_day)
{
	struct civil day;

	if (!is_day || at_utc == INSTANT_NONE)
		return at_utc;
	if (!zone)
		return at_utc + LONGEST_DAY_S - 1;
	zone_to_civil(zone, at_utc + HALF_A_DAY_S, &day);
	return zone_day_end(zone, day.year, day.month, day.day);
}

static bool is_dated(const struct order_record *r)
{
	return r->at_utc != INSTANT_NONE;
}

/* One of both has no date. */
static bool was_recorded_after(
	const struct order_record *favour, const struct order_record *against)
{
	if (against->recorded_utc == INSTANT_NONE)
		return favour->is_lift && is_dated(favour) &&
			!is_dated(against);
	return favour->recorded_utc > against->recorded_utc;
}

static bool is_favour_later(const struct zone *zone,
	const struct order_record *favour, const struct order_record *against)
{
	if (!is_dated(favour) || !is_dated(against))
		return was_recorded_after(favour, against);
	return favour->at_utc >
		order_last_second(zone, against->at_utc, against->is_day);
}

static int by_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Of one side: nothing hangs on it but what is shown first. */
static int compare_alike(const struct zone *zone, const struct order_record *a,
	const struct order_record *b)
{
	int order = 0;

	if (is_dated(a) && is_dated(b))
		order = by_number(order_last_second(zone, a->at_utc, a->is_day),
			order_last_second(zone, b->at_utc, b->is_day));
	return order ? order : by_number(a->recorded_utc, b->recorded_utc);
}

int order_compare(const struct zone *zone, const struct order_record *a,
	const struct order_record *b)
{
	if (a->is_against == b->is_against)
		return compare_alike(zone, a, b);
	if (b->is_against)
		return is_favour_later(zone, a, b) ? 1 : -1;
	return is_favour_later(zone, b, a) ? -1 : 1;
}

static struct order_record of_objection(const struct objection *o)
{
	return (struct order_record){.at_utc = o->at_utc,
		.recorded_utc = o->recorded_utc,
		.is_day = o->is_day,
		.is_against = true};
}

static struct order_record of_withdrawal(const struct withdrawal *w)
{
	return (struct order_record){.at_utc = w->at_utc,
		.recorded_utc = w->recorded_utc,
		.is_day = w->is_day,
		.is_against = true};
}

bool order_lifts(const struct zone *zone, const struct objection_lift *lift,
	const struct objection *objection)
{
	const struct order_record favour = {.at_utc = lift->at_utc,
		.recorded_utc = lift->recorded_utc,
		.is_lift = true};
	const struct order_record against = of_objection(objection);

	return order_compare(zone, &favour, &against) > 0;
}

int64_t order_favour_recorded(const struct subject *s)
{
	int64_t last = INSTANT_NONE;

	for (size_t i = 0; i < s->grants_len; i++)
		if (s->grants[i].recorded_utc > last)
			last = s->grants[i].recorded_utc;
	for (size_t i = 0; i < s->lifts_len; i++)
		if (s->lifts[i].recorded_utc > last)
			last = s->lifts[i].recorded_utc;
	return last;
}

bool order_outlasts(const struct zone *zone, const struct grant *grant,
	const struct withdrawal *withdrawal)
{
	const struct order_record favour = {.at_utc = grant->given_utc,
		.recorded_utc = grant->recorded_utc};
	const struct order_record against = of_withdrawal(withdrawal);

	return order_compare(zone, &favour, &against) > 0;
}

/* It is remembered as it comes: its date is that of its recording. */
static bool wrote_after(const struct zone *zone, int64_t wrote_utc,
	const struct order_record *against)
{
	const struct order_record favour = {
		.at_utc = wrote_utc, .recorded_utc = wrote_utc};

	return order_compare(zone, &favour, against) > 0;
}

bool order_wrote_after_objection(const struct zone *zone, int64_t wrote_utc,
	const struct objection *objection)
{
	const struct order_record against = of_objection(objection);

	return wrote_after(zone, wrote_utc, &against);
}

bool order_wrote_after_withdrawal(const struct zone *zone, int64_t wrote_utc,
	const struct withdrawal *withdrawal)
{
	const struct order_record against = of_withdrawal(withdrawal);

	return wrote_after(zone, wrote_utc, &against);
}

static bool is_lifted(const struct zone *zone, const struct subject *s,
	const struct objection *o, const char *purpose)
{
	for (size_t i = 0; i < s->lifts_len; i++)
		if (s->lifts[i].purpose &&
			strcmp(s->lifts[i].purpose, purpose) == 0 &&
			order_lifts(zone, &s->lifts[i], o))
			return true;
	return false;
}

bool order_stands_against(const struct zone *zone, const struct subject *s,
	const struct objection *o, const char *purpose)
{
	if (o->purpose && strcmp(o->purpose, purpose) != 0)
		return false;
	return o->by_domain || !is_lifted(zone, s, o, purpose);
}
