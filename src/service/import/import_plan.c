/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "service/import/import_row.h"

#define NAMES_MAX 400
#define UNREAD_MAX 65536
#define HEADING_ROWS 10 /* titles before the heading are fewer */

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

static void add_headings(
	struct buf *names, const struct csvfile_record *heading)
{
	buf_init(names, NAMES_MAX);
	for (size_t i = 0; i < heading->len; i++)
		if (heading->lens[i] > 0 &&
			names->len + heading->lens[i] + 2 < NAMES_MAX)
			add_name(names, heading->fields[i]);
}

static enum err unknown_column(struct desk *desk, const char *column,
	const struct csvfile_record *heading)
{
	struct buf names;
	enum err e;

	add_headings(&names, heading);
	e = desk_fail(desk, ERR_INVALID,
		"the file has no column \"%s\"; it has: %s", column,
		buf_text(&names));
	buf_free(&names);
	return e;
}

/* ----------------------------------------------- columns that may be several */

static enum err add_column(struct import_columns *list, int column,
	enum heading_sense sense, const struct csvfile_record *heading)
{
	struct import_wish *wish;

	if (array_reserve((void **)&list->items, &list->cap, list->len + 1,
		    sizeof(*list->items)))
		return ERR_NOMEM;
	wish = &list->items[list->len];
	*wish = (struct import_wish){
		column, sense, strdup(heading->fields[column])};
	if (!wish->name)
		return ERR_NOMEM;
	list->len++;
	return ERR_OK;
}

static enum heading_sense sense_of_field(enum column_field field)
{
	static const struct {
		enum column_field field;
		enum heading_sense sense;
	} senses[] = {
		{FIELD_OBJECTED, HEADING_OBJECTION},
		{FIELD_CONSENT, HEADING_CONSENT},
		{FIELD_STATUS, HEADING_STATUS},
		/* SuiteCRM keeps "withdrawn" among the bases. */
		{FIELD_BASIS, HEADING_MAIL_STATUS},
	};

	for (size_t i = 0; i < sizeof(senses) / sizeof(*senses); i++)
		if (senses[i].field == field)
			return senses[i].sense;
	return HEADING_OTHER;
}

const char *import_wish_name(enum heading_sense sense)
{
	switch (sense) {
	case HEADING_OBJECTION:
		return "objected";
	case HEADING_CONSENT:
		return "consent";
	case HEADING_REFUSAL:
		return "withdrawn";
	case HEADING_STATUS:
	case HEADING_MAIL_STATUS:
		return "status";
	case HEADING_OTHER:
	case HEADING_ADDRESS:
	case HEADING_DETAIL:
	case HEADING_UNCLEAR:
		break;
	}
	return "email";
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
	const struct csvfile_record *heading, struct import_report *report)
{
	int *columns = report->columns;
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
	if (sense_of_field(field) != HEADING_OTHER &&
		add_column(&report->wishes, column, sense_of_field(field),
			heading))
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	if (field == FIELD_EMAIL && columns[field] >= 0 &&
		add_column(&report->emails, column, HEADING_ADDRESS, heading))
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	/* Of these there may be several. */
	if (columns[field] >= 0 &&
		(field == FIELD_EMAIL ||
			sense_of_field(field) != HEADING_OTHER))
		return ERR_OK;
	if (columns[field] >= 0)
		return desk_fail(desk, ERR_INVALID,
			"--map: the field %s is mapped twice",
			column_field_name(field));
	columns[field] = column;
	return ERR_OK;
}

static bool is_among(const struct import_columns *list, int column)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i].column == column)
			return true;
	return false;
}

static bool is_taken(const struct import_report *report, int column)
{
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		if (report->columns[f] == column)
			return true;
	return report->event_at == column ||
		is_among(&report->wishes, column) ||
		is_among(&report->emails, column);
}

static bool is_ignored(const struct import_options *options, const char *name)
{
	for (size_t i = 0; i < options->ignored_len; i++)
		if (column_is_same(options->ignored[i], name))
			return true;
	return false;
}

/* Columns that bear a field's own name. */
static enum err find_by_names(const struct import_options *options,
	const struct csvfile_record *heading, struct import_report *report)
{
	int *columns = report->columns;
	enum column_field field;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < heading->len; i++) {
		if (column_field_parse(heading->fields[i], heading->lens[i],
			    &field) != ERR_OK ||
			columns[field] >= 0 || is_taken(report, (int)i) ||
			is_ignored(options, heading->fields[i]))
			continue;
		columns[field] = (int)i;
		if (sense_of_field(field) != HEADING_OTHER)
			e = add_column(&report->wishes, (int)i,
				sense_of_field(field), heading);
	}
	if (columns[FIELD_EMAIL] < 0)
		columns[FIELD_EMAIL] = column_find_named(heading);
	return e;
}

/* What is said of columns that are not understood. */
struct unclear {
	struct buf text;
	struct buf details; /* that need another column beside them */
};

static void add_unclear(struct buf *text, const char *name)
{
	buf_addf(text,
		"%s\"%s\": --map objected=\"%s\" where a yes means no "
		"marketing, --map consent=\"%s\" where a no does, --ignore "
		"\"%s\" where neither",
		text->len > 0 ? "; " : "", name, name, name, name);
}

static enum err take_sense(const struct csvfile_record *heading, size_t i,
	struct import_report *report, struct unclear *unclear)
{
	enum heading_sense sense = heading_sense(heading->fields[i]);

	switch (sense) {
	case HEADING_ADDRESS:
		return add_column(&report->emails, (int)i, sense, heading);
	case HEADING_OBJECTION:
	case HEADING_CONSENT:
	case HEADING_REFUSAL:
	case HEADING_STATUS:
	case HEADING_MAIL_STATUS:
		return add_column(&report->wishes, (int)i, sense, heading);
	case HEADING_DETAIL:
		add_unclear(&unclear->details, heading->fields[i]);
		break;
	case HEADING_UNCLEAR:
		add_unclear(&unclear->text, heading->fields[i]);
		break;
	case HEADING_OTHER:
		break;
	}
	return ERR_OK;
}

static bool tells_against(const struct import_report *report)
{
	for (size_t i = 0; i < report->wishes.len; i++)
		if (report->wishes.items[i].sense == HEADING_OBJECTION ||
			report->wishes.items[i].sense == HEADING_REFUSAL)
			return true;
	return report->columns[FIELD_OBJECTED_AT] >= 0;
}

static enum err keep_unclear(
	struct import_report *report, struct unclear *unclear)
{
	enum err e = ERR_OK;

	if (!tells_against(report) && unclear->details.len > 0)
		buf_addf(&unclear->text, "%s%s",
			unclear->text.len > 0 ? "; " : "",
			buf_text(&unclear->details));
	if (unclear->text.len > 0) {
		report->unclear = strdup(buf_text(&unclear->text));
		e = report->unclear ? ERR_OK : ERR_NOMEM;
	}
	return e;
}

/* Columns by what their headings mean. To take one of these can do no harm,
 * and to leave one out could. */
static enum err find_by_sense(const struct import_options *options,
	const struct csvfile_record *heading, struct import_report *report)
{
	struct unclear unclear;
	enum err e = ERR_OK;

	buf_init(&unclear.text, UNREAD_MAX);
	buf_init(&unclear.details, UNREAD_MAX);
	for (size_t i = 0; !e && i < heading->len; i++)
		if (!is_taken(report, (int)i) &&
			!is_ignored(options, heading->fields[i]))
			e = take_sense(heading, i, report, &unclear);
	if (!e)
		e = keep_unclear(report, &unclear);
	buf_free(&unclear.text);
	buf_free(&unclear.details);
	return e;
}

/* Amazon SES, Postmark, SendGrid: everybody is in it for a reason, and a date
 * says since when. */
static void find_suppression(const struct import_options *options,
	const struct csvfile_record *heading, struct import_report *report)
{
	report->is_suppression =
		options->all_objected || options->all_undeliverable;
	for (size_t i = 0; i < heading->len; i++)
		if (heading_is_suppression(heading->fields[i]))
			report->is_suppression = true;
	for (size_t i = 0; report->is_suppression && report->event_at < 0 &&
		i < heading->len;
		i++)
		if (!is_taken(report, (int)i) &&
			!is_ignored(options, heading->fields[i]) &&
			heading_is_event_date(heading->fields[i]))
			report->event_at = (int)i;
	/* Where the reason is all that is told, every word of it counts. */
	for (size_t i = 0; report->is_suppression && !options->all_objected &&
		!options->all_undeliverable && i < report->wishes.len;
		i++)
		if (report->wishes.items[i].sense == HEADING_STATUS)
			report->wishes.items[i].sense = HEADING_MAIL_STATUS;
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
	if (report->event_at >= 0) {
		report->event_name = strdup(heading->fields[report->event_at]);
		if (!report->event_name)
			return ERR_NOMEM;
	}
	buf_init(&unread, UNREAD_MAX);
	for (size_t i = 0; i < heading->len; i++)
		if (!is_taken(report, (int)i) && heading->lens[i] > 0)
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
	const struct import_options *options,
	const struct import_report *report)
{
	const int *columns = report->columns;

	return !options->relation && columns[FIELD_RELATION] < 0 &&
		report->wishes.len == 0 && columns[FIELD_OBJECTED_AT] < 0 &&
		columns[FIELD_BASIS] < 0 && columns[FIELD_WITHDRAWN] < 0 &&
		columns[FIELD_UNDELIVERABLE] < 0 && !report->unclear &&
		!report->is_suppression;
}

static enum err check_ignored(struct desk *desk,
	const struct import_options *options,
	const struct csvfile_record *heading)
{
	for (size_t i = 0; i < options->ignored_len; i++)
		if (find_column(heading, options->ignored[i]) < 0)
			return unknown_column(
				desk, options->ignored[i], heading);
	return ERR_OK;
}

static enum err no_address(struct desk *desk,
	const struct import_options *options,
	const struct csvfile_record *heading)
{
	struct buf names;
	enum err e;

	add_headings(&names, heading);
	e = desk_fail(desk, ERR_INVALID,
		"%s: no column of addresses is found in the first rows; "
		"accepted: a column named \"email\", or --map email=COLUMN; "
		"line %" PRIu64 " has: %s",
		options->path, heading->line, buf_text(&names));
	buf_free(&names);
	return e;
}

enum err import_plan(struct desk *desk, const struct import_options *options,
	const struct csvfile_record *heading, struct import_report *report)
{
	enum err e = check_ignored(desk, options, heading);

	for (size_t i = 0; !e && i < options->maps_len; i++)
		e = apply_map(desk, options->maps[i], heading, report);
	if (e)
		return e;
	e = find_by_names(options, heading, report);
	if (!e && report->columns[FIELD_EMAIL] < 0)
		return no_address(desk, options, heading);
	if (!e)
		e = find_by_sense(options, heading, report);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	find_suppression(options, heading, report);
	if (has_only_facts_without_relation(options, report))
		return desk_fail(desk, ERR_INVALID,
			"%s: nothing says why the firm knows these persons; "
			"give --relation or a column \"relation\"; if "
			"everybody in the file objected or cannot be reached: "
			"--all-objected or --undeliverable",
			options->path);
	e = name_columns(report, heading);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}

/* -------------------------------------------------------------- the heading */

/* By --map email=COLUMN; "is_asked_r": there is such a --map. */
static bool is_mapped(const struct import_options *options,
	const struct csvfile_record *record, bool *is_asked_r)
{
	bool found = false;

	*is_asked_r = false;
	for (size_t i = 0; i < options->maps_len; i++) {
		if (strncasecmp(options->maps[i], "email=", 6) != 0)
			continue;
		*is_asked_r = true;
		found |= find_column(record, options->maps[i] + 6) >= 0;
	}
	return found;
}

static bool is_heading(const struct import_options *options,
	const struct csvfile_record *record)
{
	bool is_asked;
	bool found = is_mapped(options, record, &is_asked);

	if (is_asked)
		return found;
	for (size_t i = 0; i < record->len; i++)
		if (memchr(record->fields[i], '@', record->lens[i]))
			return false;
	return column_find_named(record) >= 0;
}

/* The last chance to say what the file has instead. */
static enum err take_first(
	struct csvfile *file, struct csvfile_record *heading_r)
{
	enum err e = csvfile_rewind(file);

	if (e)
		return e;
	do {
		e = csvfile_next(file, heading_r);
	} while (e == ERR_INVALID);
	return e;
}

enum err import_heading_find(struct desk *desk,
	const struct import_options *options, struct csvfile *file,
	struct csvfile_record *heading_r, unsigned *passed_r)
{
	enum err e = ERR_OK;

	*passed_r = 0;
	if (csvfile_is_workbook(file))
		return desk_fail(desk, ERR_INVALID, "%s: %s", options->path,
			CSVFILE_WORKBOOK);
	for (int n = 0; n < HEADING_ROWS; n++) {
		e = csvfile_next(file, heading_r);
		if (e && e != ERR_INVALID)
			break;
		if (e)
			continue;
		if (is_heading(options, heading_r))
			return ERR_OK;
		++*passed_r;
	}
	if (e == ERR_INVALID && *passed_r == 0)
		return desk_fail(desk, e, "%s: the first row: %s",
			options->path, csvfile_cause(file));
	if (e == ERR_NOT_FOUND && *passed_r == 0)
		return desk_fail(desk, ERR_INVALID, "%s: the file is empty",
			options->path);
	if (!e || e == ERR_INVALID || e == ERR_NOT_FOUND)
		e = take_first(file, heading_r);
	*passed_r = 0;
	return e ? desk_fail(desk, e, "%s: %s", options->path, err_text(e)) :
		   ERR_OK;
}
