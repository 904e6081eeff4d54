/* SPDX-License-Identifier: BSD-2-Clause */
/* Which columns of a file are read, and what the others hold. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/audit/audit.h"
#include "service/import/import_row.h"

#define HEADING_MAX 80
#define HEADING_DIGITS_MAX 5

/* In a file without a heading the first row is somebody. */
static bool looks_like_data(const char *heading)
{
	size_t digits = 0, len = 0;

	for (; heading[len]; len++)
		digits += heading[len] >= '0' && heading[len] <= '9';
	return len == 0 || len > HEADING_MAX || strchr(heading, '@') ||
		digits > HEADING_DIGITS_MAX;
}

static char *name_of(const char *heading, size_t n)
{
	char name[32];

	if (!looks_like_data(heading))
		return strdup(heading);
	snprintf(name, sizeof(name), "column %zu", n + 1);
	return strdup(name);
}

static bool is_among(const char *heading, const char *const *names, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (column_is_same(heading, names[i]))
			return true;
	return false;
}

static void find_ref(
	struct audit_file *file, const struct csvfile_record *heading)
{
	for (size_t i = 0; file->ref < 0 && i < heading->len; i++)
		if ((int)i != file->email &&
			audit_heading_is_ref(heading->fields[i]))
			file->ref = (int)i;
}

static enum err name_columns(const struct audit_options *options,
	const struct csvfile_record *heading, struct audit_file *file)
{
	file->columns = calloc(heading->len + 1, sizeof(*file->columns));
	if (!file->columns)
		return ERR_NOMEM;
	file->columns_len = heading->len;
	for (size_t i = 0; i < heading->len; i++) {
		struct audit_column *c = &file->columns[i];

		c->name = name_of(heading->fields[i], i);
		if (!c->name)
			return ERR_NOMEM;
		c->heading = audit_heading(heading->fields[i]);
		c->is_needed = is_among(heading->fields[i], options->needed,
			options->needed_len);
	}
	return ERR_OK;
}

static void take_addresses(struct audit_column *column)
{
	column->is_read = true;
	column->is_address = true;
}

/* The columns are found as an import finds them. */
static enum err plan(struct desk *desk, const struct audit_options *options,
	const struct csvfile_record *heading, struct audit_file *file)
{
	const struct import_options import = {.path = file->path,
		.relation = "", /* nobody is taken in: none is needed */
		.maps = options->maps,
		.maps_len = options->maps_len};
	struct import_report *report = calloc(1, sizeof(*report));
	enum err e;

	if (!report)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	import_report_init(report);
	file->import = report;
	e = import_plan(desk, &import, heading, report);
	if (!e && name_columns(options, heading, file))
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	if (e)
		return e;
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		if (report->columns[f] >= 0)
			file->columns[report->columns[f]].is_read = true;
	for (size_t i = 0; i < report->wishes.len; i++)
		file->columns[report->wishes.items[i].column].is_read = true;
	for (size_t i = 0; i < report->emails.len; i++)
		take_addresses(&file->columns[report->emails.items[i].column]);
	if (report->columns[FIELD_EMAIL] >= 0)
		take_addresses(&file->columns[report->columns[FIELD_EMAIL]]);
	file->email = report->columns[FIELD_EMAIL];
	file->ref = report->columns[FIELD_REF];
	find_ref(file, heading);
	if (file->ref >= 0)
		file->columns[file->ref].is_read = true;
	return ERR_OK;
}

enum err audit_columns_begin(struct desk *desk,
	const struct audit_options *options, struct audit_file *file)
{
	const struct import_options import = {.path = file->path,
		.maps = options->maps,
		.maps_len = options->maps_len};
	struct csvfile_record heading;
	unsigned passed;
	enum err e = import_heading_find(
		desk, &import, file->csv, &heading, &passed);

	return e ? e : plan(desk, options, &heading, file);
}

void audit_columns_look(
	struct audit_file *file, const struct csvfile_record *record, int year)
{
	for (size_t i = 0; i < file->columns_len && i < record->len; i++) {
		struct audit_column *c = &file->columns[i];

		/* Addresses are looked up, each of them. */
		if (c->is_address)
			c->sample.seen += record->lens[i] > 0;
		else
			audit_sample_add(&c->sample, record->fields[i],
				record->lens[i], year);
	}
}

bool audit_by_heading(const struct audit_column *column, enum audit_data data)
{
	return column->heading == data && !column->is_read;
}

/* A column that an import takes is what it is taken for, whatever it is
 * called; a national number as a reference is one all the same. */
void audit_columns_end(struct audit_file *file)
{
	for (size_t i = 0; i < file->columns_len; i++) {
		struct audit_column *c = &file->columns[i];

		c->holds = audit_sample_tell(
			&c->sample, c->is_read ? AUDIT_PLAIN : c->heading);
		if (c->is_read)
			c->holds &= ~(AUDIT_BIT(AUDIT_BIRTH) |
				AUDIT_BIT(AUDIT_FREE_TEXT));
		c->data = audit_heaviest(c->holds);
	}
}
