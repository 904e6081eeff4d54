/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/term.h"
#include "service/import.h"

#define EXIT_BAD_LINES 1
#define MAPS_MAX FIELD_COUNT
#define BAR_MARGIN 12

struct importing {
	struct cli *cli;
	struct import_options options;
	const char *maps[MAPS_MAX];
	bool has_bar; /* standard error is a terminal */
	int shown; /* percent; -1: no bar is on the screen */
};

static void clear_bar(struct importing *i)
{
	if (i->has_bar && i->shown >= 0)
		fputs("\r\033[K", stderr);
	i->shown = -1;
}

static void say(void *arg, uint64_t line, bool is_bad, const char *text)
{
	struct importing *i = arg;

	clear_bar(i);
	fprintf(stderr, "%s:%" PRIu64 ": %s%s\n", i->options.path, line,
		is_bad ? "" : "note: ", text);
}

static void draw_bar(void *arg, uint64_t bytes, uint64_t of_bytes)
{
	struct importing *i = arg;
	int percent = of_bytes ? (int)(bytes * 100 / of_bytes) : 100;
	int width = term_width() - BAR_MARGIN;
	int full = width * percent / 100;

	if (!i->has_bar || percent == i->shown)
		return;
	i->shown = percent;
	fprintf(stderr, "\r%3d %% [", percent);
	for (int c = 0; c < width; c++)
		fputc(c < full ? '#' : ' ', stderr);
	fputs("]", stderr);
	fflush(stderr);
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

	i->has_bar = isatty(STDERR_FILENO);
	i->shown = -1;
	i->options.maps = i->maps;
	i->options.say = say;
	i->options.progress = draw_bar;
	i->options.arg = i;
	e = import_run(i->cli->desk, &i->options, &report);
	clear_bar(i);
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
	int first, status;

	status = cli_options(cli, argc, argv, options,
		sizeof(options) / sizeof(options[0]), &first);
	if (!status)
		status = cli_one_argument(
			cli, argc, argv, first, "FILE.csv", &i.options.path);
	if (!status)
		status = i.options.dry_run ? cli_open_desk_dry(cli) :
					     cli_open_desk(cli, true);
	return status ? status : run_import(&i);
}
