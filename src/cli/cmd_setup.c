/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/setup_ask.h"
#include "cli/setup_plan.h"
#include "cli/setup_steps.h"
#include "service/setup/setup_place.h"

#define TEXT_MAX ((size_t)64 << 10)

static void tell_done(void *arg, const char *how, const char *what)
{
	(void)arg;
	visible_printf(stdout, "%-8s %s\n", how, what);
	(void)fflush(stdout);
}

static int put_in_place(struct cli *cli, const struct settings *s)
{
	const struct setup_place place = {
		.settings = s, .clock = cli->clock, .done = tell_done};
	char cause[SETUP_CAUSE_SIZE];
	enum err e = setup_place(&place, cause);

	if (e)
		cli_fail(cli, cli_status(e), "%s", cause);
	return e ? cli_status(e) : EX_OK;
}

/* ---------------------------------------------------------- configuration */

struct draft {
	struct cli *cli;
	int status;
};

/* A configuration has its name only when all that it needs is there. */
static enum err prepare(void *arg, const char *path)
{
	struct draft *draft = arg;
	const struct settings *s = NULL;

	draft->status = cli_read_settings(draft->cli, path, &s);
	if (!draft->status)
		draft->status = put_in_place(draft->cli, s);
	settings_unref(&s);
	return draft->status ? ERR_INVALID : ERR_OK;
}

static int write_text(struct cli *cli, const struct buf *text)
{
	struct draft draft = {.cli = cli};
	char cause[SETUP_CAUSE_SIZE];
	enum err e = setup_write(cli->config_path, buf_text(text), text->len,
		prepare, &draft, cause);

	if (!e) {
		tell_done(NULL, "written", cli->config_path);
		return EX_OK;
	}
	if (!draft.status)
		draft.status = cli_fail(cli, cli_status(e), "%s", cause);
	cli_fail(cli, EX_OK,
		"no configuration is written, and nothing runs. What is made "
		"or kept above stays; the same command goes on with it");
	return draft.status;
}

static int write_config(struct setup_plan *plan)
{
	struct buf text;
	int status;

	buf_init(&text, TEXT_MAX);
	status = setup_plan_text(plan, &text);
	if (!status)
		status = write_text(plan->cli, &text);
	buf_free(&text);
	return status;
}

/* ------------------------------------------------------------- both ways */

static int begin_anew(struct setup_plan *plan)
{
	bool asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	int status = setup_plan_look(plan);

	if (!status && asks)
		status = setup_ask(plan);
	if (!status)
		status = setup_plan_complete(plan);
	if (!status)
		status = setup_plan_find_mta(plan);
	return status ? status : write_config(plan);
}

static int go_on(struct setup_plan *plan)
{
	int status;

	if (plan->domains.len || plan->languages.len || *plan->profile ||
		plan->user || plan->state)
		return cli_usage(plan->cli,
			"--continue goes by the configuration that is there: "
			"--domain, --profile, --language, --user and --state "
			"do not go with it");
	status = setup_plan_look(plan);
	if (!status)
		status = setup_plan_find_mta(plan);
	if (!status)
		status = cli_open_settings(plan->cli);
	return status ? status : put_in_place(plan->cli, plan->cli->settings);
}

static int finish(struct setup_plan *plan)
{
	bool answers = false;
	int status = cli_open_settings(plan->cli);

	if (!status)
		status = setup_start(plan, plan->cli->settings, &answers);
	if (!status)
		status = setup_build_in(plan, plan->cli->settings, answers);
	if (status || !answers)
		return status ? status : cli_flush(plan->cli);
	/* Until the lines were typed it is no fault that they are missing. */
	status = setup_examine(plan);
	if (status > 2)
		return status;
	return status == 2 && plan->applies ? 1 : EX_OK;
}

/* Whether it is a time for this command at all. */
static int admit(const struct setup_plan *plan)
{
	const char *path = plan->cli->config_path;
	struct stat st;
	bool is_there = lstat(path, &st) == 0;

	if (geteuid() != 0)
		return cli_fail(plan->cli, EX_NOPERM,
			"only root can make keys, directories and store for "
			"the daemon's user");
	if (!is_there && errno != ENOENT)
		return cli_fail(
			plan->cli, EX_IOERR, "%s: %s", path, strerror(errno));
	if (is_there && !plan->goes_on)
		return cli_fail(plan->cli, EX_CANTCREAT,
			"%s is there already and is left as it is. \"robinson "
			"setup --continue\" goes on with it: directories, key "
			"file and store as far as they are missing, the "
			"daemon, the mail server. To begin anew move it away",
			path);
	if (!is_there && plan->goes_on)
		return cli_fail(plan->cli, EX_NOINPUT,
			"there is no %s to go on with; without --continue it "
			"is written",
			path);
	return EX_OK;
}

static int run(struct setup_plan *plan)
{
	int status = admit(plan);

	if (!status)
		status = plan->goes_on ? go_on(plan) : begin_anew(plan);
	return status ? status : finish(plan);
}

int cmd_setup(struct cli *cli, int argc, char **argv)
{
	struct setup_plan plan;
	const char *config = NULL;
	int status;

	setup_plan_init(&plan, cli);
	{
		const struct cli_option options[] = {
			{.name = "domain",
				.each = setup_plan_domain,
				.arg = &plan},
			{.name = "profile",
				.each = setup_plan_profile,
				.arg = &plan},
			{.name = "language",
				.each = setup_plan_language,
				.arg = &plan},
			{.name = "mta", .each = setup_plan_mta, .arg = &plan},
			{.name = "user", .value = &plan.user},
			{.name = "state", .value = &plan.state},
			{.name = "postfix-config",
				.value = &plan.postfix_config},
			{.name = "sendmail-cf", .value = &plan.sendmail_cf},
			{.name = "config", .value = &config},
			{.name = "apply", .flag = &plan.applies},
			{.name = "continue", .flag = &plan.goes_on},
		};

		status = cli_options_none(
			cli, argc, argv, options, COUNT_OF(options));
	}
	if (config)
		cli->config_path = config;
	if (!status)
		status = run(&plan);
	setup_plan_free(&plan);
	return status;
}
