/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/term.h"
#include "service/import/import.h"

#define EXIT_BAD_LINES 1
#define NAMES_MAX 200

struct importing {
	struct cli *cli;
	struct import_options options;
	const char *maps[NAMES_MAX], *ignored[NAMES_MAX];
	const char *encoding;
	enum charset charset;
	struct term_bar bar;
};

static void say(void *arg, uint64_t line, bool is_bad, const char *text)
{
	struct importing *i = arg;

	term_bar_clear(&i->bar);
	visible_printf(stderr, "%s:%" PRIu64 ": %s%s\n", i->options.path, line,
		is_bad ? "" : "note: ", text);
}

static void draw_bar(void *arg, uint64_t bytes, uint64_t of_bytes)
{
	struct importing *i = arg;

	term_bar_draw(&i->bar, bytes, of_bytes);
}

static enum err add_map(void *arg, const char *map)
{
	struct importing *i = arg;

	if (i->options.maps_len == NAMES_MAX) {
		cli_usage(
			i->cli, "--map is given more than %d times", NAMES_MAX);
		return ERR_LIMIT;
	}
	i->maps[i->options.maps_len++] = map;
	return ERR_OK;
}

static enum err add_ignored(void *arg, const char *column)
{
	struct importing *i = arg;

	if (i->options.ignored_len == NAMES_MAX) {
		cli_usage(i->cli, "--ignore is given more than %d times",
			NAMES_MAX);
		return ERR_LIMIT;
	}
	i->ignored[i->options.ignored_len++] = column;
	return ERR_OK;
}

static const char *separator_name(char separator)
{
	switch (separator) {
	case '\t':
		return "tab";
	case ';':
		return "semicolon";
	case '|':
		return "vertical bar";
	default:
		return "comma";
	}
}

static void print_form(const struct importing *i, const struct import_report *r)
{
	const char *before = ", dates as";

	visible_printf(stdout, "%s: %s%s, separated by %s", i->options.path,
		charset_name(r->charset),
		r->is_guess ? " (a guess: --encoding names another)" : "",
		separator_name(r->separator));
	for (unsigned d = 0; d < IMPORT_DATE_COUNT; d++) {
		if (r->dates[d] == 0)
			continue;
		visible_printf(stdout, "%s %s", before,
			import_date_name((enum import_date)d));
		before = " or";
	}
	putchar('\n');
}

static bool is_told_as_wish(enum column_field field)
{
	return field == FIELD_OBJECTED || field == FIELD_CONSENT ||
		field == FIELD_STATUS;
}

static void print_columns(const struct import_report *r)
{
	const char *before = "read: ";

	for (unsigned f = 0; f < FIELD_COUNT; f++) {
		if (!r->names[f] || is_told_as_wish((enum column_field)f))
			continue;
		visible_printf(stdout, "%s%s from \"%s\"", before,
			column_field_name((enum column_field)f), r->names[f]);
		before = ", ";
	}
	for (size_t i = 0; i < r->emails.len; i++)
		visible_printf(stdout, "%semail from \"%s\"", before,
			r->emails.items[i].name);
	for (size_t i = 0; i < r->wishes.len; i++)
		if (r->wishes.items[i].column != r->columns[FIELD_BASIS])
			visible_printf(stdout, "%s%s from \"%s\"", before,
				import_wish_name(r->wishes.items[i].sense),
				r->wishes.items[i].name);
	if (r->event_name)
		visible_printf(stdout, "%sthe date from \"%s\"", before,
			r->event_name);
	if (r->unread) {
		putchar('\n');
		visible_printf(stdout, "not read: %s", r->unread);
	}
	putchar('\n');
}

/* They add up: each row is in one of them. */
static void print_rows(const struct import_counts *c)
{
	visible_printf(stdout,
		"%" PRIu64 " rows: %" PRIu64 " persons new, %" PRIu64
		" changed, ",
		c->rows, c->created, c->changed);
	if (c->wishes_only > 0)
		visible_printf(stdout,
			"%" PRIu64 " not on record whose wish is new, ",
			c->wishes_only);
	visible_printf(
		stdout, "%" PRIu64 " rows with nothing new, ", c->unchanged);
	if (c->repeated > 0)
		visible_printf(stdout,
			"%" PRIu64 " rows that repeat a person, ", c->repeated);
	visible_printf(stdout, "%" PRIu64 " bad lines\n", c->bad);
}

static void print_shifts(const struct import_counts *c)
{
	for (size_t i = 0; i < c->shifts_len; i++) {
		const struct import_shift *s = &c->shifts[i];

		visible_printf(stdout,
			"%" PRIu64 " persons of relation \"%s\" are \"%s\" "
			"now, by a row dated later",
			s->persons, s->from, s->to);
		if (s->shorter > 0)
			visible_printf(stdout,
				": the retention of %" PRIu64
				" ends earlier than before",
				s->shorter);
		if (s->over > 0)
			visible_printf(stdout,
				", that of %" PRIu64
				" is over now and the next purge deletes them",
				s->over);
		putchar('\n');
	}
}

static void print_counts(
	const struct importing *i, const struct import_counts *c)
{
	print_rows(c);
	if (c->objections + c->grants + c->withdrawals > 0)
		visible_printf(stdout,
			"new: %" PRIu64 " objections, %" PRIu64
			" grants, %" PRIu64 " withdrawals\n",
			c->objections, c->grants, c->withdrawals);
	if (c->failures > 0)
		visible_printf(stdout,
			"%" PRIu64 " persons are undeliverable now\n",
			c->failures);
	if (c->kept > 0)
		visible_printf(stdout,
			"%" PRIu64 " rows name another relation that is dated "
			"no later than the present one, which stays\n",
			c->kept);
	print_shifts(c);
	if (c->still_set > 0)
		visible_printf(stdout,
			"%" PRIu64
			" wishes that were lifted here are still set "
			"there\n",
			c->still_set);
	if (c->not_applied > 0)
		visible_printf(stdout,
			"%" PRIu64 " consents are newer than an objection and "
			"were not applied\n",
			c->not_applied);
	if (i->options.dry_run)
		puts("dry run: nothing of it was kept");
}

static int run_import(struct importing *i)
{
	struct import_report report;
	int status;
	enum err e;

	term_bar_init(&i->bar);
	i->options.maps = i->maps;
	i->options.ignored = i->ignored;
	i->options.say = say;
	i->options.progress = draw_bar;
	i->options.arg = i;
	e = import_run(i->cli->desk, &i->options, &report);
	term_bar_clear(&i->bar);
	if (!e || report.counts.rows > 0) {
		print_form(i, &report);
		print_columns(&report);
		print_counts(i, &report.counts);
	}
	status = report.counts.bad > 0 ? EXIT_BAD_LINES : EX_OK;
	import_report_free(&report);
	if (e)
		return cli_desk_failed(i->cli, e);
	return cli_flush(i->cli) ? EX_IOERR : status;
}

static int read_encoding(struct importing *i)
{
	if (!i->encoding)
		return EX_OK;
	if (charset_parse(i->encoding, &i->charset))
		return cli_usage(i->cli,
			"--encoding: found \"%s\", accepted: %s", i->encoding,
			CHARSET_NAMES);
	i->options.charset = &i->charset;
	return EX_OK;
}

int cmd_import(struct cli *cli, int argc, char **argv)
{
	struct importing i = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "relation", .value = &i.options.relation},
		{.name = "source", .value = &i.options.source},
		{.name = "map", .each = add_map, .arg = &i},
		{.name = "ignore", .each = add_ignored, .arg = &i},
		{.name = "encoding", .value = &i.encoding},
		{.name = "all-objected", .flag = &i.options.all_objected},
		{.name = "undeliverable", .flag = &i.options.all_undeliverable},
		{.name = "dry-run", .flag = &i.options.dry_run},
	};
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"FILE.csv", &i.options.path);
	if (!status && i.options.all_objected && i.options.all_undeliverable)
		status = cli_usage(cli,
			"give --all-objected or --undeliverable, not both");
	if (!status)
		status = read_encoding(&i);
	if (!status)
		status = i.options.dry_run ? cli_open_desk_dry(cli) :
					     cli_open_desk(cli, true);
	return status ? status : run_import(&i);
}
