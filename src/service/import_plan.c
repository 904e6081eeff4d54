/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "service/import_row.h"

#define NAMES_MAX 400
#define UNREAD_MAX 65536

static void add_name(struct buf *names, const char *name)
{
	if (names->len > 0)
		buf_adds(names, ", ");
	buf_adds(names, name);
}

static enum err unknown_field(struct desk *desk, const char *map, size_t len)
{
	struct buf names;
	enum err e;

	buf_init(&names, NAMES_MAX);
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		add_name(&names, column_field_name((enum column_field)f));
	e = desk_fail(desk, ERR_INVALID,
		"--map %s: there is no field \"%.*s\"; accepted: %s", map,
		(int)len, map, buf_text(&names));
	buf_free(&names);
	return e;
}

static enum err unknown_column(struct desk *desk, const char *column,
	const struct csvfile_record *heading)
{
	struct buf names;
	enum err e;

	buf_init(&names, NAMES_MAX);
	for (size_t i = 0; i < heading->len; i++)
		add_name(&names, heading->fields[i]);
	e = desk_fail(desk, ERR_INVALID,
		"the file has no column \"%s\"; it has: %s", column,
		buf_text(&names));
	buf_free(&names);
	return e;
}

static int find_column(const struct csvfile_record *heading, const char *name)
{
	for (size_t i = 0; i < heading->len; i++)
		if (strcmp(heading->fields[i], name) == 0)
			return (int)i;
	for (size_t i = 0; i < heading->len; i++)
		if (column_is_same(heading->fields[i], name))
			return (int)i;
	return -1;
}

static enum err apply_map(struct desk *desk, const char *map,
	const struct csvfile_record *heading, int columns[FIELD_COUNT])
{
	const char *equals = strchr(map, '=');
	enum column_field field;
	int column;

	if (!equals || equals[1] == '\0')
		return desk_fail(desk, ERR_INVALID,
			"--map: found \"%s\", accepted: FIELD=COLUMN", map);
	if (column_field_parse(map, (size_t)(equals - map), &field))
		return unknown_field(desk, map, (size_t)(equals - map));
	/* What the firm did is no contact of the person: GDPR Art. 5(1)(d),
	 * and the clock of retention would run for ever. */
	if (field == FIELD_LAST_CONTACT && column_is_sellers(equals + 1))
		return desk_fail(desk, ERR_INVALID,
			"last_contact cannot be read from \"%s\": such a "
			"column "
			"counts what the seller or the system did as well, and "
			"only what the person did (wrote, called, bought, "
			"clicked) is a contact; map a column that holds that, "
			"or leave last_contact out",
			equals + 1);
	column = find_column(heading, equals + 1);
	if (column < 0)
		return unknown_column(desk, equals + 1, heading);
	if (columns[field] >= 0)
		return desk_fail(desk, ERR_INVALID,
			"--map: the field %s is mapped twice",
			column_field_name(field));
	columns[field] = column;
	return ERR_OK;
}

static bool is_taken(const int columns[FIELD_COUNT], int column)
{
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		if (columns[f] == column)
			return true;
	return false;
}

/* Columns that bear a field's own name; of other names only those of
 * addresses and objections: taking one of these can do no harm. */
static void find_by_names(
	const struct csvfile_record *heading, int columns[FIELD_COUNT])
{
	enum column_field field;

	for (size_t i = 0; i < heading->len; i++)
		if (column_field_parse(heading->fields[i], heading->lens[i],
			    &field) == ERR_OK &&
			columns[field] < 0 && !is_taken(columns, (int)i))
			columns[field] = (int)i;
	if (columns[FIELD_EMAIL] < 0)
		columns[FIELD_EMAIL] = column_find_named(heading);
	if (columns[FIELD_OBJECTED] >= 0 || columns[FIELD_OBJECTED_AT] >= 0)
		return;
	for (size_t i = 0; i < heading->len; i++) {
		if (column_is_objection(heading->fields[i]) &&
			!is_taken(columns, (int)i)) {
			columns[FIELD_OBJECTED] = (int)i;
			return;
		}
	}
}

static enum err name_columns(
	struct import_report *report, const struct csvfile_record *heading)
{
	struct buf unread;
	enum err e = ERR_OK;

	for (unsigned f = 0; f < FIELD_COUNT; f++) {
		if (report->columns[f] < 0)
			continue;
		report->names[f] = strdup(heading->fields[report->columns[f]]);
		if (!report->names[f])
			return ERR_NOMEM;
	}
	buf_init(&unread, UNREAD_MAX);
	for (size_t i = 0; i < heading->len; i++)
		if (!is_taken(report->columns, (int)i) && heading->lens[i] > 0)
			add_name(&unread, heading->fields[i]);
	if (unread.len > 0) {
		report->unread = strdup(buf_text(&unread));
		e = report->unread ? ERR_OK : ERR_NOMEM;
	}
	buf_free(&unread);
	return e;
}

/* Without a relation nobody can be kept; only wishes of persons can be. */
static bool has_only_facts_without_relation(
	const struct import_options *options, const int columns[FIELD_COUNT])
{
	return !options->relation && columns[FIELD_RELATION] < 0 &&
		columns[FIELD_OBJECTED] < 0 && columns[FIELD_OBJECTED_AT] < 0 &&
		columns[FIELD_BASIS] < 0 && columns[FIELD_WITHDRAWN] < 0;
}

enum err import_plan(struct desk *desk, const struct import_options *options,
	const struct csvfile_record *heading, struct import_report *report)
{
	enum err e;

	for (size_t i = 0; i < options->maps_len; i++) {
		e = apply_map(desk, options->maps[i], heading, report->columns);
		if (e)
			return e;
	}
	find_by_names(heading, report->columns);
	if (report->columns[FIELD_EMAIL] < 0)
		return desk_fail(desk, ERR_INVALID,
			"%s: no column of addresses is found in the first row; "
			"accepted: a column named \"email\", or --map "
			"email=COLUMN",
			options->path);
	if (has_only_facts_without_relation(options, report->columns))
		return desk_fail(desk, ERR_INVALID,
			"%s: nothing says why the firm knows these persons; "
			"give --relation or a column \"relation\"",
			options->path);
	e = name_columns(report, heading);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}
