/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <errno.h>
#include <string.h>

#include "service/mta/mta_domains.h"
#include "service/mta/mta_files.h"
#include "service/office/rules_change.h"

#define SHOW_MAX ((size_t)16 << 20)

static void print_problem(const struct problem *p)
{
	const char *severity =
		p->severity == PROBLEM_ERROR ? "error" : "warning";

	if (p->line > 0)
		visible_printf(stdout, "%s:%d: %s: %s\n", p->file, p->line,
			severity, p->text);
	else
		visible_printf(
			stdout, "%s: %s: %s\n", p->file, severity, p->text);
}

/* None of them keeps the configuration from being accepted. */
static size_t print_findings(const struct cli *cli, const struct findings *f)
{
	size_t printed = 0;

	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];

		if (item->severity == SEVERITY_FINE)
			continue;
		visible_printf(stdout, "%s: warning: %s%s%s\n",
			cli->config_path, item->what,
			item->mend ? "; mend: " : "",
			item->mend ? item->mend : "");
		printed++;
	}
	return printed;
}

/* The firm's domains by themselves, and beside the mail server's files. */
static size_t look_at_domains(const struct cli *cli, const struct settings *s,
	const struct mta_files *files)
{
	struct findings f;
	size_t printed;

	findings_init(&f);
	own_domains_look(s, &f);
	mta_files_compare(files, s, &f);
	printed = print_findings(cli, &f);
	if (findings_err(&f))
		visible_printf(stderr, "robinson: own-domains: %s\n",
			err_text(findings_err(&f)));
	findings_free(&f);
	return printed;
}

/* The problems are what was asked for: standard output. */
static int check_config(const struct cli *cli, const struct mta_files *files,
	const struct settings **s_r)
{
	struct settings *settings = NULL;
	struct problems problems;
	size_t warnings;
	int status;
	enum err e;

	problems_init(&problems);
	errno = 0;
	e = settings_read(cli->config_path, &settings, &problems);
	for (size_t i = 0; i < problems.len; i++)
		print_problem(&problems.items[i]);
	warnings = problems.len - problems.errors;
	if (!e)
		warnings += look_at_domains(cli, settings, files);
	if (e && problems.errors == 0)
		cli_fail(cli, EX_CONFIG, "%s cannot be read: %s",
			cli->config_path,
			errno ? strerror(errno) : err_text(e));
	else
		visible_printf(stdout, "%s: %s: %zu error%s, %zu warning%s\n",
			cli->config_path, e ? "not accepted" : "accepted",
			problems.errors, problems.errors == 1 ? "" : "s",
			warnings, warnings == 1 ? "" : "s");
	problems_free(&problems);
	status = e ? EX_CONFIG : cli_flush(cli);
	*s_r = settings;
	return status;
}

/* What a change would do is asked before the daemon has it. */
static int tell_rules(const struct cli *cli)
{
	struct buf said;
	enum err e;

	buf_init(&said, SHOW_MAX);
	e = rules_change_tell(cli->settings, &said);
	if (!e)
		visible_print_lines(stdout, buf_text(&said));
	buf_free(&said);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", err_text(e));
	return cli_flush(cli);
}

int cmd_config_check(struct cli *cli, int argc, char **argv)
{
	struct mta_files files = {NULL};
	const struct cli_option options[] = {
		{.name = "postfix-config", .value = &files.postfix_config},
		{.name = "sendmail-cf", .value = &files.sendmail_cf},
	};
	int status =
		cli_options_none(cli, argc, argv, options, COUNT_OF(options));

	if (!status)
		status = check_config(cli, &files, &cli->settings);
	return status ? status : tell_rules(cli);
}

int cmd_config_show(struct cli *cli, int argc, char **argv)
{
	struct buf text;
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, NULL, 0);
	if (!status)
		status = cli_open_settings(cli);
	if (status)
		return status;
	buf_init(&text, SHOW_MAX);
	e = settings_show(cli->settings, &text);
	if (!e)
		fwrite(buf_text(&text), 1, text.len, stdout);
	buf_free(&text);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", err_text(e));
	return cli_flush(cli);
}
