/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/language.h"
#include "cli/outlet.h"
#include "cli/term.h"
#include "service/report/report.h"

struct reporting {
	struct cli *cli;
	const char *html, *json; /* files to write */
	const char *language;
	struct translation translation;
	struct term_bar bar;
};

static void draw_bar(void *arg, int64_t subjects, int64_t of)
{
	struct reporting *r = arg;

	term_bar_draw(&r->bar, (uint64_t)subjects, (uint64_t)of);
}

static enum err make_text(const void *report, struct buf *out)
{
	return report_markdown(report, out);
}

static enum err make_html(const void *report, struct buf *out)
{
	return report_html(report, out);
}

static enum err make_json(const void *report, struct buf *out)
{
	return report_json(report, out);
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

static int write_all(const struct reporting *r, const struct report *report)
{
	int status = EX_OK;

	/* Standard output holds one of them. */
	if (!is_stdout(r->json) && !is_stdout(r->html))
		status = outlet_write(r->cli, "-", make_text, report);
	if (!status && r->html)
		status = outlet_write(r->cli, r->html, make_html, report);
	if (!status && r->json)
		status = outlet_write(r->cli, r->json, make_json, report);
	return status;
}

static int run_report(struct reporting *r)
{
	struct report report;
	int status;
	enum err e;

	status = cli_language_open(r->cli, r->language, &r->translation);
	if (status)
		return status;
	term_bar_init(&r->bar);
	e = report_make(r->cli->desk, &r->translation, draw_bar, r, &report);
	term_bar_clear(&r->bar);
	if (e)
		return cli_desk_failed(r->cli, e);
	status = write_all(r, &report);
	if (!status)
		status = findings_status(&report.findings);
	report_free(&report);
	return status;
}

int cmd_report(struct cli *cli, int argc, char **argv)
{
	struct reporting r = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "html", .value = &r.html},
		{.name = "json", .value = &r.json},
		{.name = "language", .value = &r.language},
	};
	int status;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status && is_stdout(r.html) && is_stdout(r.json))
		status = cli_usage(cli,
			"--html and --json: standard output (\"-\") holds one "
			"of them");
	if (!status)
		status = cli_language_check(cli, r.language);
	if (!status)
		status = cli_open_desk(cli, false);
	if (!status)
		status = run_report(&r);
	translation_free(&r.translation);
	return status;
}
