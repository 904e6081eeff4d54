/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/term.h"
#include "service/import.h"

#define EXIT_BAD_LINES 1
#define MAPS_MAX FIELD_COUNT

struct importing {
	struct cli *cli;
	struct import_options options;
	const char *maps[MAPS_MAX];
	struct term_bar bar;
};

static void say(void *arg, uint64_t line, bool is_bad, const char *text)
{
	struct importing *i = arg;

	term_bar_clear(&i->bar);
	fprintf(stderr, "%s:%" PRIu64 ": %s%s\n", i->options.path, line,
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

	if (i->options.maps_len == MAPS_MAX) {
		cli_usage(i->cli,
			"--map is given more often than there are "
			"fields");
		return ERR_LIMIT;
	}
	i->maps[i->options.maps_len++] = map;
	return ERR_OK;
}

static const char *separator_name(char separator)
{
	switch (separator) {
	case '\t':
		return "tab";
	case ';':
		return "semicolon";
	default:
		return "comma";
	}
}

static void print_form(const struct importing *i, const struct import_report *r)
{
	const char *before = ", dates as";

	printf("%s: %s, separated by %s", i->options.path,
		charset_name(r->charset), separator_name(r->separator));
	for (unsigned d = 0; d < IMPORT_DATE_COUNT; d++) {
		if (r->dates[d] == 0)
			continue;
		printf("%s %s", before, import_date_name((enum import_date)d));
		before = " or";
	}
	putchar('\n');
}

static void print_columns(const struct import_report *r)
{
	const char *before = "read: ";

	for (unsigned f = 0; f < FIELD_COUNT; f++) {
		if (!r->names[f])
			continue;
		printf("%s%s from \"%s\"", before,
			column_field_name((enum column_field)f), r->names[f]);
		before = ", ";
	}
	if (r->unread)
		printf("\nnot read: %s", r->unread);
	putchar('\n');
}

static void print_counts(
	const struct importing *i, const struct import_counts *c)
{
	printf("%" PRIu64 " rows: %" PRIu64 " persons new, %" PRIu64
	       " changed, %" PRIu64 " rows with nothing new, %" PRIu64
	       " bad lines\n",
		c->rows, c->created, c->changed, c->unchanged, c->bad);
	if (c->objections + c->grants + c->withdrawals > 0)
		printf("new: %" PRIu64 " objections, %" PRIu64
		       " grants, %" PRIu64 " withdrawals\n",
			c->objections, c->grants, c->withdrawals);
	if (c->kept > 0)
		printf("%" PRIu64 " rows name another relation that is dated "
		       "no later than the present one, which stays\n",
			c->kept);
	if (c->not_applied > 0)
		printf("%" PRIu64 " consents are newer than an objection and "
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

int cmd_import(struct cli *cli, int argc, char **argv)
{
	struct importing i = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "relation", .value = &i.options.relation},
		{.name = "source", .value = &i.options.source},
		{.name = "map", .each = add_map, .arg = &i},
		{.name = "dry-run", .flag = &i.options.dry_run},
	};
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"FILE.csv", &i.options.path);
	if (!status)
		status = i.options.dry_run ? cli_open_desk_dry(cli) :
					     cli_open_desk(cli, true);
	return status ? status : run_import(&i);
}
