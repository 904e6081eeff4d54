/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "service/import/import_row.h"

static const char *const form_names[IMPORT_DATE_COUNT] = {
	[IMPORT_DATE_ISO] = "2018-05-28",
	[IMPORT_DATE_DOTTED] = "28.05.2018",
	[IMPORT_DATE_ISO_TIME] = "2018-05-28 10:00",
	[IMPORT_DATE_DOTTED_TIME] = "28.05.2018 10:00",
	[IMPORT_DATE_ISO_ZONE] = "2018-05-28T10:00:00+02:00",
	[IMPORT_DATE_GO] = "2018-05-28 08:00:00 +0000 UTC",
	[IMPORT_DATE_SECONDS] = "1527494400",
	[IMPORT_DATE_MAIL] = "Mon, 28 May 2018 08:00:00 GMT",
};

const char *import_date_name(enum import_date form)
{
	return form_names[form];
}

/* Of a text that instant_parse() has accepted. */
static enum import_date form_of(const char *text)
{
	const char *dot = strchr(text, '.');
	const char *colon = strchr(text, ':');
	size_t len = strlen(text);

	if (text[0] == '@')
		return IMPORT_DATE_SECONDS;
	if (dot && dot - text <= 2)
		return colon ? IMPORT_DATE_DOTTED_TIME : IMPORT_DATE_DOTTED;
	if (!colon)
		return IMPORT_DATE_ISO;
	if (strstr(text, "UTC") || (len > 11 && strstr(text + 11, " ")))
		return IMPORT_DATE_GO;
	if (text[len - 1] == 'Z' || strpbrk(text + (len < 11 ? len : 11), "+-"))
		return IMPORT_DATE_ISO_ZONE;
	return IMPORT_DATE_ISO_TIME;
}

static size_t slot_of(const char *text, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash % DATE_CACHE_LEN;
}

#define SECONDS_LEN 10 /* from 2001 to 2286 */
#define MILLISECONDS_LEN 13

/* Seconds or milliseconds since 1970, as SendGrid and others write. */
static enum err parse_seconds(
	const struct zone *zone, const char *text, size_t len, int64_t *utc_r)
{
	char seconds[SECONDS_LEN + 2] = "@";

	if ((len != SECONDS_LEN && len != MILLISECONDS_LEN) ||
		strspn(text, "0123456789") != len)
		return ERR_INVALID;
	memcpy(seconds + 1, text, SECONDS_LEN);
	return instant_parse(zone, seconds, DAY_FIRST, utc_r);
}

/* RFC 5322 section 3.3, as Amazon SES writes: "Fri, 10 Apr 2020 21:03:05
 * GMT". */
static enum err parse_mail(
	const struct zone *zone, const char *text, int64_t *utc_r)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	const char *comma = strchr(text, ',');
	char month[4], clock[9], offset[6], iso[48];
	unsigned day, year, m = 0;

	if (comma)
		text = comma + 1;
	if (sscanf(text, " %2u %3[A-Za-z] %4u %8[0-9:] %5[-+0-9A-Z]", &day,
		    month, &year, clock, offset) != 5)
		return ERR_INVALID;
	while (m < 12 && strncasecmp(months + 3 * m, month, 3) != 0)
		m++;
	if (m == 12)
		return ERR_INVALID;
	if (strcmp(offset, "GMT") == 0 || strcmp(offset, "UTC") == 0 ||
		strcmp(offset, "Z") == 0)
		snprintf(offset, sizeof(offset), "+0000");
	snprintf(iso, sizeof(iso), "%04u-%02u-%02uT%s%s", year, m + 1, day,
		clock, offset);
	return instant_parse(zone, iso, DAY_FIRST, utc_r);
}

static enum err parse(const struct zone *zone, const char *text, size_t len,
	enum day_edge edge, struct date_cache_entry *entry_r)
{
	enum import_date form;

	if (instant_parse(zone, text, edge, &entry_r->utc) == ERR_OK)
		form = form_of(text);
	else if (parse_seconds(zone, text, len, &entry_r->utc) == ERR_OK)
		form = IMPORT_DATE_SECONDS;
	else if (parse_mail(zone, text, &entry_r->utc) == ERR_OK)
		form = IMPORT_DATE_MAIL;
	else
		return ERR_INVALID;
	entry_r->form = (unsigned char)form;
	return ERR_OK;
}

enum err import_date_parse(struct import_parser *parser, const char *text,
	size_t len, enum day_edge edge, struct import_instant *instant_r)
{
	struct date_cache_entry *entry = &parser->dates[slot_of(text, len)];
	struct date_cache_entry other;
	bool fits = len < DATE_CACHE_TEXT;
	enum err e;

	if (!fits || entry->edge != (unsigned char)edge ||
		memcmp(entry->text, text, len + 1) != 0) {
		e = parse(
			parser->desk->settings->zone, text, len, edge, &other);
		if (e)
			return e;
		if (!fits)
			entry = &other;
		entry->utc = other.utc;
		entry->form = other.form;
		entry->edge = (unsigned char)edge;
		if (fits)
			memcpy(entry->text, text, len + 1);
	}
	instant_r->utc = entry->utc;
	instant_r->is_day = entry->form == IMPORT_DATE_ISO ||
		entry->form == IMPORT_DATE_DOTTED;
	parser->report->dates[entry->form]++;
	return ERR_OK;
}
