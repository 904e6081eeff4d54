/* SPDX-License-Identifier: BSD-2-Clause */
/* What happened, and the scale on which it is drawn. */
#include <stdlib.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/officer/person_private.h"

#define DAY_S 86400
#define TICKS_MAX 8

static const char *const names[] = {
	[EXPLAIN_COLLECTED] = "collected",
	[EXPLAIN_CONTACT] = "contact",
	[EXPLAIN_RELATION] = "relation",
	[EXPLAIN_RELATION_END] = "relation-end",
	[EXPLAIN_GRANT] = "grant",
	[EXPLAIN_GRANT_END] = "grant-end",
	[EXPLAIN_WITHDRAWAL] = "withdrawal",
	[EXPLAIN_OBJECTION] = "objection",
	[EXPLAIN_OBJECTION_LIFTED] = "objection-lifted",
	[EXPLAIN_SEND] = "send",
	[EXPLAIN_FAILURE] = "failure",
	[EXPLAIN_RESTRICTED] = "restricted",
	[EXPLAIN_RETENTION_END] = "retention-end",
	[EXPLAIN_WROTE] = "wrote",
	[EXPLAIN_ASKED] = "asked",
};

const char *person_event_name(enum explain_kind kind)
{
	return names[kind];
}

/* What the firm calls a purpose, a relation or a source. */
static json_t *shown_as(
	const struct settings *s, const struct explain_event *event)
{
	const struct policy_relation *relation;
	const struct policy_source *source;

	if (!event->name)
		return json_array();
	switch ((int)event->kind) {
	case EXPLAIN_COLLECTED:
		source = policy_source(&s->policy, event->name);
		return source ? officer_texts(&s->sources_shown_as[source -
					s->policy.sources]) :
				json_array();
	case EXPLAIN_RELATION:
	case EXPLAIN_RELATION_END:
		relation = policy_relation(&s->policy, event->name);
		return relation ?
			officer_texts(&s->relations_shown_as[relation -
				s->policy.relations]) :
			json_array();
	default:
		return officer_purpose_texts(s, event->name);
	}
}

static json_t *event_value(
	const struct settings *s, const struct explain_event *event)
{
	return json_pack("{s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:b, s:b, s:b}",
		"kind", person_event_name(event->kind), "at",
		event->at_utc == INSTANT_NONE ? json_null() :
						json_integer(event->at_utc),
		"date", officer_wish_date(s, event->at_utc, event->is_day),
		"day", event->is_day, "name", officer_text(event->name),
		"shown_as", shown_as(s, event), "detail",
		officer_text(event->detail), "by_domain", event->by_domain,
		"without_evidence", event->without_evidence, "unconfirmed",
		event->is_unconfirmed);
}

/* Keeps the order; *len becomes at most PERSON_EVENTS_MAX. */
static void leave_out(struct explain_event *events, size_t *len)
{
	for (int pass = 0; pass < 2 && *len > PERSON_EVENTS_MAX; pass++) {
		size_t over = *len - PERSON_EVENTS_MAX, kept = 0;

		for (size_t i = 0; i < *len; i++) {
			if (over > 0 &&
				(pass == 1 || events[i].kind == EXPLAIN_SEND))
				over--;
			else
				events[kept++] = events[i];
		}
		*len = kept;
	}
}

/* ------------------------------------------------------------- the scale */

enum unit {
	UNIT_DAYS,
	UNIT_MONTHS,
	UNIT_YEARS
};

static const struct step {
	enum unit unit;
	int count;
	int days; /* about */
} steps[] = {
	{UNIT_DAYS, 1, 1},
	{UNIT_DAYS, 7, 7},
	{UNIT_MONTHS, 1, 30},
	{UNIT_MONTHS, 3, 91},
	{UNIT_MONTHS, 6, 182},
	{UNIT_YEARS, 1, 365},
	{UNIT_YEARS, 2, 730},
	{UNIT_YEARS, 5, 1826},
	{UNIT_YEARS, 10, 3652},
	{UNIT_YEARS, 50, 18262},
	{UNIT_YEARS, 200, 73049},
	{UNIT_YEARS, 2000, 730485},
};

#define STEPS (sizeof(steps) / sizeof(*steps))

/* The coarsest that still has marks enough to read the line by. */
static const struct step *pick_step(int64_t span_s)
{
	size_t i = 0;

	while (i + 1 < STEPS && span_s / DAY_S / steps[i].days >= TICKS_MAX)
		i++;
	return &steps[i];
}

static void begin_of(const struct step *step, struct civil *c)
{
	c->hour = c->minute = c->second = 0;
	if (step->unit == UNIT_DAYS)
		return;
	c->day = 1;
	if (step->unit == UNIT_MONTHS)
		c->month = (c->month - 1) / step->count * step->count + 1;
	if (step->unit != UNIT_YEARS)
		return;
	c->month = 1;
	c->year = c->year / step->count * step->count;
}

static void next_of(const struct step *step, struct civil *c)
{
	switch (step->unit) {
	case UNIT_DAYS:
		civil_from_days(
			civil_days(c->year, c->month, c->day) + step->count, c);
		break;
	case UNIT_MONTHS:
		c->month += step->count;
		c->year += (c->month - 1) / 12;
		c->month = (c->month - 1) % 12 + 1;
		break;
	case UNIT_YEARS:
		c->year += step->count;
		break;
	}
}

/* "2018-06-28", "2018-06" or "2018": as much of the date as the step tells
 * apart. */
static json_t *tick(
	const struct step *step, const struct zone *zone, int64_t at)
{
	static const size_t lengths[] = {10, 7, 4};
	char text[INSTANT_TEXT_SIZE];

	instant_format_date(zone, at, text);
	text[lengths[step->unit]] = '\0';
	return json_pack("{s:I, s:s}", "at", (json_int_t)at, "text", text);
}

static json_t *ticks(const struct zone *zone, int64_t from, int64_t to)
{
	const struct step *step = pick_step(to - from);
	json_t *list = json_array();
	struct civil c;

	zone_to_civil(zone, from, &c);
	for (begin_of(step, &c); c.year < 9999; next_of(step, &c)) {
		int64_t at = zone_from_civil(zone, &c);

		if (at > to)
			break;
		if (at >= from)
			json_array_append_new(list, tick(step, zone, at));
	}
	return list;
}

static json_t *scale(
	const struct zone *zone, const struct explain_event *events, size_t len)
{
	int64_t from = INSTANT_NONE, to = INSTANT_NONE;

	for (size_t i = 0; i < len; i++) {
		if (events[i].at_utc == INSTANT_NONE)
			continue;
		if (from == INSTANT_NONE)
			from = events[i].at_utc;
		to = events[i].at_utc;
	}
	if (from == INSTANT_NONE || from == to)
		return json_null();
	return json_pack("{s:I, s:I, s:o}", "from", (json_int_t)from, "to",
		(json_int_t)to, "ticks", ticks(zone, from, to));
}

enum err person_add_events(const struct settings *settings,
	const struct explanation *explanation, int64_t at_utc, json_t *person)
{
	struct explain_event *events;
	json_t *list = json_array();
	size_t len, all;
	enum err e = explain_events(explanation, at_utc, &events, &len);
	int failed = 0;

	if (e) {
		json_decref(list);
		return e;
	}
	all = len;
	leave_out(events, &len);
	for (size_t i = 0; i < len; i++)
		failed |= json_array_append_new(
			list, event_value(settings, &events[i]));
	failed |= json_object_set_new(person, "events", list);
	failed |= json_object_set_new(person, "events_left_out",
		json_integer((json_int_t)(all - len)));
	failed |= json_object_set_new(
		person, "scale", scale(settings->zone, events, len));
	free(events);
	return failed ? ERR_NOMEM : ERR_OK;
}
