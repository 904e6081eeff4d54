/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "service/import_row.h"

static const char *const form_names[IMPORT_DATE_COUNT] = {
	[IMPORT_DATE_ISO] = "2018-05-28",
	[IMPORT_DATE_DOTTED] = "28.05.2018",
	[IMPORT_DATE_ISO_TIME] = "2018-05-28 10:00",
	[IMPORT_DATE_DOTTED_TIME] = "28.05.2018 10:00",
	[IMPORT_DATE_ISO_ZONE] = "2018-05-28T10:00:00+02:00",
	[IMPORT_DATE_GO] = "2018-05-28 08:00:00 +0000 UTC",
	[IMPORT_DATE_SECONDS] = "@1527494400",
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

enum err import_date_parse(struct import_parser *parser, const char *text,
	size_t len, enum day_edge edge, int64_t *utc_r)
{
	struct date_cache_entry *entry = &parser->dates[slot_of(text, len)];
	const struct zone *zone = parser->desk->settings->zone;
	enum err e;

	if (len >= DATE_CACHE_TEXT) {
		e = instant_parse(zone, text, edge, utc_r);
		if (!e)
			parser->report->dates[form_of(text)]++;
		return e;
	}
	if (entry->edge != (unsigned char)edge ||
		memcmp(entry->text, text, len + 1) != 0) {
		e = instant_parse(zone, text, edge, utc_r);
		if (e)
			return e;
		entry->utc = *utc_r;
		entry->edge = (unsigned char)edge;
		entry->form = (unsigned char)form_of(text);
		memcpy(entry->text, text, len + 1);
	}
	*utc_r = entry->utc;
	parser->report->dates[entry->form]++;
	return ERR_OK;
}
