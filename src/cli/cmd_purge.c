/* SPDX-License-Identifier: BSD-2-Clause */
/* due, purge, erase: the end of a person's data. */
#include <inttypes.h>
#include <string.h>

#include <jansson.h>

#include "cli/command.h"
#include "cli/request.h"
#include "cli/term.h"
#include "service/csv/csvcell.h"
#include "service/retention/erasure_notify.h"
#include "service/retention/purge.h"

/* Something was left that should have gone, or nobody took the references. */
#define EXIT_LEFT 1
#define SAID_MAX 4000

/* ------------------------------------------------------------------ due */

struct listing_due {
	struct cli *cli;
	bool is_json;
	int64_t without_ref;
	int64_t guarded; /* references with an apostrophe before them */
};

static void retention_text(const struct listing_due *l, struct retention end,
	char text_r[INSTANT_TEXT_SIZE])
{
	if (end.kind == RETENTION_AT)
		instant_format_iso(l->cli->settings->zone, end.end_utc, text_r);
	else
		snprintf(text_r, INSTANT_TEXT_SIZE, "ended");
}

static void print_csv(
	struct listing_due *l, const struct purge_due *due, const char *end)
{
	l->guarded += csvcell_put(due->ref, stdout);
	printf(",%s,%s,%s\n", due->relation ? due->relation : "", end,
		due->is_restricted ? "yes" : "no");
}

static void print_json(const struct purge_due *due, const char *end)
{
	json_t *line = json_pack("{s:s, s:s?, s:s, s:b}", "reference", due->ref,
		"relation", due->relation, "retention_end", end, "restricted",
		due->is_restricted);

	if (line)
		json_dumpf(line, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(line);
}

static bool print_due(void *arg, const struct purge_due *due)
{
	struct listing_due *l = arg;
	char end[INSTANT_TEXT_SIZE];

	if (!due->ref) {
		l->without_ref++;
		return true;
	}
	retention_text(l, due->retention, end);
	if (l->is_json)
		print_json(due, end);
	else
		print_csv(l, due, end);
	return !ferror(stdout);
}

static int list_due(
	struct listing_due *l, const char *relation, int64_t within_s)
{
	struct desk *desk = l->cli->desk;
	enum err e;

	if (!l->is_json)
		puts("reference,relation,retention_end,restricted");
	e = purge_due_each(
		desk, relation, desk->now_utc + within_s, print_due, l);
	if (e)
		return cli_desk_failed(l->cli, e);
	if (l->guarded > 0)
		fprintf(stderr,
			"robinson due: %" PRId64
			" references begin as a formula does and have an "
			"apostrophe before them; --format json gives them as "
			"they are.\n",
			l->guarded);
	if (l->without_ref > 0)
		visible_printf(stderr,
			"robinson due: %" PRId64 " more have no reference.\n",
			l->without_ref);
	return cli_flush(l->cli);
}

int cmd_due(struct cli *cli, int argc, char **argv)
{
	struct listing_due l = {.cli = cli};
	const char *within = NULL, *relation = NULL, *format = NULL;
	const struct cli_option options[] = {
		{.name = "within", .value = &within},
		{.name = "relation", .value = &relation},
		{.name = "format", .value = &format},
	};
	int64_t within_s = 0;
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && first < argc)
		status = cli_usage(cli, "unexpected \"%s\"", argv[first]);
	if (!status && within && duration_parse(within, &within_s))
		status = cli_usage(cli,
			"--within: found \"%s\", accepted: days, as 7d or "
			"\"30 days\"",
			within);
	if (!status && format && strcmp(format, "csv") != 0 &&
		strcmp(format, "json") != 0)
		status = cli_usage(cli,
			"--format: found \"%s\", accepted: csv, json", format);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	l.is_json = format && strcmp(format, "json") == 0;
	return list_due(&l, relation, within_s);
}

/* ---------------------------------------------------------------- purge */

struct purging {
	struct cli *cli;
	struct purge_options options;
	struct term_bar bar;
};

static void draw_bar(void *arg, int64_t subjects, int64_t of)
{
	struct purging *p = arg;

	term_bar_draw(&p->bar, (uint64_t)subjects, (uint64_t)of);
}

static void print_report(const struct purging *p, const struct purge_report *r)
{
	visible_printf(stdout,
		"%" PRId64 " persons looked at, the time of %" PRId64
		" is over.\n",
		r->subjects, r->ended);
	visible_printf(stdout,
		"%s: %" PRId64 ", with %" PRId64 " held messages to them.\n",
		p->options.is_dry ? "Would be removed" : "Removed", r->removed,
		r->held);
	if (r->restricted > 0)
		visible_printf(stdout,
			"Restricted, left alone (GDPR Art. 18): %" PRId64 ".\n",
			r->restricted);
	if (r->unknown_relation > 0) {
		printf("Of a relation that the configuration does not know, "
		       "left alone: %" PRId64 ".\n",
			r->unknown_relation);
		puts("Put the relation back, or purge them with "
		     "--unknown-relations.");
	}
}

/* What was left by earlier ones goes with it. */
static int hand_over(struct cli *cli, int *status)
{
	int64_t taken = 0;
	enum err e = erasure_notify_run(cli->desk, &taken);

	if (taken > 0)
		visible_printf(stdout, "References handed over: %" PRId64 ".\n",
			taken);
	if (e == ERR_UNAVAILABLE) {
		cli_fail(cli, 0, "%s", cli->desk->cause);
		*status = EXIT_LEFT;
		return EX_OK;
	}
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

static int scrub(struct cli *cli, int *status)
{
	enum err e = purge_scrub(cli->desk);

	if (e == ERR_UNAVAILABLE) {
		cli_fail(cli, 0,
			"%s; old copies of what was removed go from the log "
			"with the next purge",
			cli->desk->cause);
		*status = EXIT_LEFT;
		return EX_OK;
	}
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

static int finish(struct cli *cli, int result)
{
	int status = hand_over(cli, &result);

	if (!status)
		status = scrub(cli, &result);
	if (!status)
		status = cli_flush(cli);
	return status ? status : result;
}

static int purge(struct purging *p)
{
	struct purge_report report;
	enum err e;

	term_bar_init(&p->bar);
	p->options.progress = p->bar.is_wanted ? draw_bar : NULL;
	p->options.arg = p;
	e = purge_run(p->cli->desk, &p->options, &report);
	term_bar_clear(&p->bar);
	if (e) {
		int status = cli_not_believed(p->cli, e);

		return status ? status : cli_desk_failed(p->cli, e);
	}
	print_report(p, &report);
	if (report.is_refused)
		cli_fail(
			p->cli, 0, "without --confirm %s", p->cli->desk->cause);
	if (p->options.is_dry)
		return cli_flush(p->cli);
	return finish(p->cli, report.unknown_relation > 0 ? EXIT_LEFT : EX_OK);
}

int cmd_purge(struct cli *cli, int argc, char **argv)
{
	struct purging p = {.cli = cli};
	const char *reason = NULL;
	bool confirms = false;
	const struct cli_option options[] = {
		{.name = "confirm", .flag = &confirms},
		{.name = "reason", .value = &reason},
		{.name = "dry-run", .flag = &p.options.is_dry},
		{.name = "relation", .value = &p.options.relation},
		{.name = "unknown-relations", .flag = &p.options.takes_unknown},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && first < argc)
		status = cli_usage(cli, "unexpected \"%s\"", argv[first]);
	if (!status)
		status = cli_confirmation(
			cli, confirms, reason, &p.options.confirmed);
	if (!status && confirms && p.options.is_dry)
		status = cli_usage(cli, "--dry-run confirms nothing");
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	return purge(&p);
}

/* ---------------------------------------------------------------- erase */

int cmd_erase(struct cli *cli, int argc, char **argv)
{
	struct purge_erasure erasure = {.who = NULL};
	const char *request = NULL;
	const struct cli_option options[] = {
		{.name = "without-objection",
			.flag = &erasure.without_objection},
		{.name = "dry-run", .flag = &erasure.is_dry},
		{.name = "request", .value = &request},
	};
	int64_t id;
	struct buf said;
	int status;
	enum err e;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS", &erasure.who);
	if (!status)
		status = cli_open_desk(cli, false);
	if (!status)
		status = cli_request_check(cli, request, erasure.who, &id);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	e = purge_erase(cli->desk, &erasure, &said);
	if (!e || e == ERR_NOT_FOUND)
		visible_print_lines(stdout, buf_text(&said));
	buf_free(&said);
	if (e && e != ERR_NOT_FOUND)
		return cli_desk_failed(cli, e);
	if (erasure.is_dry)
		return cli_flush(cli);
	status = cli_request_close(cli, id, "erased", stdout);
	return status ? status : finish(cli, EX_OK);
}
